// SPDX-License-Identifier: Apache-2.0
#include <walaa/evaluate/holdout.hpp>  // the header under test comes first: it must stand alone

#include "cdnow.hpp"     // for cdnow_tenth, cdnow_holdout
#include "relative.hpp"  // for EXPECT_RELATIVE

#include <walaa/value/bg_nbd.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace {

using walaa::compare_forecast;
using walaa::compare_holdout;
using walaa::tests::cdnow_holdout;
using walaa::tests::cdnow_tenth;

// The parameters that the BTYD vignette 2.4.3 prints.
constexpr walaa::bg_nbd vignette{.r = .2425982, .alpha = 4.4136842, .a = .7929899, .b = 2.4261667};

TEST(holdout, cdnow_by_frequency_agrees_with_the_btyd_vignette) {
  constexpr double size[] = {1411, 439, 214, 100, 62, 38, 29, 64};
  constexpr double actual[] = {.237, .697, 1.393, 1.560, 2.532, 2.947, 3.862, 6.359};  // printed to 3 digits
  constexpr double expected[] = {.2250893, .5231364, 1.044126, 1.520256,
                                 2.163824, 2.653789, 3.503957, 6.157036};  // class P: 1e-4 relative
  const auto h = compare_holdout(vignette, cdnow_tenth(), cdnow_holdout(), 39);
  ASSERT_EQ(h.by_frequency.size(), 8u);
  for (std::size_t k = 0; k < 8; ++k) {
    EXPECT_EQ(h.by_frequency[k].frequency, static_cast<double>(k));
    EXPECT_EQ(h.by_frequency[k].or_more, k == 7);
    EXPECT_EQ(h.by_frequency[k].customers, size[k]);
    EXPECT_NEAR(h.by_frequency[k].actual, actual[k], 0.0005 + 1e-12);
    EXPECT_RELATIVE(h.by_frequency[k].expected, expected[k], 1e-4);
  }
  EXPECT_EQ(h.errors.customers, 2357);
  EXPECT_EQ(h.errors.actual, 1882);
}

TEST(holdout, errors_by_hand) {
  const auto e = compare_forecast(std::vector<double>{0, 2, 5}, std::vector<double>{1, 2, 3});
  EXPECT_EQ(e.customers, 3);
  EXPECT_EQ(e.actual, 7);
  EXPECT_EQ(e.expected, 6);
  EXPECT_RELATIVE(e.bias, -1.0 / 3, 1e-15);
  EXPECT_RELATIVE(e.mae, 1.0, 1e-15);
  EXPECT_RELATIVE(e.rmse, 1.2909944487358056, 1e-15);  // sqrt(5/3), mpmath
}

TEST(holdout, the_truth_has_no_errors) {
  const auto e = compare_forecast(cdnow_holdout(), cdnow_holdout());
  EXPECT_EQ(e.bias, 0);
  EXPECT_EQ(e.mae, 0);
  EXPECT_EQ(e.rmse, 0);
}

TEST(holdout, errors_are_ordered) {  // |bias| <= mean absolute <= root mean square
  const auto e = compare_holdout(vignette, cdnow_tenth(), cdnow_holdout(), 39).errors;
  EXPECT_LT(std::abs(e.bias), e.mae);
  EXPECT_LT(e.mae, e.rmse);
  EXPECT_RELATIVE(e.bias * e.customers, e.expected - e.actual, 1e-12);
}

TEST(holdout, bins_sum_to_the_total) {
  for (const std::size_t last : {std::size_t{0}, std::size_t{1}, std::size_t{7}, std::size_t{40}}) {
    const auto h = compare_holdout(vignette, cdnow_tenth(), cdnow_holdout(), 39, last);
    double customers = 0, actual = 0, expected = 0;
    for (const auto& b : h.by_frequency) {
      customers += b.customers;
      if (b.customers == 0) {
        EXPECT_TRUE(walaa::is_missing(b.actual) && walaa::is_missing(b.expected));
        continue;
      }
      actual += b.customers * b.actual;
      expected += b.customers * b.expected;
    }
    EXPECT_EQ(h.by_frequency.size(), last + 1);
    EXPECT_EQ(customers, h.errors.customers);
    EXPECT_RELATIVE(actual, h.errors.actual, 1e-12);
    EXPECT_RELATIVE(expected, h.errors.expected, 1e-12);
  }
}

