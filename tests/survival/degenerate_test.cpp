// SPDX-License-Identifier: Apache-2.0
// Data that cannot tell, across the models of survival: each has its status, and an estimate is finite or missing, never
// infinite. The models' own tests have more of their own.
#include <walaa/core/number.hpp>
#include <walaa/survival/aft.hpp>
#include <walaa/survival/bdw.hpp>
#include <walaa/survival/cox.hpp>
#include <walaa/survival/curve.hpp>
#include <walaa/survival/discrete_hazard.hpp>
#include <walaa/survival/mixture_cure.hpp>
#include <walaa/survival/nelson_aalen.hpp>
#include <walaa/survival/sbg.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <vector>

namespace {

using walaa::covariates;
using walaa::fit_status;
using column = std::vector<double>;

struct degenerate_set {
  const char* name;
  column duration, event, x, y{}, entry{};
  fit_status cox, aft, periods;

  walaa::spells time() const {
    return {.duration = duration, .event = event, .entry = entry, .weight = {}, .unit = walaa::time_unit::month};
  }
  covariates columns() const { return y.empty() ? covariates{{"x", x}} : covariates{{"x", x}, {"y", y}}; }
};

constexpr fit_status converged = fit_status::converged, unclear = fit_status::not_identified,
                     nothing = fit_status::degenerate_data, separated = fit_status::separated;

const std::vector<degenerate_set>& sets() {
  static const std::vector<degenerate_set> all{
      {"nobody left", {1, 2, 3, 4}, {0, 0, 0, 0}, {1, 2, 1, 3}, {}, {}, nothing, nothing, nothing},
      {"one row, still there", {5}, {0}, {1}, {}, {}, nothing, nothing, nothing},
      {"one row, left", {5}, {1}, {1}, {}, {}, unclear, unclear, unclear},
      {"constant column", {1, 2, 3, 4, 5, 6}, {1, 1, 0, 1, 1, 0}, {7, 7, 7, 7, 7, 7}, {}, {}, unclear, unclear, unclear},
      {"column twice",
       {1, 2, 3, 4, 5, 6},
       {1, 1, 0, 1, 1, 0},
       {1, 4, 2, 3, 1, 2},
       {2, 8, 4, 6, 2, 4},
       {},
       unclear,
       unclear,
       unclear},
      {"all of one kind leave",
       {1, 2, 3, 4, 9, 9, 9},
       {1, 1, 1, 1, 0, 0, 0},
       {1, 1, 1, 1, 0, 0, 0},
       {},
       {},
       separated,
       separated,
       separated},
  };
  return all;
}

void expect_finite(const walaa::fit_report& r, const char* name) {
  for (const double b : r.estimates) EXPECT_TRUE(walaa::is_finite(b) || walaa::is_missing(b)) << name << "\n" << r.full();
  EXPECT_FALSE(r.message.empty()) << name;
}

TEST(degenerate, cox) {
  for (const degenerate_set& d : sets()) {
    const auto fit = walaa::cox_model::fit({.time = d.time(), .x = d.columns(), .strata = {}, .cluster = {}});
    EXPECT_EQ(fit.report().status, d.cox) << d.name << "\n" << fit.report().full();
    EXPECT_FALSE(fit.report().usable()) << d.name;
    expect_finite(fit.report(), d.name);
  }
}

TEST(degenerate, accelerated_failure_time_of_every_law) {
  for (const degenerate_set& d : sets())
    for (const auto law : {walaa::lifetime_law::weibull, walaa::lifetime_law::log_normal, walaa::lifetime_law::log_logistic}) {
      const auto fit = walaa::aft_model::fit(law, d.time(), d.columns());
      EXPECT_EQ(fit.report().status, d.aft) << d.name << " " << law_name(law) << "\n" << fit.report().full();
      expect_finite(fit.report(), d.name);
    }
}

TEST(degenerate, hazards_by_the_period_of_either_link) {
  for (const degenerate_set& d : sets())
    for (const auto link : {walaa::hazard_link::logit, walaa::hazard_link::cloglog}) {
      const auto fit = walaa::discrete_hazard_model::fit(link, d.time(), d.columns(), {.baseline = walaa::period_baseline::each});
      EXPECT_EQ(fit.report().status, d.periods) << d.name << "\n" << fit.report().full();
      expect_finite(fit.report(), d.name);
    }
}

TEST(degenerate, where_everybody_leaves_at_one_time_a_column_tells_nothing) {
  const column t{4, 4, 4, 4}, left{1, 1, 1, 1}, x{1, 2, 2, 5};
  const walaa::spells s{.duration = t, .event = left, .entry = {}, .weight = {}, .unit = walaa::time_unit::month};
  const walaa::cox_data data{.time = s, .x = covariates{{"x", x}}, .strata = {}, .cluster = {}};
  EXPECT_EQ(walaa::cox_model::fit(data, {.ties = walaa::cox_ties::exact}).report().status, unclear);  // ln L = 0 for every b
  EXPECT_EQ(walaa::discrete_hazard_model::fit(walaa::hazard_link::logit, s, data.x).report().status, unclear);
  EXPECT_EQ(walaa::aft_model::fit(walaa::lifetime_law::weibull, s, data.x).report().status, unclear);
  EXPECT_FALSE(walaa::mixture_cure_model::fit(walaa::lifetime_law::weibull, s).report().status == converged);
}

TEST(degenerate, a_stratum_without_leavers_moves_no_coefficient_of_cox) {
  const column t{1, 2, 3, 4, 5, 6}, left{1, 1, 0, 1, 1, 0}, x{1, 4, 2, 3, 1, 2}, one(6, 1);
  const column t2{1, 2, 3, 4, 5, 6, 2, 3}, left2{1, 1, 0, 1, 1, 0, 0, 0}, x2{1, 4, 2, 3, 1, 2, 2, 2}, s2{1, 1, 1, 1, 1, 1, 2, 2};
  const auto a = walaa::cox_model::fit({.time = {.duration = t, .event = left, .entry = {}, .weight = {}},
                                        .x = covariates{{"x", x}},
                                        .strata = one,
                                        .cluster = {}});
  const auto b = walaa::cox_model::fit({.time = {.duration = t2, .event = left2, .entry = {}, .weight = {}},
                                        .x = covariates{{"x", x2}},
                                        .strata = s2,
                                        .cluster = {}});
  ASSERT_EQ(a.report().status, converged);
  ASSERT_EQ(b.report().status, converged);
  EXPECT_NEAR(a->estimates[0], b->estimates[0], 1e-10);
}

TEST(degenerate, a_hundred_thousand_customers_who_leave_at_one_time) {
  const std::size_t n = 100'000;
  const column t(n, 3.0), left(n, 1.0);
  const walaa::spells s{.duration = t, .event = left, .entry = {}, .weight = {}, .unit = walaa::time_unit::month};
  EXPECT_EQ(walaa::kaplan_meier::fit(s).survival(3), 0);
  EXPECT_EQ(walaa::nelson_aalen::fit(s).cumulative_hazard(3), 1);
  EXPECT_EQ(walaa::aft_model::fit(walaa::lifetime_law::weibull, s).report().status, unclear);
  column x(n);
  for (std::size_t i = 0; i < n; ++i) x[i] = static_cast<double>(i % 7);
  const auto cox = walaa::cox_model::fit({.time = s, .x = covariates{{"x", x}}, .strata = {}, .cluster = {}});
  for (const double b : cox.report().estimates) EXPECT_TRUE(walaa::is_finite(b)) << cox.report().full();
}

TEST(degenerate, an_entry_equal_to_the_time_is_refused_by_every_model) {
  const column t{3, 5, 6}, left{1, 1, 0}, entry{0, 5, 1};
  const walaa::spells s{.duration = t, .event = left, .entry = entry, .weight = {}};
  EXPECT_THROW(walaa::kaplan_meier::fit(s), walaa::invalid_input);
  EXPECT_THROW(walaa::nelson_aalen::fit(s), walaa::invalid_input);
  EXPECT_THROW(walaa::aft_model::fit(walaa::lifetime_law::weibull, s), walaa::invalid_input);
  EXPECT_THROW(walaa::mixture_cure_model::fit(walaa::lifetime_law::weibull, s), walaa::invalid_input);
  EXPECT_THROW(walaa::discrete_hazard_model::fit(walaa::hazard_link::logit, s), walaa::invalid_input);
  EXPECT_THROW(walaa::sbg::fit(s), walaa::invalid_input);
  EXPECT_THROW(walaa::bdw::fit(s), walaa::invalid_input);
}

TEST(degenerate, a_cohort_that_never_leaves_or_leaves_at_once) {
  const column never{100, 100, 100, 100}, at_once{100, 0, 0, 0};
  for (const column* survivors : {&never, &at_once}) {
    const auto data = walaa::renewals::of_cohort(*survivors);
    EXPECT_EQ(walaa::sbg::fit(data).report().status, nothing);
    EXPECT_EQ(walaa::bdw::fit(data).report().status, nothing);
  }
}

}  // namespace
