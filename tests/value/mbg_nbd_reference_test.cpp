// SPDX-License-Identifier: Apache-2.0
// Published and recomputed results for the MBG/NBD; every number names its source.
#include <walaa/value/mbg_nbd.hpp>

#include "cdnow.hpp"           // for cdnow_tenth, 2,357 customers, 39 weeks, exact day fractions
#include "cdnow_fit_laws.hpp"  // for expect_cdnow_fit, expect_cdnow_point
#include "relative.hpp"        // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <cstddef>

namespace {

using walaa::mbg_nbd;
using walaa::purchase_history;

constexpr mbg_nbd unit{.r = 0.5, .alpha = 6, .a = 0.9, .b = 1.6};

TEST(mbg_nbd_reference, cdnow_optimum) {
  const auto fit = mbg_nbd::fit(walaa::tests::cdnow_tenth());
  walaa::tests::expect_cdnow_fit(fit, walaa::tests::cdnow_mbg_nbd);
  EXPECT_NEAR(fit.report().log_likelihood, -9582.135715554, 1e-6);
  EXPECT_NEAR(fit->r, 0.525, 5e-4);  // lifetimes 0.11.3, its tests, three decimals: .525 6.183 .891 1.614
  EXPECT_NEAR(fit->alpha, 6.183, 5e-4);
  EXPECT_NEAR(fit->a, 0.891, 5e-4);
  EXPECT_NEAR(fit->b, 1.614, 5e-4);
}

TEST(mbg_nbd_reference, cdnow_at_a_fixed_point) {
  const auto& exact = walaa::tests::cdnow_mbg_nbd_fixed;
  const auto h = walaa::tests::cdnow_tenth();
  const mbg_nbd::likelihood of({exact.parameters[0], exact.parameters[1], exact.parameters[2], exact.parameters[3]}, 29);
  walaa::second_order<4> total;
  for (std::size_t i = 0; i < h.size(); ++i) of.add(h[i], 1, total);
  walaa::tests::expect_cdnow_point(total, exact);
}

TEST(mbg_nbd_reference, single_customers) {  // 50 digits, confirmed by integration over the latent rates
  EXPECT_RELATIVE(unit.log_likelihood(purchase_history{5, 30, 39}), -17.695519352867, 1e-13);
  EXPECT_RELATIVE(unit.log_likelihood(purchase_history{0, 0, 20}), -0.404296707994845, 1e-13);
  EXPECT_RELATIVE(p_alive(unit, {.frequency = 5, .recency = 30, .age = 39}), 0.682468778753124, 1e-13);
  EXPECT_RELATIVE(p_alive(unit, {.frequency = 0, .recency = 0, .age = 20}), 0.460630567611822, 1e-13);
  EXPECT_RELATIVE((mbg_nbd{0.25, 4, 0.8, 2.5}).log_likelihood(purchase_history{200, 38, 40}), 100.786909760991, 1e-13);
}

TEST(mbg_nbd_reference, a_new_customer) {
  EXPECT_RELATIVE(unit.expected_purchases(52), 1.37082768102149, 1e-13);
  EXPECT_RELATIVE(unit.probability(0, 30), 0.621278905896872, 1e-13);
  EXPECT_RELATIVE(unit.probability(5, 30), 0.0159094061309479, 1e-12);
  const auto fit = mbg_nbd::fit(walaa::tests::cdnow_tenth());  // recomputed to 50 digits at the optimum
  EXPECT_RELATIVE(fit->expected_purchases(1), 0.053060323434, 2e-10);
  EXPECT_RELATIVE(fit->expected_purchases(31.8571), 1.0334670238, 2e-10);
  EXPECT_RELATIVE(fit->expected_purchases(78), 1.8036304175, 2e-10);
}

}  // namespace
