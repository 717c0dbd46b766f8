// SPDX-License-Identifier: Apache-2.0
#include <walaa/rates/gamma_poisson_problem.hpp>

#include "derivatives.hpp"  // for derivatives_agree
#include "rate_data.hpp"
#include "relative.hpp"

#include <walaa/rates/gamma_poisson.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <vector>

namespace {

using walaa::gamma_poisson;
using problem = walaa::gamma_poisson_problem<gamma_poisson>;
using column = std::vector<double>;

const column counts{0, 0, 1, 2, 5, 31, 32, 33, 40, 100, 3000}, exposures{0.1, 2, 1, 1, 8, 40, 20, 20, 20, 90, 2000},
    weights{1, 2, 1, 0.5, 1, 1, 3, 1, 1, 1, 1};

TEST(gamma_poisson_problem, has_the_derivatives_it_claims) {
  const problem p("test", {.count = counts, .exposure = exposures, .weight = weights});
  for (const double mean : {0.3, 1.0, 4.0})
    for (const double d : {1e-6, 1e-3, 0.1, 1.0, 30.0})
      EXPECT_TRUE(walaa::tests::derivatives_agree<2>(
          [&](const walaa::small_vector<2>& at) {
            return p.evaluate({at[0], at[1]}, {});
          },
          {mean, d}, 2e-8))
          << mean << " " << d;
}

TEST(gamma_poisson_problem, is_the_negative_binomial_of_the_textbook) {
  const problem p("test", {.count = counts, .exposure = exposures, .weight = weights});
  double events = 0, all = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) events += weights[i] * counts[i], all += weights[i] * exposures[i];
  for (const double mean : {0.3, 1.0, 4.0})
    for (const double d : {0.01, 1.0, 30.0}) {
      double known = 0;
      const double a = 1 / d;
      for (std::size_t i = 0; i < counts.size(); ++i) {
        const double y = counts[i], mu = mean * events / all * exposures[i];
        known += weights[i] * (walaa::log_rising(a, y) - walaa::log_gamma(y + 1) - a * std::log1p(mu / a) +
                               (y == 0 ? 0 : y * std::log(mu / (a + mu))));
      }
      EXPECT_RELATIVE(p.evaluate({mean, d}, {}).value, known, 1e-13) << mean << " " << d;
    }
}

TEST(gamma_poisson_problem, reaches_the_limit_without_dispersion) {
  const problem p("test", {.count = counts, .exposure = exposures, .weight = weights});
  double events = 0, all = 0, known = 0, slope = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) events += weights[i] * counts[i], all += weights[i] * exposures[i];
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double y = counts[i], mu = events / all * exposures[i];
    known += weights[i] * (y * std::log(mu) - mu - walaa::log_gamma(y + 1));
    slope += weights[i] * ((y - mu) * (y - mu) - y) / 2;
  }
  const auto at = p.evaluate(p.pooled(), {}), near = p.evaluate({1, 1e-12}, {});
  EXPECT_RELATIVE(at.value, known, 1e-13);
  EXPECT_RELATIVE(at.gradient(1), slope, 1e-12);
  EXPECT_NEAR(at.gradient(0), 0, 1e-9);
  EXPECT_NEAR(near.value, at.value, 1e-6);
  EXPECT_RELATIVE(near.gradient(1), at.gradient(1), 1e-6);
}

TEST(gamma_poisson_problem, sums_over_counts_agree_with_long_double) {
  for (const double d : {0.0, 1e-12, 1e-6, 0.01, 1.0, 1e4}) {
    const walaa::detail::dispersion_sums sums(d);
    long double v = 0, s = 0, q = 0;
    for (int i = 0; i <= 20000; ++i) {
      if (i <= 100 || i % 997 == 0) {
        const auto t = sums.at(i);
        EXPECT_RELATIVE(t.value, static_cast<double>(v), 5e-15) << d << " " << i;
        EXPECT_RELATIVE(t.first, static_cast<double>(s), 5e-15) << d << " " << i;
        EXPECT_RELATIVE(t.second, static_cast<double>(q), 3e-14) << d << " " << i;
      }
      const long double part = i / (1 + i * static_cast<long double>(d));
      v += std::log1p(i * static_cast<long double>(d));
      s += part;
      q += part * part;
    }
  }
}

TEST(gamma_poisson_problem, names_the_rows_that_matter) {
  const problem p("test", {.count = walaa::tests::lip_cancer_observed, .exposure = walaa::tests::lip_cancer_expected});
  const auto fit =
      gamma_poisson::fit({.count = walaa::tests::lip_cancer_observed, .exposure = walaa::tests::lip_cancer_expected});
  ASSERT_EQ(fit.report().influential_rows.size(), 5u);
  // leaving the first of them out moves the estimates by about what is claimed
  const auto row = static_cast<std::ptrdiff_t>(fit.report().influential_rows[0]);
  column y = walaa::tests::lip_cancer_observed, e = walaa::tests::lip_cancer_expected;
  y.erase(y.begin() + row);
  e.erase(e.begin() + row);
  const auto without = gamma_poisson::fit({.count = y, .exposure = e});
  const double dm = without->mean - fit->mean, dd = without->dispersion - fit->dispersion;
  const auto c = fit.covariance();
  const double det = c[0] * c[3] - c[1] * c[2];
  const double moved = std::sqrt((dm * dm * c[3] - 2 * dm * dd * c[1] + dd * dd * c[0]) / det);
  EXPECT_RELATIVE(fit.report().influence[0], moved, 0.25);  // first order
}

}  // namespace
