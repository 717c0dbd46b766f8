// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    How good probabilities are, by scores that only the true ones maximise: logarithmic loss and Brier score, the latter taken
    apart into how far the probabilities are from what happened (reliability), how well they tell customers apart
    (resolution) and how much there was to tell (uncertainty).

        log-loss = mean of -[y ln p + (1 - y) ln(1 - p)]          infinite where p = 0 or 1 was wrong
        Brier    = mean of (p - y)^2 = reliability - resolution + uncertainty + within_variance - within_covariance

    The decomposition is over distinct probabilities, where the last two terms are 0; probabilities that hardly repeat should
    be taken into bins (`bins`), and the last two terms are what bins hide.

    Not for ranking alone (roc.hpp), nor for survival curves, where not everybody is observed until the end.

    Sources: Good (1952), J. Royal Statistical Society B 14; Brier (1950), Monthly Weather Review 78; Murphy (1973), J. Applied
    Meteorology 12; Stephenson, Coelho & Jolliffe (2008), Weather and Forecasting 23 (terms within bins). */

#include <walaa/core/check.hpp>
#include <walaa/evaluate/detail/probability_ranking.hpp>
#include <walaa/math/sum.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

struct log_loss_options {
  double epsilon = 0;  ///< probabilities are moved into [epsilon, 1 - epsilon]; 0: none is
};

struct log_loss_estimate {
  double value = missing;     ///< in nats; infinite where a sure probability was wrong
  double moved = 0;           ///< sum of weights of the rows moved by epsilon
  double wrong_and_sure = 0;  ///< sum of weights of the rows with p = 0 or 1 on the wrong side
};

/** \throws invalid_input for bad labels or weights, a probability outside [0, 1], with the row, or an epsilon outside
    [0, 0.5) */
inline log_loss_estimate log_loss(std::span<const double> label, std::span<const double> probability,
                                  std::span<const double> weight = {}, const log_loss_options& options = {}) {
  constexpr std::string_view where = "log_loss";
  if (!(options.epsilon >= 0 && options.epsilon < 0.5))
    detail::refuse(error_code::bad_option, where, "epsilon", no_row, options.epsilon, "is outside [0, 0.5)");
  const ranking r = detail::by_probability(where, label, probability, weight);
  log_loss_estimate out;
  std::vector<double> losses(r.steps());
  for (std::size_t i = 0; i < r.steps(); ++i) {
    const double p = r.score()[i], leavers = r.leavers()[i], stayers = r.stayers()[i];
    // the complement is kept by itself: 1 - (1 - epsilon) is not epsilon
    const bool low = p < options.epsilon, high = 1 - p < options.epsilon;
    const double of_leaver = low ? std::log(options.epsilon) : high ? std::log1p(-options.epsilon) : std::log(p);
    const double of_stayer = low ? std::log1p(-options.epsilon) : high ? std::log(options.epsilon) : std::log1p(-p);
    losses[i] = (leavers > 0 ? -leavers * of_leaver : 0.0) + (stayers > 0 ? -stayers * of_stayer : 0.0);
    if (low || high) out.moved += leavers + stayers;
    if (p == 0) out.wrong_and_sure += leavers;
    if (p == 1) out.wrong_and_sure += stayers;
  }
  out.value = sum(losses) / r.total();
  return out;
}

struct brier_options {
  std::size_t bins = 0;  ///< equal bins of the probability for the decomposition; 0: distinct probabilities
};

struct brier_estimate {
  double value = missing;
  double reliability = missing;                       ///< 0 for probabilities that came true
  double resolution = missing;                        ///< 0 for probabilities that are all alike
  double uncertainty = missing;                       ///< share of leavers x share of stayers
  double within_variance = 0, within_covariance = 0;  ///< of probabilities, and of them with what happened, inside bins
  double skill = missing;                             ///< 1 - value / uncertainty; missing where all customers are of one class
};

/// \throws invalid_input for bad labels or weights, a probability outside [0, 1], with the row, or too many bins
inline brier_estimate brier(std::span<const double> label, std::span<const double> probability,
                            std::span<const double> weight = {}, const brier_options& options = {}) {
  constexpr std::string_view where = "brier";
  if (options.bins > 0) detail::check_bins(where, options.bins);
  const ranking r = detail::by_probability(where, label, probability, weight);
  const double base = r.leaver_share();
  const auto bin = [&](std::size_t i) { return options.bins == 0 ? i : detail::equal_bin(r.score()[i], options.bins); };
  std::vector<double> squares, reliability, resolution, variance, covariance;
  for (std::size_t first = 0; first < r.steps();) {
    std::size_t last = first;
    double n = 0, leavers = 0, p = 0;
    for (; last < r.steps() && bin(last) == bin(first); ++last) {
      const double here = r.leavers()[last] + r.stayers()[last];
      n += here;
      leavers += r.leavers()[last];
      p += here * r.score()[last];
    }
    // a step of its own keeps its probability to the last bit
    const double mean = last - first == 1 ? r.score()[first] : p / n, share = leavers / n;
    double within = 0, together = 0;
    for (std::size_t i = first; i < last; ++i) {
      const double q = r.score()[i], off = q - mean;
      squares.push_back(r.leavers()[i] * (1 - q) * (1 - q) + r.stayers()[i] * q * q);
      within += (r.leavers()[i] + r.stayers()[i]) * off * off;
      together += off * (r.leavers()[i] * (1 - share) - r.stayers()[i] * share);
    }
    reliability.push_back(n * (mean - share) * (mean - share));
    resolution.push_back(n * (share - base) * (share - base));
    variance.push_back(within);
    covariance.push_back(2 * together);
    first = last;
  }
  brier_estimate out;
  out.value = sum(squares) / r.total();
  out.reliability = sum(reliability) / r.total();
  out.resolution = sum(resolution) / r.total();
  out.within_variance = sum(variance) / r.total();
  out.within_covariance = sum(covariance) / r.total();
  out.uncertainty = base * (r.total_stayers() / r.total());
  if (out.uncertainty > 0) out.skill = 1 - out.value / out.uncertainty;
  return out;
}

}  // namespace walaa::inline WALAA_ABI
