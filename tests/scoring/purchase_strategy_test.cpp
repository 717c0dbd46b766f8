// SPDX-License-Identifier: Apache-2.0
#include <walaa/scoring/purchase_strategy.hpp>

#include "reference_fits.hpp"
#include "relative.hpp"
#include "some_customers.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace {

using namespace walaa::tests;
using walaa::missing;
using walaa::purchase_history;
using walaa::standing;
namespace detail = walaa::detail;

TEST(purchase_strategy, tells_the_standing_of_a_row_by_what_is_missing) {
  EXPECT_EQ(detail::known_history_of(2, 3, 4).status, standing::scored);
  EXPECT_EQ(detail::known_history_of(0, 0, 0).status, standing::scored);
  EXPECT_EQ(detail::known_history_of(missing, missing, missing).status, standing::prior_only);
  for (int hole = 0; hole < 3; ++hole) {
    double v[] = {2, 3, 4}, w[] = {missing, missing, missing};
    v[hole] = missing, w[hole] = 1;
    EXPECT_EQ(detail::known_history_of(v[0], v[1], v[2]).status, standing::insufficient);
    EXPECT_EQ(detail::known_history_of(w[0], w[1], w[2]).status, standing::insufficient);
  }
}

// f = r is linear: its variance is the parameter's own. f = ln(r / alpha) has the gradient (1 / r, -1 / alpha).
TEST(purchase_strategy, has_the_variance_of_the_delta_method) {
  const auto visits = reference_mbg_nbd();
  EXPECT_RELATIVE(detail::delta_variance(visits, [](const walaa::mbg_nbd& m) { return m.r; }), cdnow_mbg_nbd.covariance[0], 1e-9);
  const double r = visits->r, alpha = visits->alpha;
  const auto& c = cdnow_mbg_nbd.covariance;
  EXPECT_RELATIVE(detail::delta_variance(visits, [](const walaa::mbg_nbd& m) { return std::log(m.r / m.alpha); }),
                  c[0] / (r * r) - 2 * c[1] / (r * alpha) + c[5] / (alpha * alpha), 1e-8);
  EXPECT_EQ(detail::delta_variance(visits, [](const walaa::mbg_nbd&) { return 3.0; }), 0);
}

TEST(purchase_strategy, has_no_variance_without_a_covariance) {
  const walaa::fitted<walaa::mbg_nbd> given({}, walaa::time_unit::week);
  EXPECT_TRUE(walaa::is_missing(detail::delta_variance(given, [](const walaa::mbg_nbd& m) { return m.r; })));
}

TEST(purchase_strategy,
     shares_a_sum_of_functions_as_its_parts) {  // Shapley of an additive function is each part's own difference
  walaa::explanation e;
  const purchase_history h{3, 20, 30};
  detail::explain_history(
      h,
      [](const purchase_history& m, bool spend) {
        return m.frequency * m.frequency + std::sqrt(m.recency) + 2 * (m.age - m.recency) + (spend ? 7 : 0);
      },
      e, 5.0);
  EXPECT_EQ(e.base, 0);
  ASSERT_EQ(e.why.size(), 4u);
  EXPECT_NEAR(e.why[0].effect, 9, 1e-13);
  EXPECT_NEAR(e.why[1].effect, std::sqrt(20.0), 1e-13);
  EXPECT_NEAR(e.why[2].effect, 20, 1e-13);
  EXPECT_NEAR(e.why[3].effect, 7, 1e-13);
  EXPECT_EQ(e.why[2].seen, 10);  // the silence
}

TEST(purchase_strategy, gives_no_reasons_where_the_numbers_are_not_finite) {
  walaa::explanation e;
  e.value = 2;
  detail::explain_history(
      {3, 20, 30}, [](const purchase_history& m, bool) { return m.frequency > 0 ? 1 : std::numeric_limits<double>::infinity(); },
      e);
  EXPECT_FALSE(e.explained);
  EXPECT_EQ(e.total, 2);
}

TEST(purchase_strategy, names_the_column_that_lacks) {
  const double one[] = {1};
  walaa::table_view table(1, walaa::no_date, walaa::time_unit::week);
  table.with("frequency", one).with("recency", one);
  try {
    detail::check_purchase_rows("here", table);
    FAIL();
  } catch (const walaa::invalid_input& e) {
    EXPECT_EQ(e.code(), walaa::error_code::missing_input);
    EXPECT_STREQ(e.what(), "here: the table lacks the column 'T' [S504]");
  }
}

}  // namespace
