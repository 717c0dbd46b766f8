// SPDX-License-Identifier: Apache-2.0
// Published and recomputed results for Gamma-Gamma; every number names its source.
#include <walaa/value/gamma_gamma.hpp>

#include "cdnow.hpp"           // for cdnow_tenth: mean spend of 946 repeaters, dollars
#include "cdnow_fit_laws.hpp"  // for expect_cdnow_fit
#include "relative.hpp"        // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace {

using walaa::gamma_gamma;

TEST(gamma_gamma_reference, cdnow_optimum) {
  const auto fit = gamma_gamma::fit(walaa::tests::cdnow_tenth());
  walaa::tests::expect_cdnow_fit(fit, walaa::tests::cdnow_gamma_gamma);
  EXPECT_NEAR(fit.report().log_likelihood, -4055.917694802, 1e-6);
  EXPECT_NEAR(fit->p, 6.25, 5e-3);  // Fader & Hardie (2013), note 025: 6.25 3.74 15.44
  EXPECT_NEAR(fit->q, 3.74, 5e-3);
  EXPECT_NEAR(fit->v, 15.44, 5e-3);
  EXPECT_EQ(fit.report().rows_used, 946);
  EXPECT_EQ(fit.report().rows_without_information, 2357 - 946);
}

TEST(gamma_gamma_reference, cdnow_at_a_fixed_point) {
  const auto& exact = walaa::tests::cdnow_gamma_gamma_fixed;
  const auto h = walaa::tests::cdnow_tenth();
  const gamma_gamma::likelihood of({exact.parameters[0], exact.parameters[1], exact.parameters[2]});
  walaa::second_order<3> total;
  for (std::size_t i = 0; i < h.size(); ++i)
    if (h.frequency[i] > 0) of.add(h.frequency[i], h.monetary_value[i], 1, total);
  walaa::tests::expect_cdnow_point(total, exact);
}

TEST(gamma_gamma_reference, cdnow_at_the_published_digits) {  // recomputed: -4055.919232
  const gamma_gamma published{.p = 6.25, .q = 3.74, .v = 15.44};
  const auto h = walaa::tests::cdnow_tenth();
  std::vector<double> rows(h.size());
  published.log_likelihood(h, rows);
  double total = 0;
  for (const double v : rows) total += v;
  EXPECT_NEAR(total, -4055.919232, 5e-7);
}

TEST(gamma_gamma_reference, the_first_ten_customers) {  // lifetimes 0.11.3, its tests
  const std::array<double, 10> printed{24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17};
  const auto fit = gamma_gamma::fit(walaa::tests::cdnow_tenth());
  const auto h = walaa::tests::cdnow_tenth();
  for (std::size_t i = 0; i < printed.size(); ++i)
    EXPECT_NEAR(fit->expected_spend(h.frequency[i], h.monetary_value[i]), printed[i], 0.01) << i;
  EXPECT_RELATIVE(fit->mean_spend(), 35.1703713, 2e-9);
}

TEST(gamma_gamma_reference, single_values) {  // BTYD 2.4.3 and 50 digits
  const gamma_gamma btyd{.p = 6, .q = 4, .v = 16};
  EXPECT_RELATIVE(std::exp(btyd.log_likelihood(3, 35)), 0.01628040741, 5e-10);
  EXPECT_RELATIVE(btyd.expected_spend(3, 35), 34.57142857, 5e-10);
  EXPECT_RELATIVE((gamma_gamma{6.25, 3.74, 15.44}).log_likelihood(50, 38), -4.17021381285, 5e-12);
}

}  // namespace
