// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The models whose files stand in tests/goldens/files/v1. Neither these values nor those files are ever changed: a format or
    a class that moves on must still load them. New files are added (see golden_files_test.cpp). */

#include <walaa/archive/model_file.hpp>
#include <walaa/archive/scorer_file.hpp>
#include <walaa/churn/scorecard.hpp>
#include <walaa/churn/silence.hpp>
#include <walaa/rates/beta_binomial.hpp>
#include <walaa/rates/credibility.hpp>
#include <walaa/rates/gamma_poisson.hpp>
#include <walaa/regression/calibration.hpp>
#include <walaa/regression/linear.hpp>
#include <walaa/regression/logistic.hpp>
#include <walaa/regression/ordinal.hpp>
#include <walaa/scoring/detail/builtin_impl.hpp>
#include <walaa/survival/aft.hpp>
#include <walaa/survival/bdw.hpp>
#include <walaa/survival/competing_risks.hpp>
#include <walaa/survival/cox.hpp>
#include <walaa/survival/curve.hpp>
#include <walaa/survival/discrete_hazard.hpp>
#include <walaa/survival/discrete_weibull.hpp>
#include <walaa/survival/mixture_cure.hpp>
#include <walaa/survival/nelson_aalen.hpp>
#include <walaa/survival/sbg.hpp>
#include <walaa/value/bg_nbd.hpp>
#include <walaa/value/gamma_gamma.hpp>
#include <walaa/value/mbg_nbd.hpp>
#include <walaa/value/nbd.hpp>
#include <walaa/value/pareto_nbd.hpp>
#include <walaa/value/rfm.hpp>

#include "stored_examples.hpp"

#include <cmath>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <limits>
#include <iterator>
#include <string>
#include <vector>

