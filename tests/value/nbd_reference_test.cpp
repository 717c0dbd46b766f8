// SPDX-License-Identifier: Apache-2.0
// Published and recomputed results for the NBD; every number names its source.
#include <walaa/value/nbd.hpp>

#include "cdnow.hpp"           // for cdnow_tenth, 2,357 customers, 39 weeks, exact day fractions
#include "cdnow_fit_laws.hpp"  // for expect_cdnow_fit, expect_cdnow_point
#include "relative.hpp"        // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <cstddef>

namespace {

using walaa::nbd;

constexpr nbd cdnow{.r = 0.38476613577, .alpha = 12.072022845};

TEST(nbd_reference, cdnow_optimum) {
  const auto fit = nbd::fit(walaa::tests::cdnow_tenth());
  walaa::tests::expect_cdnow_fit(fit, walaa::tests::cdnow_nbd);
  EXPECT_NEAR(fit.report().log_likelihood, -9763.657614673, 1e-6);
  EXPECT_RELATIVE(fit->r, 0.38476613577, 1e-9);
  EXPECT_RELATIVE(fit->alpha, 12.072022845, 1e-9);
}

TEST(nbd_reference, cdnow_at_a_fixed_point) {
  const auto& exact = walaa::tests::cdnow_nbd_fixed;
  const auto h = walaa::tests::cdnow_tenth();
  const nbd::likelihood of({exact.parameters[0], exact.parameters[1]}, 29);
  walaa::second_order<2> total;
  for (std::size_t i = 0; i < h.size(); ++i) of.add(h[i], 1, total);
  walaa::tests::expect_cdnow_point(total, exact);
}

// 50 digits: integrals of Poisson probabilities over the gamma posterior of lambda.
TEST(nbd_reference, a_customer_of_five_repeats_in_39_weeks) {
  const walaa::purchase_history h{5, 30, 39};
  EXPECT_RELATIVE(probability(cdnow, h, 0, 39), 0.047114729554625198823, 1e-13);
  EXPECT_RELATIVE(probability(cdnow, h, 1, 39), 0.10984953923920728012, 1e-13);
  EXPECT_RELATIVE(probability(cdnow, h, 2, 39), 0.15184060624175887304, 1e-13);
  EXPECT_RELATIVE(probability(cdnow, h, 10, 39), 0.016936583616668047222, 1e-13);
  EXPECT_RELATIVE(expected_purchases(cdnow, h, 39), 4.1119553837212025942, 1e-14);
  EXPECT_RELATIVE(cdnow.purchase_rate(h), 0.10543475342874878447, 1e-14);
  EXPECT_RELATIVE(discounted_purchases(cdnow, h, 0.0027), 39.049908677314364617, 1e-14);
}

TEST(nbd_reference, a_new_customer) {
  EXPECT_RELATIVE(cdnow.expected_purchases(52), 1.6573725312594866946, 1e-14);
  EXPECT_RELATIVE(cdnow.probability(0, 30), 0.6185497938313094006, 1e-14);
  EXPECT_RELATIVE(cdnow.probability(5, 30), 0.017919541783135237997, 1e-13);
}

}  // namespace
