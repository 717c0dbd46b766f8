// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    How calibrators are fitted; regression/calibration.hpp has the words. Platt's and the beta form are logistic regressions on one
    and two columns, taken to the exact optimum. */

#include <walaa/regression/design.hpp>
#include <walaa/regression/detail/calibrator_class.hpp>
#include <walaa/regression/detail/logistic_fit.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {
namespace detail {

/// Pools neighbours until levels ascend (Ayer et al.); the knots are both ends of each block.
inline isotonic_calibration pool_adjacent_violators(std::span<const double> score, const outcomes& y) {
  std::vector<std::size_t> order(score.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [score](std::size_t a, std::size_t b) { return score[a] < score[b]; });

  struct block {
    double low, high, ones, weight;
    bool above(const block& next) const noexcept {
      return ones * next.weight >= next.ones * weight;
    }  // equal ones are pooled too
  };
  std::vector<block> blocks;
  for (std::size_t k = 0; k < order.size();) {
    const double at = score[order[k]];
    block one{at, at, 0, 0};
    for (; k < order.size() && score[order[k]] == at; ++k) {
      const double w = y.weight.empty() ? 1 : y.weight[order[k]];
      one.ones += w * y.value[order[k]];
      one.weight += w;
    }
    while (!blocks.empty() && blocks.back().above(one)) {
      const block& last = blocks.back();
      one = {last.low, one.high, last.ones + one.ones, last.weight + one.weight};
      blocks.pop_back();
    }
    blocks.push_back(one);
  }
  isotonic_calibration c;
  for (const block& b : blocks) {
    const double level = (std::min)(1.0, b.ones / b.weight);
    c.score.push_back(b.low);
    c.level.push_back(level);
    if (b.high == b.low) continue;
    c.score.push_back(b.high);
    c.level.push_back(level);
  }
  return c;
}

/// The ascent over some columns of a calibration, in their means and deviations.
struct calibration_ascent {
  std::vector<std::span<const double>> columns;
  std::vector<double> centre, spread;
  logistic_ascent ascent;
  std::vector<double> beta;  ///< intercept first, in the columns' own units

  ascent_end run(const std::vector<const std::vector<double>*>& x, const outcomes& y, bool separable) {
    double total = 0;
    for (std::size_t i = 0; i < y.size(); ++i) total += y.weight.empty() ? 1 : y.weight[i];
    for (const std::vector<double>* c : x) {
      columns.emplace_back(*c);
      const auto [mean, deviation] = mean_and_deviation(*c, y.weight, total, {});
      centre.push_back(mean);
      spread.push_back(deviation > 0 ? deviation : 1);
    }
    ascent.design = {columns, centre, spread, y.size()};
    ascent.y = y;
    ascent.weight = total;
    ascent.least_weight = y.weight.empty() ? 1 : *std::min_element(y.weight.begin(), y.weight.end());
    ascent.separable = separable;
    ascent.penalty.assign(columns.size() + 1, 0.0);
    const ascent_end end = ascent.run();
    beta = ascent.gamma;
    for (std::size_t j = 0; j < columns.size(); ++j) {
      beta[j + 1] /= spread[j];
      beta[0] -= beta[j + 1] * centre[j];
    }
    return end;
  }
};

inline void report_ascent(const logistic_ascent& a, ascent_end end, std::span<const std::string> names, fit_report& r) {
  describe_end(a, end, names, r);
  r.log_likelihood = a.log_likelihood;
  r.gradient_norm = a.slope;
  r.iterations = a.iterations;
  r.evaluations = a.evaluations;
}

inline platt_calibration fit_platt(std::span<const double> score, const outcomes& y, fit_report& r) {
  double ones = 0, zeros = 0;
  for (std::size_t i = 0; i < y.size(); ++i) (y.value[i] == 1 ? ones : zeros) += y.weight.empty() ? 1 : y.weight[i];
  std::vector<double> target(y.size());
  for (std::size_t i = 0; i < y.size(); ++i) target[i] = y.value[i] == 1 ? (ones + 1) / (ones + 2) : 1 / (zeros + 2);
  const std::vector<double> f(score.begin(), score.end());
  calibration_ascent a;
  report_ascent(a.ascent, a.run({&f}, {.value = target, .weight = y.weight, .offset = {}}, false), {}, r);
  r.parameter_names = {"a", "b"};
  r.estimates = {-a.beta[1], -a.beta[0]};
  return {-a.beta[1], -a.beta[0]};
}

/// Whether nobody who stayed has a higher score than anybody who left.
inline bool tell_apart(std::span<const double> score, const outcomes& y) {
  double highest_of_zeros = -infinity, lowest_of_ones = infinity;
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (y.value[i] == 0) highest_of_zeros = (std::max)(highest_of_zeros, score[i]);
    if (y.value[i] == 1) lowest_of_ones = (std::min)(lowest_of_ones, score[i]);
  }
  return highest_of_zeros <= lowest_of_ones;
}

