// SPDX-License-Identifier: Apache-2.0
#include <walaa/math/pareto_race.hpp>

#include "derivatives.hpp"  // for richardson
#include "relative.hpp"     // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>

namespace {

using walaa::pareto_race;
using walaa::race_derivatives;
using walaa::race_terms;

/// s/(n+s) 2F1(1, n; n+s+1; 1-c) by its series, c in (0.02, 1]; for c > 1 Pfaff's transform of it. Long double.
double series(double n, double s, double c) {
  const long double z = c <= 1 ? 1 - static_cast<long double>(c) : 1 - 1 / static_cast<long double>(c);
  const long double b = c <= 1 ? n : s + 1;
  long double term = static_cast<long double>(s) / (n + static_cast<long double>(s)) / (c <= 1 ? 1 : c), sum = 0;
  for (int k = 0; k < 200000 && term > 1e-24L * sum; ++k) {
    sum += term;
    term *= (b + k) / (n + static_cast<long double>(s) + 1 + k) * z;
  }
  return static_cast<double>(sum);
}

constexpr double shapes[] = {1e-3, 0.02, 0.6, 1, 3.5, 40, 700};

TEST(pareto_race, is_the_hypergeometric_series) {
  for (const double n : shapes)
    for (const double s : shapes)
      for (const double c : {0.02, 0.3, 0.9, 1 - 1e-9, 1.0, 1 + 1e-13, 1.1, 2.5, 50.0}) {
        SCOPED_TRACE(testing::Message() << n << " " << s << " " << c);
        EXPECT_RELATIVE((pareto_race{n, s, c}.lost()), series(n, s, c), 1e-14);
      }
}

// Arb, 200 bits: s/(n+s) 2F1(1, n; n+s+1; 1-c), where the series does not converge any more
TEST(pareto_race, needs_no_series_far_out) {
  EXPECT_RELATIVE((pareto_race{0.55, 0.61, 1e-6}.lost()), 0.99971486460963865453, 1e-14);
  EXPECT_RELATIVE((pareto_race{0.55, 0.61, 1e6}.lost()), 0.00062397331682258616, 1e-14);
  EXPECT_RELATIVE((pareto_race{1e6, 2, 1e-9}.lost()), 0.99900633787892037800, 1e-14);
  EXPECT_RELATIVE((pareto_race{1e-3, 1e-3, 1e9}.lost()), 0.48974660272813402280, 1e-14);
  EXPECT_RELATIVE((pareto_race{5.55, 1e6, 1e5}.lost()), 0.65701278830721009141, 1e-14);
}

TEST(pareto_race, somebody_is_first) {  // P(Y < X) + P(X < Y) = 1, the roles exchanged
  for (const double n : shapes)
    for (const double s : shapes)
      for (const double c : {1e-9, 1e-4, 0.02, 0.9, 1.0, 1 + 1e-8, 2.5, 300.0, 1e7})
        EXPECT_NEAR((pareto_race{n, s, c}.lost() + pareto_race{n, s, c}.exchanged().lost()), 1, 4e-15)
            << n << " " << s << " " << c;
}

/// P(Y < X, Y <= U) = P(Y < X) - P(both > U) P(Y < X | both > U), and the race goes on as one of scales A + U, B + U.
TEST(pareto_race, stops_at_a_time) {
  for (const double n : shapes)
    for (const double s : shapes)
      for (const double c : {1e-4, 0.5, 1.0, 2.5, 1e5})
        for (const double u : {0.1, 3.0, 100.0}) {  // A = 1, B = c
          const double buying = std::log1p(u), leaving = std::log1p(u / c);
          const double later = std::exp(-n * buying - s * leaving) * pareto_race{n, s, (c + u) / (1 + u)}.lost();
          const double before = pareto_race{n, s, c}.lost(buying, leaving);
          EXPECT_NEAR(before + later, (pareto_race{n, s, c}.lost()), 1e-14 * (before + later))
              << n << " " << s << " " << c << " " << u;
        }
}

TEST(pareto_race, a_short_race_is_a_rate_times_a_time) {  // where the difference above has no digits
  const double u = 1e-12, c = 3;
  EXPECT_RELATIVE((pareto_race{2.5, 0.6, c}.lost(std::log1p(u), std::log1p(u / c))), 0.6 * u / c, 1e-11);
  EXPECT_EQ((pareto_race{2.5, 0.6, c}.lost(0, 0)), 0);
}

TEST(pareto_race, has_the_derivatives_it_claims) {
  using walaa::race::part;
  struct claim {
    part of, by;
    std::size_t variable;
  };
  const claim claims[] = {{part::value, part::by_n, 0}, {part::value, part::by_s, 1}, {part::value, part::by_q, 2},
                          {part::by_n, part::by_nn, 0}, {part::by_n, part::by_ns, 1}, {part::by_n, part::by_nq, 2},
                          {part::by_s, part::by_ns, 0}, {part::by_s, part::by_ss, 1}, {part::by_s, part::by_sq, 2},
                          {part::by_q, part::by_nq, 0}, {part::by_q, part::by_sq, 1}, {part::by_q, part::by_qq, 2}};
  for (const double c : {1e-5, 0.2, 0.99, 1.0, 1.3, 40.0, 1e4})
    for (const bool stops : {false, true}) {
      const auto at = [&](const walaa::small_vector<3>& p) {  // n, s, and q from 1 on: Richardson's steps are relative
        const pareto_race race{p[0], p[1], c * std::exp(1 - p[2])};
        // at a fixed clock of Y
        return stops ? race_derivatives(race, std::log1p(std::expm1(1.3) * race.c), 1.3) : race_derivatives(race);
      };
      const walaa::small_vector<3> p{2.3, 0.7, 1};
      const race_terms claimed = at(p);
      for (const claim& k : claims) {
        double noise = 0;
        const double found =
            walaa::tests::richardson<3>([&](const walaa::small_vector<3>& v) { return at(v)[k.of]; }, p, k.variable, noise);
        EXPECT_NEAR(claimed[k.by], found, 1e-8 * std::fabs(found) + noise + 1e-11 * claimed[0])
            << c << " " << k.of << " " << k.by;
      }
    }
}

}  // namespace
