// SPDX-License-Identifier: Apache-2.0
#include <walaa/evaluate/drift.hpp>

#include "ranked_data.hpp"
#include "relative.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace {

using walaa::bin_counts;
using walaa::empty_bins;
using walaa::psi;
using walaa::tests::refusal;
using column = std::vector<double>;

constexpr walaa::drift_options as_they_are{.empty = empty_bins::as_they_are};

TEST(drift, four_shares_have_the_published_index) {  // toad, test_PSI
  const auto d = psi(bin_counts(column{298, 172, 216, 314}), bin_counts(column{288, 224, 210, 278}), as_they_are);
  EXPECT_RELATIVE(d.psi, 0.018630024627491467, 1e-12);
  EXPECT_RELATIVE(d.kl_training + d.kl_present, d.psi, 1e-12);
  EXPECT_RELATIVE(d.without_change, 3 * (1.0 / 1000 + 1.0 / 1000), 1e-15);
  EXPECT_EQ(d.bins, 4u);
}

TEST(drift, half_a_customer_is_added_to_every_bin_of_both) {
  const auto d = psi(bin_counts(column{3, 0, 5}), bin_counts(column{2, 4, 4}));
  const auto same = psi(bin_counts(column{3.5, 0.5, 5.5}), bin_counts(column{2.5, 4.5, 4.5}), as_they_are);
  EXPECT_RELATIVE(d.psi, same.psi, 1e-14);
  EXPECT_EQ(d.empty_then, 1u);
  EXPECT_EQ(d.empty_now, 0u);
  EXPECT_EQ(d.options.empty, empty_bins::add_half);
  EXPECT_EQ(d.customers_then, 8);  // customers, not halves
}

TEST(drift, an_empty_bin_is_infinite_when_it_is_left_as_it_is) {
  const auto d = psi(bin_counts(column{3, 0, 5}), bin_counts(column{2, 4, 4}), as_they_are);
  EXPECT_EQ(d.psi, std::numeric_limits<double>::infinity());
  EXPECT_EQ(d.kl_present, std::numeric_limits<double>::infinity());
  EXPECT_TRUE(walaa::is_finite(d.kl_training));  // nobody then: no term
  const auto unused = psi(bin_counts(column{3, 0, 5}), bin_counts(column{3, 0, 5}), as_they_are);
  EXPECT_EQ(unused.psi, 0);
  EXPECT_EQ(unused.bins, 2u);
}

TEST(drift, an_empty_share_is_replaced_by_epsilon) {
  const auto d = psi(bin_counts(column{5, 0, 5}), bin_counts(column{2, 4, 4}), {.empty = empty_bins::replace, .epsilon = 0.001});
  const double expected =
      (0.5 - 0.2) * std::log(0.5 / 0.2) + (0.001 - 0.4) * std::log(0.001 / 0.4) + (0.5 - 0.4) * std::log(0.5 / 0.4);
  EXPECT_RELATIVE(d.psi, expected, 1e-13);
}

TEST(drift, is_symmetric_and_zero_only_without_a_difference) {
  const bin_counts a(column{10, 20, 30}), b(column{20, 10, 30});
  EXPECT_RELATIVE(psi(a, b).psi, psi(b, a).psi, 1e-15);
  EXPECT_EQ(psi(a, b).kl_training, psi(b, a).kl_present);
  EXPECT_EQ(psi(a, a).psi, 0);
  EXPECT_GT(psi(a, b).psi, 0);
  double sum = 0;
  for (const double term : psi(a, b).by_bin) sum += term;
  EXPECT_RELATIVE(sum, psi(a, b).psi, 1e-15);
}

TEST(drift, without_a_change_the_index_is_about_what_stands_beside_it) {
  // 2,000 pairs of samples of one law: the mean of psi is within 4 standard errors, so a false alarm is rarer than 1 in 10,000
  std::mt19937 draw(20);
  double sum = 0, squares = 0, expected = 0;
  constexpr int repeats = 2000;
  for (int k = 0; k < repeats; ++k) {
    bin_counts a(10), b(10);
    for (int i = 0; i < 1000; ++i) ++a.count[draw() % 10];
    for (int i = 0; i < 500; ++i) ++b.count[draw() % 10];
    const auto d = psi(a, b, as_they_are);
    sum += d.psi;
    squares += d.psi * d.psi;
    expected = d.without_change;
  }
  const double mean = sum / repeats, error = std::sqrt((squares / repeats - mean * mean) / repeats);
  EXPECT_NEAR(mean, expected, 4 * error + 0.02 * expected);  // the law holds up to terms of order 1 / n^2: 2 %
}

TEST(drift, bad_input_names_the_argument_and_the_rule) {
  const bin_counts two(column{1, 2}), three(column{1, 2, 3}), none(column{0, 0}), negative(column{1, -2});
  EXPECT_EQ(refusal([&] { return psi(two, three).psi; }),
            "psi: training has 2 rows and present has 3; one row a customer in both [D101]");
  EXPECT_EQ(refusal([&] { return psi(negative, two).psi; }), "psi: training[1] = -2 is negative [D104]");
  EXPECT_EQ(refusal([&] { return psi(two, negative).psi; }), "psi: present[1] = -2 is negative [D104]");
  EXPECT_EQ(refusal([&] { return psi(two, none).psi; }), "psi: customers at present = 0 is not positive [D111]");
  EXPECT_EQ(refusal([&] { return psi(none, two).psi; }), "psi: customers at training = 0 is not positive [D111]");
  EXPECT_EQ(refusal([] { return psi(bin_counts{}, bin_counts{}).psi; }), "psi: training is empty [D109]");
  EXPECT_EQ(refusal([&] { return psi(two, two, {.epsilon = 0}).psi; }), "psi: epsilon = 0 is outside (0, 1) [F302]");
}

}  // namespace
