// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The models whose files stand in tests/goldens/files/v1. Neither these values nor those files are ever changed: a format or
    a class that moves on must still load them. New files are added (see golden_files_test.cpp). */

#include <walaa/archive/model_file.hpp>
#include <walaa/archive/scorer_file.hpp>
#include <walaa/rates/beta_binomial.hpp>
#include <walaa/rates/credibility.hpp>
#include <walaa/rates/gamma_poisson.hpp>
#include <walaa/scoring/builtin.hpp>
#include <walaa/survival/curve.hpp>
#include <walaa/value/bg_nbd.hpp>
#include <walaa/value/gamma_gamma.hpp>
#include <walaa/value/mbg_nbd.hpp>
#include <walaa/value/nbd.hpp>
#include <walaa/value/pareto_nbd.hpp>
#include <walaa/value/rfm.hpp>

#include "stored_examples.hpp"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace walaa::tests {

/// A report with something in every field, and a covariance.
template<class Model> fitted<Model> golden_fit(Model m, std::vector<double> estimates) {
  fit_report report;
  report.status = fit_status::converged;
  report.model = std::string(Model::name);
  report.message = "written by hand";
  report.parameter_names.assign(Model::parameter_names.begin(), Model::parameter_names.end());
  report.estimates = std::move(estimates);
  const std::size_t n = report.estimates.size();
  std::vector<double> covariance(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    report.standard_errors.push_back(report.estimates[i] / 16);
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
          {"credibility", save(golden_credibility())}};
}

}  // namespace walaa::tests
