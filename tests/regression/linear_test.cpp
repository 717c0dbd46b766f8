// SPDX-License-Identifier: Apache-2.0
#include <walaa/regression/linear.hpp>  // the header under test comes first: it must stand alone

#include "refuses.hpp"   // for EXPECT_REFUSES
#include "relative.hpp"  // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <vector>

namespace {

using walaa::covariates;
using walaa::fit_status;
using walaa::linear_errors;
using walaa::linear_model;
using walaa::outcomes;

/// Longley (1967), J. Am. Stat. Assoc. 62: the columns and the certified values are NIST's, StRD linear regression "Longley".
struct longley {
  std::vector<double> employed{60323, 61122, 60171, 61187, 63221, 63639, 64989, 63761,
                               66019, 67857, 68169, 66513, 68655, 69564, 69331, 70551};
  std::vector<double> deflator{83, 88.5, 88.2, 89.5, 96.2, 98.1, 99, 100, 101.2, 104.6, 108.4, 110.8, 112.6, 114.2, 115.7, 116.9};
  std::vector<double> gnp{234289, 259426, 258054, 284599, 328975, 346999, 365385, 363112,
                          397469, 419180, 442769, 444546, 482704, 502601, 518173, 554894};
  std::vector<double> unemployed{2356, 2325, 3682, 3351, 2099, 1932, 1870, 3578, 2904, 2822, 2936, 4681, 3813, 3931, 4806, 4007};
  std::vector<double> forces{1590, 1456, 1616, 1650, 3099, 3594, 3547, 3350, 3048, 2857, 2798, 2637, 2552, 2514, 2572, 2827};
  std::vector<double> people{107608, 108632, 109773, 110929, 112075, 113270, 115094, 116219,
                             117388, 118734, 120445, 121950, 123366, 125368, 127852, 130081};
  std::vector<double> year{1947, 1948, 1949, 1950, 1951, 1952, 1953, 1954, 1955, 1956, 1957, 1958, 1959, 1960, 1961, 1962};
  covariates six() const {
    return {{"deflator", deflator}, {"gnp", gnp},       {"unemployed", unemployed},
            {"forces", forces},     {"people", people}, {"year", year}};
  }
  covariates three() const { return {{"deflator", deflator}, {"unemployed", unemployed}, {"forces", forces}}; }
};

// The certified digits are fifteen; the columns all but depend on each other (condition 5e9), of which ten digits remain.
TEST(linear, longley_as_certified_by_nist) {
  const longley d;
  const auto fit = linear_model::fit(d.six(), {.value = d.employed});
  ASSERT_EQ(fit.report().status, fit_status::converged) << fit.report().brief();
  const double b[] = {-3482258.63459582, 15.0618722713733,    -0.0358191792925910, -2.02022980381683,
                      -1.03322686717359, -0.0511041056535807, 1829.15146461355};
  const double se[] = {890420.383607373,  84.9149257747669,  0.0334910077722432, 0.488399681651699,
                       0.214274163161675, 0.226073200069370, 455.478499142212};
  for (std::size_t j = 0; j < 7; ++j) {
    EXPECT_RELATIVE(fit->beta[j], b[j], 1e-10);
    EXPECT_RELATIVE(fit->beta.error(j), se[j], 1e-9);
  }
  EXPECT_RELATIVE(std::sqrt(fit->residual_variance), 304.854073561965, 1e-11);
  EXPECT_RELATIVE(fit->r_squared, 0.995479004577296, 1e-13);
  EXPECT_EQ(fit->degrees, 9);
}

// 60-digit arithmetic (mpmath): b = (X'X)^-1 X'y, errors by their definitions.
TEST(linear, errors_by_their_definitions) {
  const longley d;
  const outcomes y{.value = d.employed};
  const auto plain = linear_model::fit(d.three(), y), robust = linear_model::fit(d.three(), y, {.errors = linear_errors::robust});
  const double era[] = {0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3};
  const auto by_era = linear_model::fit(d.three(), y, {.errors = linear_errors::clustered, .cluster = era});
  const double b[] = {30393.4124958321518, 398.075805865209712, -1.07249869500672426, -0.816528464560998149};
  const double classical[] = {1864.28496126079929, 30.9949957870428878, 0.322047340330154265, 0.382942607355246899};
  const double hc1[] = {1156.24913154695831, 19.3190724225880378, 0.282650230010177664, 0.358045833952908943};
  const double cr1[] = {625.075566218727913, 16.5960711929725442, 0.340302072784522748, 0.235131044275668825};
  for (std::size_t j = 0; j < 4; ++j) {
    EXPECT_RELATIVE(plain->beta[j], b[j], 1e-12);
    EXPECT_EQ(robust->beta[j], plain->beta[j]);
    EXPECT_RELATIVE(plain->beta.error(j), classical[j], 1e-11);
    EXPECT_RELATIVE(robust->beta.error(j), hc1[j], 1e-11);
    EXPECT_RELATIVE(by_era->beta.error(j), cr1[j], 1e-10);
  }
  EXPECT_RELATIVE(robust->beta.covariance[1], -11116.6214452486075, 1e-11);
  EXPECT_RELATIVE(by_era->beta.covariance[1], -7231.52699206062558, 1e-10);
  EXPECT_EQ(by_era->clusters, 4);
  EXPECT_EQ(by_era->degrees, 3);
}

TEST(linear, a_cluster_a_row_is_robust_but_for_its_factor) {
  const longley d;
  const outcomes y{.value = d.employed};
  const auto robust = linear_model::fit(d.three(), y, {.errors = linear_errors::robust});
  const auto alone = linear_model::fit(d.three(), y, {.errors = linear_errors::clustered, .cluster = d.year});
  for (std::size_t j = 0; j < 4; ++j)
    EXPECT_RELATIVE(alone->beta.error(j), robust->beta.error(j), 1e-13);  // n / (n - 1) (n - 1) / (n - k)
}

TEST(linear, weights_are_rows_repeated) {
  const longley d;
  std::vector<double> weight, employed, deflator, forces;
  for (std::size_t i = 0; i < 16; ++i) {
    weight.push_back(static_cast<double>(1 + i % 3));
    for (std::size_t k = 0; k <= i % 3; ++k) {
      employed.push_back(d.employed[i]);
      deflator.push_back(d.deflator[i]);
      forces.push_back(d.forces[i]);
    }
  }
  for (const linear_errors errors : {linear_errors::classical, linear_errors::robust}) {
    const auto weighted = linear_model::fit({{"deflator", d.deflator}, {"forces", d.forces}},
                                            {.value = d.employed, .weight = weight}, {.errors = errors});
    const auto repeated =
        linear_model::fit({{"deflator", deflator}, {"forces", forces}}, {.value = employed}, {.errors = errors});
    for (std::size_t j = 0; j < 3; ++j) {
      EXPECT_RELATIVE(weighted->beta[j], repeated->beta[j], 1e-12);
      EXPECT_RELATIVE(weighted->beta.error(j), repeated->beta.error(j), 1e-12);
    }
    EXPECT_RELATIVE(weighted->r_squared, repeated->r_squared, 1e-12);
  }
}

TEST(linear, an_offset_is_subtracted_from_the_outcome) {
  const longley d;
  std::vector<double> rest(16);
  for (std::size_t i = 0; i < 16; ++i) rest[i] = d.employed[i] - d.people[i];
  const auto with = linear_model::fit(d.three(), {.value = d.employed, .offset = d.people});
  const auto without = linear_model::fit(d.three(), {.value = rest});
  for (std::size_t j = 0; j < 4; ++j) EXPECT_RELATIVE(with->beta[j], without->beta[j], 1e-12);
}

TEST(linear, predicts_a_row_as_in_its_table_and_by_names) {
  const longley d;
  const auto fit = linear_model::fit(d.three(), {.value = d.employed});
  std::vector<double> out(16);
  fit->predict({{"forces", d.forces}, {"gnp", d.gnp}, {"deflator", d.deflator}, {"unemployed", d.unemployed}}, out);
  double residuals = 0;
  for (std::size_t i = 0; i < 16; ++i) {
    const double row[] = {d.deflator[i], d.unemployed[i], d.forces[i]};
    EXPECT_EQ(fit->predict(row), out[i]);
    residuals += d.employed[i] - out[i];
  }
  EXPECT_NEAR(residuals, 0, 1e-7);
  EXPECT_REFUSES(fit->predict({{"forces", d.forces}}, out),
                 "linear_model::predict: no column 'deflator', which the model was fitted on; there is: forces [D110]");
}

TEST(linear, no_column_is_the_mean) {
  const std::vector<double> y{2, 4, 9};
  const auto fit = linear_model::fit({}, {.value = y});
  EXPECT_EQ(fit->beta[0], 5);
  EXPECT_RELATIVE(fit->beta.error(0), std::sqrt(26.0 / 2 / 3), 1e-14);  // s / sqrt(n)
  EXPECT_EQ(fit->r_squared, 0);
}

TEST(linear, degenerate_tables_have_a_status) {
  const std::vector<double> y{1, 2, 4, 3}, x{0, 1, 2, 3}, same{5, 5, 5, 5}, twice{0, 2, 4, 6};
  const auto constant = linear_model::fit({{"x", x}, {"same", same}}, {.value = y});
  EXPECT_EQ(constant.report().status, fit_status::not_identified);
  EXPECT_EQ(constant.report().message, "the column 'same' is constant; leave them out");
  const auto collinear = linear_model::fit({{"x", x}, {"twice", twice}}, {.value = y});
  EXPECT_EQ(collinear.report().message, "collinear: twice = 2 x; leave them out");
  const auto exact = linear_model::fit({{"x", std::vector<double>{0, 1}}}, {.value = std::vector<double>{1, 3}});
  EXPECT_EQ(exact.report().status, fit_status::converged);
  EXPECT_RELATIVE(exact->beta[1], 2, 1e-14);
  EXPECT_FALSE(exact->beta.has_errors());
  const auto flat = linear_model::fit({{"x", x}}, {.value = same});
  EXPECT_TRUE(walaa::is_missing(flat->r_squared));
  EXPECT_EQ(flat->beta[1], 0);
  const auto one = linear_model::fit({{"x", std::vector<double>{1}}}, {.value = std::vector<double>{1}});
  EXPECT_EQ(one.report().status, fit_status::not_identified);
}

TEST(linear, refuses_what_is_no_table) {
  const std::vector<double> y{1, 2, 4}, x{0, 1, 2}, holed{0, std::numeric_limits<double>::quiet_NaN(), 2}, one{7, 7, 7};
  EXPECT_REFUSES(linear_model::fit({{"x", holed}}, {.value = y}), "linear_model::fit: x[1] = NaN is not a finite number [D103]");
  EXPECT_REFUSES(linear_model::fit({{"x", x}}, {.value = holed}),
                 "linear_model::fit: outcome[1] = NaN is not a finite number [D103]");
  EXPECT_REFUSES(linear_model::fit({{"x", x}}, {.value = y}, {.errors = linear_errors::clustered, .cluster = one}),
                 "linear_model::fit: one cluster only; errors come from comparing clusters [F302]");
  EXPECT_REFUSES(linear_model::fit({{"x", x}}, {.value = y}, {.cluster = x}),
                 "linear_model::fit: clusters are for errors = clustered [F302]");
}

// 400 samples: the rate of intervals that hold the truth has a standard deviation of 0.011; 0.90 to 0.99 fails once in 10^5 runs.
TEST(linear, intervals_hold_the_truth_where_clusters_share_something) {
  std::mt19937_64 bits(11);
  std::normal_distribution<double> normal;
  int held = 0, held_by_classical = 0;
  for (int sample = 0; sample < 400; ++sample) {
    std::vector<double> x, y, branch;
    for (int g = 0; g < 60; ++g) {
      const double shared = normal(bits), level = normal(bits);
      for (int i = 0; i < 8; ++i) {
        x.push_back(level + 0.3 * normal(bits));
        y.push_back(1 + 0.5 * x.back() + shared + normal(bits));
        branch.push_back(g);
      }
    }
    const auto fit = linear_model::fit({{"x", x}}, {.value = y}, {.errors = linear_errors::clustered, .cluster = branch});
    const auto classical = linear_model::fit({{"x", x}}, {.value = y});
    const auto in = fit->beta.interval(1), narrow = classical->beta.interval(1);
    held += in.low <= 0.5 && 0.5 <= in.high;
    held_by_classical += narrow.low <= 0.5 && 0.5 <= narrow.high;
  }
  EXPECT_GE(held, 360);
  EXPECT_LE(held, 396);
  EXPECT_LT(held_by_classical, 300);  // what happens without them
}

}  // namespace
