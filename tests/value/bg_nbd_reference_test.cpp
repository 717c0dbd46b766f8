// SPDX-License-Identifier: Apache-2.0
// Published and recomputed results for the BG/NBD; every number names its source.
#include <walaa/value/bg_nbd.hpp>

#include "cdnow.hpp"           // for cdnow_tenth, the 2,357 customers of Fader, Hardie & Lee, 39 weeks, exact day fractions
#include "cdnow_fit_laws.hpp"  // for expect_cdnow_fit, expect_cdnow_point
#include "relative.hpp"        // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>

namespace {

using walaa::bg_nbd;
using walaa::purchase_history;

constexpr bg_nbd paper{.r = 0.243, .alpha = 4.414, .a = 0.793, .b = 2.426};  // Fader, Hardie & Lee (2005), table 2

TEST(bg_nbd_reference, cdnow_optimum) {
  walaa::tests::expect_cdnow_fit(bg_nbd::fit(walaa::tests::cdnow_tenth()), walaa::tests::cdnow_bg_nbd);
}

TEST(bg_nbd_reference, cdnow_as_published) {  // Fader, Hardie & Lee (2005): .243 4.414 .793 2.426, LL -9582.4
  const auto fit = bg_nbd::fit(walaa::tests::cdnow_tenth());
  EXPECT_NEAR(fit->r, 0.243, 5e-4);
  EXPECT_NEAR(fit->alpha, 4.414, 5e-4);
  EXPECT_NEAR(fit->a, 0.793, 5e-4);
  EXPECT_NEAR(fit->b, 2.426, 5e-4);
  EXPECT_NEAR(fit.report().log_likelihood, -9582.429206674, 1e-6);  // recomputed in multiple precision from the log
  EXPECT_NEAR(fit.report().eigenvalues.front(), 3.1e-3, 1e-4);
  EXPECT_NEAR(fit.report().condition, 160, 10);
}

TEST(bg_nbd_reference, cdnow_at_a_fixed_point) {
  const auto& exact = walaa::tests::cdnow_bg_nbd_fixed;
  const auto h = walaa::tests::cdnow_tenth();
  const bg_nbd::likelihood of({exact.parameters[0], exact.parameters[1], exact.parameters[2], exact.parameters[3]}, 29);
  walaa::second_order<4> total;
  for (std::size_t i = 0; i < h.size(); ++i) of.add(h[i], 1, total);
  walaa::tests::expect_cdnow_point(total, exact);
}

TEST(bg_nbd_reference, log_likelihoods_of_single_customers) {  // 50 digits, at the parameters as printed
  EXPECT_RELATIVE(paper.log_likelihood(purchase_history{2, 30.43, 38.86}), -9.4586063070662712, 1e-14);
  EXPECT_RELATIVE(paper.log_likelihood(purchase_history{26, 216.0 / 7, 31}), -37.726513328333, 1e-13);
  EXPECT_RELATIVE(paper.log_likelihood(purchase_history{100, 38, 39}), -21.621323946332, 1e-12);  // terms of 360 cancel
  EXPECT_RELATIVE(paper.log_likelihood(purchase_history{1000, 10, 100}), 3225.1429836828, 1e-13);
  EXPECT_RELATIVE(paper.log_likelihood(purchase_history{1e6, 10, 1e6}), 10147282.031494883, 1e-14);
  EXPECT_RELATIVE((bg_nbd{0.25, 4, 0.8, 2.5}).log_likelihood(purchase_history{200, 38, 40}), 100.795693092706, 1e-13);
  EXPECT_RELATIVE((bg_nbd{0.243, 4.414, 500, 1}).log_likelihood(purchase_history{1000, 10, 100}), 2285.452649790025, 1e-13);
}

TEST(bg_nbd_reference, log_likelihoods_of_the_published_sheet) {  // the sheet's customers, recomputed to 8 digits
  const struct {
    double x, recency, value;
  } rows[] = {{2, 30.43, -9.4586063}, {1, 1.71, -4.4690933},  {0, 0, -0.55471328},     {7, 29.43, -21.863276}, {1, 5, -4.8639231},
              {2, 35.71, -9.5356766}, {5, 24.43, -17.358102}, {10, 34.14, -27.313200}, {1, 4.86, -4.8511243}};
  for (const auto& row : rows)
    EXPECT_RELATIVE(paper.log_likelihood(purchase_history{row.x, row.recency, 38.86}), row.value, 3e-8)
        << row.x << " " << row.recency;
}

TEST(bg_nbd_reference, alive_and_posterior_means) {  // 50 digits, confirmed by integration over the latent rates
  EXPECT_RELATIVE(p_alive(paper, {.frequency = 5, .recency = 30, .age = 39}), 0.70562684715786, 1e-13);
  EXPECT_RELATIVE(paper.purchase_rate({5, 30, 39}), 0.130064767927634, 1e-14);
  EXPECT_RELATIVE(paper.dropout_probability({5, 30, 39}), 0.132299933427685, 1e-14);
  EXPECT_RELATIVE(p_alive(paper, {.frequency = 23, .recency = 39, .age = 39}), 0.9685554542, 1e-9);
  EXPECT_RELATIVE(p_alive(paper, {.frequency = 20, .recency = 30, .age = 39}), 0.1968204445, 1e-9);
}

TEST(bg_nbd_reference, a_new_customer_at_the_optimum) {  // recomputed to 50 digits; lifetimes prints four decimals
  const auto fit = bg_nbd::fit(walaa::tests::cdnow_tenth());
  const struct {
    double t, expected;
  } rows[] = {{1, 0.053184291503}, {3, 0.15063083921}, {31.8571, 1.0404891411}, {32, 1.0437320428}, {78, 1.8579583901}};
  for (const auto& row : rows) EXPECT_RELATIVE(fit->expected_purchases(row.t), row.expected, 2e-10) << row.t;
  EXPECT_RELATIVE(paper.probability(0, 39), 0.5737863521, 1e-9);
  EXPECT_RELATIVE(paper.probability(10, 2), 1.07868964e-07, 1e-8);
}

}  // namespace