namespace walaa::tests {

/// A report with something in every field, and a covariance.
template<class Model> fitted<Model> golden_fit(Model m, std::vector<double> estimates, std::vector<std::string> names) {
  fit_report report;
  report.status = fit_status::converged;
  report.model = std::string(Model::name);
  report.message = "written by hand";
  report.parameter_names = std::move(names);
  report.estimates = std::move(estimates);
  const std::size_t n = report.estimates.size();
  std::vector<double> covariance(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    report.standard_errors.push_back(std::fabs(report.estimates[i]) / 16);
    for (std::size_t j = 0; j < n; ++j)
      covariance[i * n + j] = report.estimates[i] * report.estimates[j] / 256 * (i == j ? 1 : 0.25);
    report.eigenvalues.push_back(0.125 * static_cast<double>(i + 1));
  }
  report.log_likelihood = -9582.4292;
  report.gradient_norm = 3e-14;
  report.condition = static_cast<double>(n);
  report.iterations = 7;
  report.evaluations = 9;
  report.starts = 1;
  report.rows_used = 2357;
  report.observations = 2357;
  report.influential_rows = {17, 4};
  report.influence = {0.5, 0.25};
  report.max_frequency = 29;
  report.max_age = 38.857142857142854;
  report.time_scale = 38.857142857142854;
  report.unit = time_unit::week;
  report.library = "0.1.0";
  return {m, report, covariance};
}
template<class Model> fitted<Model> golden_fit(Model m, std::vector<double> estimates) {
  return golden_fit(std::move(m), std::move(estimates), {Model::parameter_names.begin(), Model::parameter_names.end()});
}

inline fitted<bg_nbd> golden_bg() {
  return golden_fit<bg_nbd>({.r = 0.243, .alpha = 4.414, .a = 0.793, .b = 2.426}, {0.243, 4.414, 0.793, 2.426});
}
inline fitted<mbg_nbd> golden_mbg() {
  return golden_fit<mbg_nbd>({.r = 0.525, .alpha = 6.183, .a = 0.891, .b = 1.614}, {0.525, 6.183, 0.891, 1.614});
}
inline fitted<nbd> golden_nbd() { return golden_fit<nbd>({.r = 0.385, .alpha = 12.072}, {0.385, 12.072}); }
inline fitted<pareto_nbd> golden_pareto() {
  return golden_fit<pareto_nbd>({.r = 0.553, .alpha = 10.578, .s = 0.606, .beta = 11.669}, {0.553, 10.578, 0.606, 11.669});
}
inline fitted<gamma_gamma> golden_spend() {
  return golden_fit<gamma_gamma>({.p = 6.25, .q = 3.74, .v = 15.44}, {6.25, 3.74, 15.44});
}

inline fitted<gamma_poisson> golden_rates() {
  return golden_fit<gamma_poisson>({.mean = 1.422, .dispersion = 0.532}, {1.422, 0.532});
}
inline fitted<beta_binomial> golden_shares() {
  return golden_fit<beta_binomial>({.mean = 0.519, .correlation = 0.015}, {0.519, 0.015});
}
inline fitted<credibility> golden_credibility() {
  return golden_fit<credibility>({.mean = 1683.7, .within = 139120026, .between = 89638.7}, {1683.7, 139120026, 89638.7});
}

inline kaplan_meier golden_curve() {
  static const double duration[] = {2, 3, 4, 4, 6, 8, 10, 12, 12, 12}, event[] = {1, 0, 1, 1, 0, 1, 0, 0, 0, 0};
  return kaplan_meier::fit({.duration = duration, .event = event, .entry = {}, .weight = {}, .unit = time_unit::week});
}
inline rfm golden_rfm() {
  return {.silence = {4, 12, 26}, .frequency = {1, 2, 5}, .money = {10.5, 40, 120}, .unit = time_unit::week, .customers = 2357};
}

// ---- leaving ----

inline fitted<sbg> golden_sbg() { return golden_fit<sbg>({.alpha = 0.704, .beta = 1.182}, {0.704, 1.182}); }
inline fitted<bdw> golden_bdw() { return golden_fit<bdw>({.alpha = 0.456, .beta = 0.779, .c = 1.283}, {0.456, 0.779, 1.283}); }
inline fitted<discrete_weibull> golden_renewing() {
  return golden_fit<discrete_weibull>({.rate = 0.45, .c = 0.62}, {0.45, 0.62});
}
inline fitted<silence_model> golden_silence() {
  return golden_fit<silence_model>({.mean = 0.0196, .dispersion = 2.75, .regularity = 2}, {0.0196, 2.75});
}
inline nelson_aalen golden_hazard() {
  static const double duration[] = {2, 3, 4, 4, 6, 8, 10, 12, 12, 12}, event[] = {1, 0, 1, 1, 0, 1, 0, 0, 0, 0};
  return nelson_aalen::fit({.duration = duration, .event = event, .entry = {}, .weight = {}, .unit = time_unit::week});
}
inline aalen_johansen golden_causes() {
  static const double duration[] = {2, 3, 4, 4, 6, 8, 10, 12}, cause[] = {1, 0, 1, 2, 0, 2, 0, 0};
  static const std::string names[] = {"price", "service"};
  return aalen_johansen::fit({.duration = duration, .cause = cause, .entry = {}, .weight = {}, .unit = time_unit::week}, names);
}
inline fitted<cox_model> golden_cox() {
  cox_model m;
  m.unit = time_unit::week;
  m.estimates = {{"price", "help"}, {0.179, -1.106}, {0.0041, 0.002, 0.002, 0.553}};
  m.centre = {33.5, 0.5};
  m.curves = {{.stratum = 0, .last_time = 24, .time = {2, 3, 7}, .hazard = {0.03125, 0.0625, 0.25}, .variance = {}, .drift = {}},
              {.stratum = 3, .last_time = 18.5, .time = {4}, .hazard = {0.125}, .variance = {}, .drift = {}}};
  m.evidence = {.leavers = 4,
                .null_log_likelihood = -21.5,
                .log_likelihood = -15.6,
                .score = 9.5,
                .wald = 8.25,
                .ratio = 11.8,
                .model_covariance = {}};
  return golden_fit<cox_model>(m, m.estimates.values, m.estimates.names);
}
inline fitted<aft_model> golden_aft() {
  aft_model m;
  m.unit = time_unit::week;
  m.law = lifetime_law::log_normal;
  m.estimates = {{"(intercept)", "drug", "ln(scale)"}, {2.25, 1.27, -0.31}, {0.03, 0, 0, 0, 0.1, 0, 0, 0, 0.02}};
  m.centre = {0.5};
  m.log_likelihood = -106.58;  // the one without columns is not known
  return golden_fit<aft_model>(m, m.estimates.values, m.estimates.names);
}
inline fitted<discrete_hazard_model> golden_periods() {
  discrete_hazard_model m;
  m.unit = time_unit::week;
  m.link = hazard_link::logit;
  m.estimates = {{"period 1", "period 3", "high_end"}, {-0.9, -1.4, -0.77}, {}};
  m.baseline_terms = 2;
  m.centre = {0.5};
  m.odds = {0.25, 0, 0.125, std::numeric_limits<double>::infinity()};  // nobody left in the second, everybody in the last
  m.log_likelihood = -3299.4;
  m.null_log_likelihood = -3390.1;
  return golden_fit<discrete_hazard_model>(m, m.estimates.values, m.estimates.names);
}
inline fitted<mixture_cure_model> golden_stayers() {
  mixture_cure_model m;
  m.unit = time_unit::week;
  m.law = lifetime_law::log_logistic;
  m.stays = {{"(intercept)", "bundle"}, {-1.13, 1.09}, {}};
  m.leaves = {{"(intercept)", "ln(scale)"}, {2.46, -0.35}, {}};
  m.stays_centre = {0.4};
  m.log_likelihood = -5415;
  m.plain_log_likelihood = -5826;
  return golden_fit<mixture_cure_model>(m, {-1.13, 1.09, 2.46, -0.35},
                                        {"stays: (intercept)", "stays: bundle", "(intercept)", "ln(scale)"});
}

// ---- regression and scorecards ----

inline fitted<linear_model> golden_line() {
  linear_model m;
  m.beta = {{"(intercept)", "visits"}, {12.5, -0.75}, {0.25, 0.01, 0.01, 0.0025}};
  m.centre = {3.5};
  m.errors = linear_errors::clustered;
  m.residual_variance = 4.5;
  m.degrees = 6;
  m.r_squared = 0.62;
  m.clusters = 7;
  return golden_fit<linear_model>(m, m.beta.values, m.beta.names);
}
inline fitted<logistic_model> golden_logit() {
  logistic_model m;
  m.beta = {{"(intercept)", "fee", "visits"}, {-2.1, 0.08, -0.31}, {0.04, 0, 0, 0, 0.0001, 0, 0, 0, 0.0025}};
  m.centre = {21.25, 4.5};
  m.l2 = 0.5;
  m.log_likelihood = -152.25;
  m.penalised_log_likelihood = -153;
  m.null_log_likelihood = -190.5;
  return golden_fit<logistic_model>(m, m.beta.values, m.beta.names);
}
inline fitted<ordinal_model> golden_answers() {
  ordinal_model m;
  m.link = ordinal_link::probit;
  m.levels = {1, 2, 5};
  m.beta = {{"1|2", "2|5", "wait"}, {-0.5, 0.75, -0.02}, {}};
  m.centre = {17.5};
  m.log_likelihood = -80.5;  // the one without columns is not known
  return golden_fit<ordinal_model>(m, m.beta.values, m.beta.names);
}
inline fitted<calibrator> golden_steps() {
  return {calibrator(isotonic_calibration{{0.1, 0.4, 0.9}, {0.05, 0.25, 0.8}, true}), time_unit::day};
}
/// Two intervals, a special value, the missing.
inline binning golden_bins() {
  constexpr double end = std::numeric_limits<double>::infinity();
  binning b;
  b.column = "tenure";
  b.status = binning_status::binned;
  b.ordinary = 2;
  b.edges = {6};
  b.special = {-1};
  b.bins = {
      {.kind = bin_kind::interval, .low = -end, .high = 6, .values = {}, .churned = 40, .stayed = 60, .woe = 0.9808, .iv = 0.26},
      {.kind = bin_kind::interval, .low = 6, .high = end, .values = {}, .churned = 15, .stayed = 85, .woe = -0.3483, .iv = 0.03},
      {.kind = bin_kind::special, .values = {-1}, .churned = 5, .stayed = 35, .woe = -0.5596, .iv = 0.03},
      {.kind = bin_kind::blank, .values = {}, .churned = 0, .stayed = 20, .added = 0.5, .woe = -2.3273, .iv = 0.17}};
  b.churned = 60;
  b.stayed = 200;
  return b;
}
inline fitted<scorecard> golden_card() {
  return golden_fit<scorecard>(scorecard::of({golden_bins()}, -1.2, {0.875}), {-1.2, 0.875}, {"(intercept)", "tenure"});
}

/// What says that a customer leaves; reads the columns of the models inside.
inline scorer golden_leaving_scorer() {
  return {{"leaves_cox", strategies::leaves_within(golden_cox(), weeks{4}, "region")},
          {"leaves_aft", strategies::leaves_within(golden_aft(), weeks{4})},
          {"leaves_periods", strategies::leaves_within(golden_periods(), weeks{1})},
          {"leaves_cure", strategies::leaves_within(golden_stayers(), weeks{4})},
          strategies::silence(golden_silence()),
          strategies::silent_leaver(golden_mbg()),
          strategies::voice(golden_rates(), time_unit::week, days{90}),
          strategies::scorecard_risk(golden_card()),
          strategies::logistic_risk(golden_logit(), golden_steps())};
}

inline scorer golden_scorer() {
  return {strategies::lifetime_value(golden_mbg(), golden_spend(), {.annual_discount = 0.10}),
          {"leaving_4w", strategies::leaves_within(golden_curve(), weeks{4})},
          strategies::promise_trust(),
          strategies::rfm(golden_rfm())};
}

inline example example_of_everything() { return full_example(); }

/// A file of the collection, and what it must be.
struct golden_file {
  std::string name;             ///< without ending
  std::vector<std::byte> made;  ///< what this library writes for the same value

