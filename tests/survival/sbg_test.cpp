// SPDX-License-Identifier: Apache-2.0
#include <walaa/survival/sbg.hpp>

#include "coverage.hpp"
#include "relative.hpp"
#include "survival_model_laws.hpp"
#include "telco_counts.hpp"

#include <walaa/archive/model_file.hpp>
#include <walaa/fit/interval.hpp>
#include <walaa/math/random.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace {

using walaa::fit_status;
using walaa::renewals;
using walaa::sbg;
using column = std::vector<double>;

/// Fader & Hardie (2007), the "Regular" cohort: customers of 1,000 who are left after 0 to 12 years.
const column regular{1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173};

walaa::fitted<sbg> fit_years(std::size_t last) { return sbg::fit(renewals::of_cohort(std::span(regular).first(last + 1))); }

// ---- published numbers ----

TEST(sbg, regular_cohort_of_fader_and_hardie_years_0_to_4) {  // published .7637, 1.2958, -1401.5594; digits recomputed
  const auto fit = fit_years(4);
  ASSERT_EQ(fit.report().status, fit_status::converged) << fit.report().full();
  EXPECT_NEAR(fit->alpha, 0.7636650626, 5e-10);
  EXPECT_NEAR(fit->beta, 1.2958302722, 5e-10);
  EXPECT_NEAR(fit.report().log_likelihood, -1401.559423577, 5e-9);
}

TEST(sbg, regular_cohort_of_fader_and_hardie_years_0_to_7) {  // published .704, 1.182, -1680.2652
  const auto fit = fit_years(7);
  EXPECT_NEAR(fit->alpha, 0.7040772985, 5e-10);
  EXPECT_NEAR(fit->beta, 1.1820430262, 5e-10);
  EXPECT_NEAR(fit.report().log_likelihood, -1680.265188463, 5e-9);
  const column published{1, .6267, .4738, .3880, .3321, .2923, .2625, .2390, .2201, .2044, .1912, .1799, .1700};
  for (std::size_t t = 0; t < published.size(); ++t)
    EXPECT_NEAR(fit->survival(static_cast<double>(t)), published[t], 5.1e-5) << t;
}

TEST(sbg, regular_cohort_of_fader_and_hardie_years_0_to_12) {  // recomputed
  const auto fit = fit_years(12);
  EXPECT_NEAR(fit->alpha, 0.6973624517, 5e-10);
  EXPECT_NEAR(fit->beta, 1.1689046209, 5e-10);
  EXPECT_NEAR(fit.report().log_likelihood, -1931.491694128, 5e-9);
}

TEST(sbg, five_pooled_cohorts_of_a_teaching_note) {  // recomputed
  const column survivors{10000, 6334, 4367, 3264, 2604};
  std::vector<column> cohorts;
  for (std::size_t years = 5; years > 0; --years)
    cohorts.emplace_back(survivors.begin(), survivors.begin() + static_cast<std::ptrdiff_t>(years));
  const auto fit = sbg::fit(renewals::of_cohorts(cohorts));
  EXPECT_NEAR(fit->alpha, 1.6670883207, 5e-10);
  EXPECT_NEAR(fit->beta, 2.8566118577, 5e-10);
  EXPECT_NEAR(fit.report().log_likelihood, -44644.115506148, 5e-8);
}

TEST(sbg, telco_customers_by_the_month_from_their_tenures) {  // 3,875 rows, 1,655 left; recomputed
  const auto rows = walaa::tests::telco_rows(walaa::tests::telco_monthly_counts);
  const auto fit = sbg::fit(rows.rows());
  ASSERT_EQ(fit.report().status, fit_status::converged) << fit.report().full();
  EXPECT_EQ(fit.report().observations, 3875);
  EXPECT_NEAR(fit->alpha, 0.4226184326, 5e-10);
  EXPECT_NEAR(fit->beta, 7.3932970035, 5e-9);
  EXPECT_NEAR(fit.report().log_likelihood, -7679.174997324, 5e-9);
}

