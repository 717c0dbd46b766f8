// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The ROC curve and the area under it: the chance that a customer who left had a larger score than one who stayed, equal
    scores counting one half.

        AUC = sum over steps of stayers (leavers above + leavers here / 2) / (leavers x stayers)
        Var = S10 / leavers + S01 / stayers,  S10, S01: variances of the placements of leavers among stayers and the reverse

    (DeLong's variance without the quadratic table of pairs: placements come from the sorted steps.) The area says nothing about
    probabilities, and weighs all thresholds by a law that depends on the score itself; for a decision look at profit.hpp, to
    compare scores under stated costs at h_measure.hpp. An area below one half is reported as it is, never turned round.

    With weights the variance is that of a sample in which each row stands w times.

    Sources: DeLong, DeLong & Clarke-Pearson (1988), Biometrics 44(3); Sun & Xu (2014), IEEE Signal Processing Letters 21(11);
    Hanley & McNeil (1982), Radiology 143. */

#include <walaa/core/check.hpp>
#include <walaa/evaluate/ranking.hpp>
#include <walaa/math/normal.hpp>  // for normal_two_sided, normal_cdf

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>  // for greater
#include <limits>
#include <span>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// One point a distinct score, riskiest first, from (0, 0) on; tied scores are one diagonal step.
struct roc_points {
  std::vector<double> threshold;        ///< contacted are the scores >= this; infinite at the first point: nobody
  std::vector<double> stayers_reached;  ///< false positive rate
  std::vector<double> leavers_reached;  ///< true positive rate
};

/// \throws invalid_input when all customers are of one class
inline roc_points roc_curve(const ranking& r) {
  detail::check_both_classes("roc_curve", r);
  roc_points out{{std::numeric_limits<double>::infinity()}, {0}, {0}};
  double leavers = 0, stayers = 0;
  for (std::size_t i = 0; i < r.steps(); ++i) {
    leavers += r.leavers()[i];
    stayers += r.stayers()[i];
    out.threshold.push_back(r.score()[i]);
    out.stayers_reached.push_back(stayers / r.total_stayers());
    out.leavers_reached.push_back(leavers / r.total_leavers());
  }
  return out;
}

enum class auc_interval : std::uint8_t {
  plain,  ///< value -+ z error, cut at 0 and 1: as DeLong's paper and most packages
  logit,  ///< made on ln(AUC / (1 - AUC)): inside (0, 1) by itself, better near its ends
};

struct auc_options {
  double level = 0.95;
  auc_interval interval = auc_interval::plain;
};

enum class auc_status : std::uint8_t {
  known,
  without_error,  ///< a single leaver or a single stayer: the variance of one placement is not defined
  separated,      ///< 0 or 1: the estimated variance is 0, which says that the sample is separated, not that the area is sure
};

struct auc_estimate {
  double value = missing;
  double error = missing, lo = missing, hi = missing;  ///< DeLong's
  double leavers = 0, stayers = 0;                     ///< sums of weights
  bool clipped = false;                                ///< the interval was cut at 0 or 1
  auc_status status = auc_status::known;
  auc_options options{};
};

namespace detail {

/// Sum of squares of placements around their mean, of each class.
struct placement_squares {
  double of_leavers = 0, of_stayers = 0;
};

inline double area_under_steps(const ranking& r) noexcept {
  double above = 0, pairs = 0;
  for (std::size_t i = 0; i < r.steps(); ++i) {
    pairs += r.stayers()[i] * (above + r.leavers()[i] / 2);
    above += r.leavers()[i];
  }
  return pairs / (r.total_leavers() * r.total_stayers());
}

inline placement_squares squares_around(const ranking& r, double area) noexcept {
  placement_squares out;
  double above = 0, below = r.total_stayers();
  for (std::size_t i = 0; i < r.steps(); ++i) {
    const double l = r.leavers()[i], s = r.stayers()[i];
    below -= s;
    const double of_leaver = (below + s / 2) / r.total_stayers() - area, of_stayer = (above + l / 2) / r.total_leavers() - area;
    out.of_leavers += l * of_leaver * of_leaver;
    out.of_stayers += s * of_stayer * of_stayer;
    above += l;
  }
  return out;
}

}  // namespace detail

/** The area under the ROC curve with DeLong's standard error and interval.
    \throws invalid_input when all customers are of one class, or for a level outside (0, 1) */
inline auc_estimate roc_auc(const ranking& r, const auc_options& options = {}) {
  constexpr std::string_view where = "roc_auc";
  detail::check_both_classes(where, r);
  const double z = normal_two_sided(options.level, where);
  auc_estimate out{.leavers = r.total_leavers(), .stayers = r.total_stayers(), .options = options};
  out.value = detail::area_under_steps(r);
  if (!(out.leavers > 1 && out.stayers > 1)) {
    out.status = auc_status::without_error;
    return out;
  }
  const auto squares = detail::squares_around(r, out.value);
  out.error =
      std::sqrt(squares.of_leavers / (out.leavers - 1) / out.leavers + squares.of_stayers / (out.stayers - 1) / out.stayers);
  if (out.value <= 0 || out.value >= 1) {
    out.status = auc_status::separated;
    out.lo = out.hi = out.value;
  } else if (options.interval == auc_interval::logit) {
    const double centre = std::log(out.value / (1 - out.value)), half = z * out.error / (out.value * (1 - out.value));
    out.lo = 1 / (1 + std::exp(half - centre));
    out.hi = 1 / (1 + std::exp(-half - centre));
  } else {
    const double half = z * out.error;
    out.clipped = out.value - half < 0 || out.value + half > 1;
    out.lo = (std::max)(0.0, out.value - half);
    out.hi = (std::min)(1.0, out.value + half);
  }
  return out;
}

/// Two scores of the same customers: does one rank them better?
struct auc_comparison {
  double first = missing, second = missing;  ///< their areas
  double difference = missing, error = missing;
  double z = missing, p_value = missing;  ///< two-sided; missing where the error is 0 or not defined
};

/** DeLong's paired test; both scores are of the same rows.
    \throws invalid_input as ranking does, or when all customers are of one class */
inline auc_comparison compare_auc(std::span<const double> label, std::span<const double> first, std::span<const double> second) {
  constexpr std::string_view where = "compare_auc";
  const ranking a(label, first, {}, where), b(label, second, {}, where);
  detail::check_both_classes(where, a);
  auc_comparison out{.first = detail::area_under_steps(a), .second = detail::area_under_steps(b)};
  out.difference = out.first - out.second;
  // The placement of a customer is his step's: differences by row, in an order that the rows do not decide.
  const auto placements = [](const ranking& r) {
    std::vector<double> of(2 * r.steps());  // of a leaver and of a stayer in each step
    double above = 0, below = r.total_stayers();
    for (std::size_t i = 0; i < r.steps(); ++i) {
      below -= r.stayers()[i];
      of[2 * i] = (below + r.stayers()[i] / 2) / r.total_stayers();
      of[2 * i + 1] = (above + r.leavers()[i] / 2) / r.total_leavers();
      above += r.leavers()[i];
    }
    return of;
  };
  const auto of_a = placements(a), of_b = placements(b);
  const auto step = [](const ranking& r, double score) {
    return static_cast<std::size_t>(std::lower_bound(r.score().begin(), r.score().end(), score, std::greater<>{}) -
                                    r.score().begin());
  };
  double variance = 0;
  for (const double side : {1.0, 0.0}) {
    std::vector<double> squares;
    for (std::size_t i = 0; i < label.size(); ++i) {
      if (label[i] != side) continue;
      const std::size_t k = side == 1 ? 0 : 1;
      const double d = of_a[2 * step(a, first[i]) + k] - of_b[2 * step(b, second[i]) + k] - out.difference;
      squares.push_back(d * d);
    }
    std::sort(squares.begin(), squares.end());
    double sum = 0;
    for (const double s : squares) sum += s;
    const auto n = static_cast<double>(squares.size());
    variance += n > 1 ? sum / (n - 1) / n : missing;
  }
  out.error = std::sqrt(variance);
  if (out.error > 0) {
    out.z = out.difference / out.error;
    out.p_value = 2 * normal_cdf(-std::abs(out.z));
  }
  return out;
}

}  // namespace walaa::inline WALAA_ABI
