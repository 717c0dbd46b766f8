// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Do probabilities come true? In bins of the probability: its mean, the share of customers who left, and the interval of that
    share (Wilson).

        expected calibration error = sum over bins of (n of the bin / n) |share of leavers - mean probability|

    The figure depends on the bins and is above 0 even for true probabilities; state the bins with it, and look at the
    intervals. For one number that does not depend on bins use the Brier score (probability_scores.hpp).

    Equal probabilities are never split: a bin of quantiles takes each step of them where its middle rank falls, so bins may
    differ in size where there are ties. No result depends on the order of rows.

    Sources: Murphy & Winkler (1977), Applied Statistics 26; Naeini, Cooper & Hauskrecht (2015), AAAI (calibration error);
    Wilson (1927), JASA 22. */

#include <walaa/core/check.hpp>
#include <walaa/evaluate/detail/probability_ranking.hpp>
#include <walaa/math/normal.hpp>  // for normal_two_sided
#include <walaa/rates/proportion.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

enum class calibration_bins : std::uint8_t {
  equal_width,  ///< (k / bins, (k + 1) / bins], 0 in the first
  quantiles,    ///< about as many customers in each
};

struct calibration_curve_options {
  std::size_t bins = 10;
  calibration_bins kind = calibration_bins::equal_width;
  double level = 0.95;  ///< of the intervals
};

/// A bin with customers in it.
struct calibration_bin {
  double lowest = missing, highest = missing;  ///< probabilities seen in it
  double predicted = missing;                  ///< their mean
  share left;                                  ///< who left, with its interval; n is the sum of weights
};

struct calibration_curve {
  std::vector<calibration_bin> bins;  ///< by rising probability; empty bins are left out
  std::size_t empty = 0;              ///< and counted
  double expected_calibration_error = missing;
  double maximum_calibration_error = missing;  ///< the largest |share of leavers - mean probability| of a bin
  double mean_predicted = missing, mean_left = missing;
  calibration_curve_options options{};
};

/// \throws invalid_input for bad labels or weights, a probability outside [0, 1], with the row, or a bad option
inline calibration_curve calibration_check(std::span<const double> label, std::span<const double> probability,
                                           std::span<const double> weight = {}, const calibration_curve_options& options = {}) {
  constexpr std::string_view where = "calibration_check";
  detail::check_bins(where, options.bins);
  const double z = normal_two_sided(options.level, where);
  const ranking r = detail::by_probability(where, label, probability, weight);
  calibration_curve out;
  out.options = options;
  double before = 0, predicted = 0, gap = 0;
  const auto bin_of = [&](std::size_t i, double below) {
    if (options.kind == calibration_bins::equal_width) return detail::equal_bin(r.score()[i], options.bins);
    const double middle = (below + (r.leavers()[i] + r.stayers()[i]) / 2) / r.total();
    return (std::min)(options.bins - 1, static_cast<std::size_t>(middle * static_cast<double>(options.bins)));
  };
  for (std::size_t next = r.steps(); next > 0;) {  // steps fall, bins rise
    const std::size_t bin = bin_of(next - 1, before);
    calibration_bin one;
    one.lowest = r.score()[next - 1];
    double n = 0, leavers = 0, sum = 0;
    for (; next > 0 && bin_of(next - 1, before) == bin; --next) {
      const double here = r.leavers()[next - 1] + r.stayers()[next - 1];
      n += here;
      leavers += r.leavers()[next - 1];
      sum += here * r.score()[next - 1];
      one.highest = r.score()[next - 1];
      before += here;
    }
    one.predicted = one.lowest == one.highest ? one.lowest : sum / n;
    one.left = detail::proportion_checked((std::min)(leavers, n), n, z, {.level = options.level});
    const double off = std::abs(one.left.value - one.predicted);
    gap += n * off;
    out.maximum_calibration_error = out.bins.empty() ? off : (std::max)(out.maximum_calibration_error, off);
    predicted += sum;
    out.bins.push_back(one);
  }
  out.empty = options.bins - out.bins.size();
  out.expected_calibration_error = gap / r.total();
  out.mean_predicted = predicted / r.total();
  out.mean_left = r.leaver_share();
  return out;
}

}  // namespace walaa::inline WALAA_ABI