TEST(holdout, weights_equal_repeated_rows) {
  const std::vector<double> x{0, 2, 9}, actual{1, 0, 4}, expected{0.5, 0.25, 3.5}, weight{2, 1, 3};
  const std::vector<double> x6{0, 0, 2, 9, 9, 9}, actual6{1, 1, 0, 4, 4, 4}, expected6{0.5, 0.5, 0.25, 3.5, 3.5, 3.5};
  EXPECT_EQ(compare_holdout(x, actual, expected, {.weight = weight}), compare_holdout(x6, actual6, expected6));
}

TEST(holdout, a_fitted_model_is_asked_in_durations) {
  const walaa::fitted<walaa::bg_nbd> model(vignette, walaa::time_unit::week);
  EXPECT_EQ(compare_holdout(model, cdnow_tenth(), cdnow_holdout(), walaa::weeks{39}),
            compare_holdout(vignette, cdnow_tenth(), cdnow_holdout(), 39));
  EXPECT_EQ(compare_holdout(model, cdnow_tenth(), cdnow_holdout(), walaa::days{273}),
            compare_holdout(vignette, cdnow_tenth(), cdnow_holdout(), 39));
  const walaa::fitted<walaa::bg_nbd> by_day(vignette, walaa::time_unit::day);
  EXPECT_THROW(compare_holdout(by_day, cdnow_tenth(), cdnow_holdout(), walaa::weeks{39}), walaa::invalid_input);
}

TEST(holdout, prints_a_table) {
  const auto h = compare_holdout(std::vector<double>{0, 0, 3}, std::vector<double>{0, 1, 2}, std::vector<double>{0.25, 0.25, 3},
                                 {.last_bin = 2});
  EXPECT_EQ(h.text(),
            "frequency  customers    actual  expected\n"
            "       0           2     0.500     0.250\n"
            "       1           0         -         -\n"
            "       2+          1     2.000     3.000\n"
            "    total          3         3       3.5\n"
            "a customer: bias 0.1667, mean absolute error 0.6667, root mean square 0.7360\n");
}

TEST(holdout, bad_input_names_column_row_value_and_rule) {
  const auto message = [](auto&& call) -> std::string {
    try {
      call();
    } catch (const walaa::invalid_input& e) {
      return e.what();
    }
    return "accepted";
  };
  using column = std::vector<double>;
  EXPECT_EQ(message([] { compare_forecast(column{}, column{}); }), "compare_forecast: actual is empty [D109]");
  EXPECT_EQ(message([] {
              compare_forecast(column{1}, column{1, 2});
            }),
            "compare_forecast: actual has 1 rows and expected has 2; one row a customer in both [D101]");
  EXPECT_EQ(message([] {
              compare_forecast(column{1, -1}, column{1, 2});
            }),
            "compare_forecast: actual[1] = -1 is negative [D104]");
  EXPECT_EQ(message([] {
              compare_forecast(column{1, 1}, column{1, walaa::missing});
            }),
            "compare_forecast: expected[1] = NaN is not a finite number [D103]");
  EXPECT_EQ(message([] {
              compare_forecast(column{1, 1}, column{1, 2}, column{1, 0});
            }),
            "compare_forecast: weight[1] = 0 is not positive [D111]");
  EXPECT_EQ(message([] {
              compare_holdout(column{0, 1.5}, column{1, 1}, column{1, 1});
            }),
            "compare_holdout: frequency[1] = 1.5 is not a whole number [D105]");
  EXPECT_EQ(message([] { compare_holdout(vignette, cdnow_tenth(), cdnow_holdout(), -1); }),
            "compare_holdout: t = -1 is negative [D104]");
  EXPECT_EQ(message([] { compare_holdout(vignette, cdnow_tenth(), cdnow_holdout().first(5), 39); }),
            "compare_holdout: actual has 5 rows and frequency has 2357; one row a customer in both [D101]");
}

}  // namespace