/// The optimum with a, b >= 0: both free; else the better of those with one of them; else the share alone.
inline beta_calibration fit_beta(std::span<const double> p, const outcomes& y, double epsilon, fit_report& r) {
  std::vector<double> log_p(p.size()), log_q(p.size());
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double inside = (std::min)((std::max)(p[i], epsilon), 1 - epsilon);
    log_p[i] = std::log(inside);
    log_q[i] = -std::log1p(-inside);
  }
  const std::string names[] = {"ln p", "-ln(1 - p)"};
  r.parameter_names = {"a", "b", "c"};
  beta_calibration out{.epsilon = epsilon};
  const auto take = [&](bool with_a, bool with_b) {
    std::vector<const std::vector<double>*> x;
    if (with_a) x.push_back(&log_p);
    if (with_b) x.push_back(&log_q);
    calibration_ascent a;
    const ascent_end end = a.run(x, y, true);
    report_ascent(a.ascent, end, std::span(names).subspan(with_a ? 0 : 1), r);
    std::size_t at = 1;
    out.a = with_a ? a.beta[at++] : 0;
    out.b = with_b ? a.beta[at] : 0;
    out.c = a.beta[0];
    return out.a >= 0 && out.b >= 0 && end == ascent_end::converged ? a.ascent.log_likelihood : -infinity;
  };
  const design_report look = examine(covariates{{names[0], log_p}, {names[1], log_q}}, y.weight);
  if (!look.full_rank()) {
    r.status = fit_status::not_identified;
    r.message = "two distinct scores leave a and b undetermined; take Platt's form";
  } else if (tell_apart(p, y)) {  // both forms rise with p, so that no others can
    r.status = fit_status::separated;
    r.message = "the scores tell the outcomes apart, so that no finite bend fits best; Platt's form has an estimate";
  } else if (take(true, true) == -infinity) {
    const double only_a = take(true, false), only_b = take(false, true);
    if (only_a > only_b) take(true, false);
    if (only_a == -infinity && only_b == -infinity) take(false, false);
    r.status = fit_status::boundary;
    r.at_bound.clear();
    r.message = "a coefficient would be negative and is 0";
    for (const auto& [what, value] : {std::pair<const char*, double>("a -> 0", out.a), {"b -> 0", out.b}})
      if (value == 0) r.at_bound.emplace_back(what);
  }
  r.estimates = {out.a, out.b, out.c};
  return out;
}

}  // namespace detail

template<class Outcomes>
fitted<calibrator> calibrator::fit(calibration_method how, std::span<const double> score, const std::type_identity_t<Outcomes>& y,
                                   const calibration_options& options) {
  constexpr std::string_view where = "calibrator::fit";
  if (how > calibration_method::beta)
    throw invalid_input(error_code::bad_option, std::string(where) + ": there is no such method", "method");
  if (!(options.epsilon >= 0 && options.epsilon < 0.5))
    throw invalid_input(error_code::bad_option,
                        std::string(where) + ": epsilon = " + number_text(options.epsilon) + " is outside [0, 0.5)", "epsilon");
  check_binary_outcomes(where, y);
  check_same_length(where, "outcome", y.size(), "score", score.size());
  check_finite(where, "score", score);
  if (!y.offset.empty())
    throw invalid_input(error_code::bad_option, std::string(where) + ": a calibration takes no offset", "offset");
  if (std::all_of(score.begin(), score.end(), [&](double s) { return s == score[0]; }))
    throw invalid_input(
        error_code::out_of_range,
        std::string(where) + ": every score is " + number_text(score[0]) + "; at least two distinct ones are needed", "score");
  if (how == calibration_method::beta) {
    check_within(where, "score", score, 0, 1);
    for (std::size_t i = 0; i < score.size() && options.epsilon == 0; ++i)
      if (score[i] == 0 || score[i] == 1)
        detail::refuse(error_code::out_of_range, where, "score", i, score[i], "is not inside (0, 1); set epsilon to bring it in");
  }

  fit_report r;
  r.library = detail::library_version();
  r.rows_used = static_cast<double>(y.size());
  r.observations = y.weight.empty() ? r.rows_used : sum(y.weight);
  r.starts = 1;
  calibrator c;
  if (how == calibration_method::platt) {
    c.form_ = detail::fit_platt(score, y, r);
  } else if (how == calibration_method::beta) {
    c.form_ = detail::fit_beta(score, y, options.epsilon, r);
  } else {
    isotonic_calibration pooled = detail::pool_adjacent_violators(score, y);
    pooled.interpolate = options.interpolate;
    c.form_ = std::move(pooled);
    r.status = fit_status::converged;
    r.message.clear();
    r.iterations = 1;
  }
  r.model = std::string(c.method());
  return {std::move(c), std::move(r), {}};
}

}  // namespace walaa::inline WALAA_ABI