TEST(sbg, discounted_renewals_equal_the_hypergeometric_function) {  // mpmath, 40 digits
  const sbg m{0.704, 1.182};
  EXPECT_RELATIVE(m.discounted_renewals(1, 0.1), 2.9646621461320315, 1e-13);
  EXPECT_RELATIVE(m.discounted_renewals(3, 0.1), 4.8701373665342016, 1e-13);
  EXPECT_RELATIVE(m.discounted_renewals(3, 1e-3), 40.722568481249841, 1e-13);
  EXPECT_RELATIVE(m.discounted_renewals(3, 1e-7), 772.77644495089205, 1e-13);
  EXPECT_RELATIVE((sbg{0.001, 0.002}.discounted_renewals(1, 0.1)), 7.3157988212566654, 1e-12);
  EXPECT_RELATIVE((sbg{50, 3000}.discounted_renewals(12, 0.02)), 27.727108855067484, 1e-12);
  EXPECT_RELATIVE((sbg{3, 4}.discounted_renewals(2, 1e-12)), 2.499999999985, 1e-12);
  EXPECT_RELATIVE((sbg{3, 4}.expected_renewals(2)), 5.0 / 2, 1e-15);
  EXPECT_EQ(m.expected_renewals(), std::numeric_limits<double>::infinity());
}

// ---- laws ----

TEST(sbg, is_a_survival_model) {
  walaa::tests::expect_survival_model_laws(sbg{0.7, 1.2}, 20);
  walaa::tests::expect_survival_model_laws(sbg{1e-3, 5}, 500);
  walaa::tests::expect_survival_model_laws(sbg{1e6, 4e6}, 40);
}

TEST(sbg, retention_rises_and_telescopes_to_survival) {
  const sbg m{0.7, 1.2};
  double product = 1, left = 0;
  for (double t = 1; t <= 40; ++t) {
    EXPECT_LT(m.retention(t), m.retention(t + 1));
    product *= m.retention(t);
    left += m.leaves_at(t);
    EXPECT_RELATIVE(m.survival(t), product, 1e-13);
    EXPECT_RELATIVE(1 - m.survival(t), left, 1e-13);
  }
}

TEST(sbg, those_who_have_renewed_are_new_customers_of_another_cohort) {
  const sbg m{0.7, 1.2}, later = m.given_renewed(4);
  for (const double h : {1.0, 3.0, 12.0}) EXPECT_RELATIVE(later.survival(h), m.survival(4 + h) / m.survival(4), 1e-13);
  EXPECT_RELATIVE(later.discounted_renewals(2, 0.1), m.discounted_renewals(6, 0.1), 1e-14);
}

TEST(sbg, time_between_renewals_is_that_of_the_last_one) {
  const sbg m{0.7, 1.2};
  EXPECT_EQ(m.survival(0.99), 1);
  EXPECT_EQ(m.survival(3.5), m.survival(3));
  EXPECT_EQ(m.survival(0.1 + 0.2 + 0.7 + 1.9999999999999998), m.survival(3));
}

TEST(sbg, weights_equal_repeated_rows_and_rows_equal_a_table) {
  const auto table = sbg::fit(renewals::of_cohort(column{6, 4, 3, 3}));
  const auto rows = sbg::fit(walaa::spells{.duration = column{1, 1, 2, 3, 3, 3}, .event = column{1, 1, 1, 0, 0, 0}});
  const auto weighted = sbg::fit(walaa::spells{.duration = column{3, 2, 1}, .event = column{0, 1, 1}, .weight = column{3, 1, 2}});
  EXPECT_EQ(table.unchecked(), rows.unchecked());
  EXPECT_EQ(table.unchecked(), weighted.unchecked());
}

TEST(sbg, splitting_a_customer_by_late_entry_changes_nothing) {
  const column duration{1, 2, 2, 5, 7, 3, 9}, event{1, 1, 0, 1, 0, 1, 0};
  const auto whole = sbg::fit(walaa::spells{.duration = duration, .event = event});
  column d = duration, e = event, entry(7, 0.0);
  d.push_back(4), e.push_back(0), entry.push_back(0), entry[4] = 4;  // the fifth: 4 renewals, and then 3 more
  const auto split = sbg::fit(walaa::spells{.duration = d, .event = e, .entry = entry});
  EXPECT_NEAR(whole->alpha, split->alpha, 1e-9);
  EXPECT_NEAR(whole->beta, split->beta, 1e-9);
  EXPECT_NEAR(whole.report().log_likelihood, split.report().log_likelihood, 1e-12);
}