  static std::filesystem::path folder() { return std::filesystem::path(WALAA_TEST_DATA) / "goldens/files/v1"; }
  std::filesystem::path path(const char* ending) const { return folder() / (name + ending); }

  static std::string text(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::vector<std::byte> read() const {
    const std::string bytes = text(path(".walaa"));
    const auto view = std::as_bytes(std::span(bytes.data(), bytes.size()));
    return {view.begin(), view.end()};
  }
};

inline std::vector<golden_file> golden_files() {
  return {{"bg_nbd", save(golden_bg())},
          {"mbg_nbd", save(golden_mbg())},
          {"gamma_gamma", save(golden_spend())},
          {"kaplan_meier", save(golden_curve())},
          {"rfm", save(golden_rfm())},
          {"everything", save(example_of_everything())},
          {"scorer", save(golden_scorer())},
          {"nbd", save(golden_nbd())},
          {"pareto_nbd", save(golden_pareto())},
          {"gamma_poisson", save(golden_rates())},
          {"beta_binomial", save(golden_shares())},
          {"credibility", save(golden_credibility())},
          {"sbg", save(golden_sbg())},
          {"bdw", save(golden_bdw())},
          {"discrete_weibull", save(golden_renewing())},
          {"silence", save(golden_silence())},
          {"nelson_aalen", save(golden_hazard())},
          {"aalen_johansen", save(golden_causes())},
          {"cox_model", save(golden_cox())},
          {"aft_model", save(golden_aft())},
          {"discrete_hazard_model", save(golden_periods())},
          {"mixture_cure_model", save(golden_stayers())},
          {"linear", save(golden_line())},
          {"logistic", save(golden_logit())},
          {"ordinal", save(golden_answers())},
          {"calibrator", save(golden_steps())},
          {"binning", save(golden_bins())},
          {"scorecard", save(golden_card())},
          {"scorer_leaving", save(golden_leaving_scorer())}};
}

}  // namespace walaa::tests
