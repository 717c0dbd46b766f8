// SPDX-License-Identifier: Apache-2.0
#include <walaa/survival/bdw.hpp>

#include "relative.hpp"
#include "survival_model_laws.hpp"

#include <walaa/archive/model_file.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace {

using walaa::bdw;
using walaa::fit_status;
using walaa::renewals;
using walaa::sbg;
using column = std::vector<double>;

const column regular{1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173};

void expect_years(std::size_t last, bdw expected, double log_likelihood) {
  const auto fit = bdw::fit(renewals::of_cohort(std::span(regular).first(last + 1)));
  ASSERT_EQ(fit.report().status, fit_status::converged) << fit.report().full();
  EXPECT_NEAR(fit->alpha, expected.alpha, 5e-10);
  EXPECT_NEAR(fit->beta, expected.beta, 5e-10);
  EXPECT_NEAR(fit->c, expected.c, 5e-10);
  EXPECT_NEAR(fit.report().log_likelihood, log_likelihood, 5e-9);
}

// Fader, Hardie, Liu, Davin & Steenburgh (2018), "Regular" cohort; further digits recomputed.
TEST(bdw, regular_cohort_years_0_to_4) {  // published .5231, .8944, 1.1963, -1401.3831
  expect_years(4, {0.5230293129, 0.8942826589, 1.1963987114}, -1401.383051679);
}
TEST(bdw, regular_cohort_years_0_to_7) { expect_years(7, {0.4556139894, 0.7793255084, 1.2834512858}, -1679.602832907); }
TEST(bdw, regular_cohort_years_0_to_12) {  // published .5083, .8688, 1.2094, -1930.9297
  expect_years(12, {0.5083087046, 0.8688463367, 1.2093778759}, -1930.929728569);
}

TEST(bdw, discounted_renewals_equal_their_sum) {  // mpmath, 30 and more digits
  EXPECT_RELATIVE((bdw{0.5231, 0.8943, 1.1963}.discounted_renewals(5, 0.1)), 6.03497866769124409, 1e-13);
  EXPECT_RELATIVE((bdw{0.8, 1.182, 1.7}.discounted_renewals(1, 0.01)), 2.2549017102196707, 1e-13);
  EXPECT_RELATIVE((bdw{0.8, 1.182, 0.7}.discounted_renewals(1, 0.001)), 40.9028444078123067, 1e-12);
  EXPECT_RELATIVE((bdw{40, 60, 0.5}.discounted_renewals(3, 0.05)), 6.77030953675932333, 1e-13);
  EXPECT_RELATIVE((bdw{2.5, 1.182, 1.7}.expected_renewals(2)), 0.348045801367512055, 1e-12);
  EXPECT_EQ((bdw{0.5, 1, 1.9}.expected_renewals()), std::numeric_limits<double>::infinity());
}

TEST(bdw, c_of_one_is_the_sbg) {
  const bdw wide{0.7, 1.2, 1};
  const sbg narrow{0.7, 1.2};
  for (double t = 0; t <= 60; ++t) EXPECT_EQ(wide.log_survival(t), narrow.log_survival(t));
  for (double t = 1; t <= 60; ++t) {
    EXPECT_RELATIVE(wide.retention(t), narrow.retention(t), 1e-15);
    EXPECT_RELATIVE(wide.leaves_at(t), narrow.leaves_at(t), 1e-14);
  }
  EXPECT_EQ(wide.discounted_renewals(3, 0.1), narrow.discounted_renewals(3, 0.1));
  EXPECT_RELATIVE((bdw{0.7, 1.2, 1 + 1e-12}.discounted_renewals(3, 0.001)), narrow.discounted_renewals(3, 0.001), 1e-10);
}

TEST(bdw, is_a_survival_model) {
  walaa::tests::expect_survival_model_laws(bdw{0.5, 0.9, 1.2}, 30);
  walaa::tests::expect_survival_model_laws(bdw{3, 20, 0.5}, 300);
  walaa::tests::expect_survival_model_laws(bdw{0.01, 0.02, 2.5}, 30);
}

TEST(bdw, probabilities_to_leave_add_up) {
  const bdw m{0.5, 0.9, 1.2};
  double left = 0;
  for (double t = 1; t <= 30; ++t) {
    left += m.leaves_at(t);
    EXPECT_RELATIVE(1 - left, m.survival(t), 1e-13);
    EXPECT_RELATIVE(m.retention(t), m.survival(t) / m.survival(t - 1), 1e-13);
  }
}

TEST(bdw, degenerate_cohorts_are_statuses) {
  const auto status = [](const column& survivors, fit_status expected, const char* words) {
    const auto fit = bdw::fit(renewals::of_cohort(survivors));
    EXPECT_EQ(fit.report().status, expected) << fit.report().full();
    EXPECT_NE(fit.report().message.find(words), std::string::npos) << fit.report().message;
    fit.validate();
  };
  status({1000, 1000, 1000, 1000}, fit_status::degenerate_data, "nobody left");
  status({1000, 0, 0, 0}, fit_status::degenerate_data, "everybody left");
  status({1000, 700, 500}, fit_status::not_identified, "asked at 2 renewals, too few to tell 3 parameters apart");
  status({1000, 700, 490, 343, 240.1}, fit_status::boundary,
         "discrete Weibull, S(t) = (1 - theta)^(t^c), theta = 0.3000, c = 1.0000");
  status({1000, 600, 600, 600}, fit_status::boundary, "or never");
}

TEST(bdw, a_saved_model_is_the_same_model) {
  const auto fit = bdw::fit(renewals::of_cohort(regular));
  EXPECT_EQ(walaa::load<walaa::fitted<bdw>>(walaa::save(fit)), fit);
}

}  // namespace