TEST(sbg, a_saved_model_is_the_same_model) {
  const auto fit = fit_years(7);
  EXPECT_EQ(walaa::load<walaa::fitted<sbg>>(walaa::save(fit)), fit);
  EXPECT_THROW(walaa::load<walaa::fitted<sbg>>(walaa::save(walaa::fitted<sbg>(sbg{-1, 1}, walaa::time_unit::day))), walaa::error);
}

// ---- statuses ----

TEST(sbg, degenerate_cohorts_are_statuses) {
  const auto status = [](const column& survivors, fit_status expected, const char* words) {
    const auto fit = sbg::fit(renewals::of_cohort(survivors));
    EXPECT_EQ(fit.report().status, expected) << fit.report().full();
    EXPECT_NE(fit.report().message.find(words), std::string::npos) << fit.report().message;
    fit.validate();
    return fit;
  };
  status({1000, 1000, 1000}, fit_status::degenerate_data, "nobody left");
  status({1000, 0, 0}, fit_status::degenerate_data, "everybody left at the first renewal");
  const auto alike = status({1000, 700, 490, 343, 240.1}, fit_status::boundary, "same probability, 0.3000");
  EXPECT_NEAR(alike->mean_leaving(), 0.3, 1e-6);
  const auto rising = status({1000, 900, 700, 400, 100}, fit_status::boundary, "customers do not differ");
  EXPECT_NEAR(rising->mean_leaving(), 900.0 / (1000 + 900 + 700 + 400), 1e-6);
  const auto split = status({1000, 600, 600, 600}, fit_status::boundary, "leave at the first renewal, 0.4000 of them, or never");
  EXPECT_NEAR(split->survival(1), 0.6, 1e-6);
  EXPECT_NEAR(split->survival(9), 0.6, 1e-5);
}

TEST(sbg, rows_that_cannot_tell_are_statuses) {
  const auto status = [](const column& duration, const column& event) {
    const auto fit = sbg::fit(walaa::spells{.duration = duration, .event = event});
    fit.validate();
    return fit.report().status;
  };
  EXPECT_EQ(status({1}, {1}), fit_status::degenerate_data);
  EXPECT_EQ(status({1}, {0}), fit_status::degenerate_data);
  EXPECT_EQ(status({0, 0}, {0, 0}), fit_status::degenerate_data);
  EXPECT_EQ(status({1, 1, 1}, {1, 0, 0}), fit_status::not_identified);
}

TEST(sbg, options_are_checked) {
  EXPECT_THROW(sbg::fit(renewals::of_cohort(regular), walaa::fit_options{.max_iterations = 0}), walaa::invalid_input);
}

// ---- recovery ----

TEST(sbg, intervals_cover_the_truth) {
  walaa::tests::coverage held("sbg", {"alpha", "beta"});
  for (std::uint64_t k = 0; k < held.samples(); ++k) {
    walaa::random_stream draw(20260301, k);
    column duration, event;
    for (int i = 0; i < 1000; ++i) {
      const double leaves = draw.beta(0.8, 1.6), asked = 3 + static_cast<double>(draw.below(8));
      double t = 1;
      while (t < asked && !draw.chance(leaves)) ++t;
      duration.push_back(t);
      event.push_back(t < asked || draw.chance(leaves) ? 1 : 0);
    }
    const auto fit = sbg::fit(walaa::spells{.duration = duration, .event = event});
    ASSERT_EQ(fit.report().status, fit_status::converged) << fit.report().full();
    const auto intervals = walaa::parameter_intervals(fit);
    held.add(0, intervals[0], 0.8);
    held.add(1, intervals[1], 1.6);
  }
  held.expect();
}

}  // namespace
