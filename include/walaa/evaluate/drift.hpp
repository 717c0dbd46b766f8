// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Have customers changed since a model was fitted? The population stability index and both Kullback-Leibler divergences
    between the shares of bins, then and now.

        PSI = sum over bins of (p - q) ln(p / q)        p: shares at training, q: at present

    The bins are frozen at training and saved with the model: bins made anew at each look make a series that cannot be
    compared. Customers without a value are a bin, categories not seen at training another. Counters are plain sums, so
    those of threads, days and machines add up.

    An empty bin would make the index infinite. `empty_bins::add_half` puts half a customer into every bin of both samples;
    the choice is part of the answer. The rule of thumb of credit scoring (0.1 look, 0.25 act) ignores how many customers
    there are: without any change the index is about (bins - 1) (1/n + 1/m), given beside it.

    Sources: Siddiqi (2006), Credit Risk Scorecards; Kullback & Leibler (1951), Annals of Mathematical Statistics 22; Yurdakul &
    Naranjo (2020), J. Risk Model Validation 14 (the index without change). */

#include <walaa/core/check.hpp>
#include <walaa/evaluate/frozen_bins.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// What is done about bins in which nobody is.
enum class empty_bins : std::uint8_t {
  add_half,     ///< half a customer more in every bin of both samples
  as_they_are,  ///< nothing: a bin that is empty in one sample makes the index infinite, one empty in both adds nothing
  replace,      ///< a share of 0 is taken as epsilon; shares are not rescaled
};

struct drift_options {
  empty_bins empty = empty_bins::add_half;
  double epsilon = 1e-4;  ///< for `replace`
};

struct drift_estimate {
  double psi = missing;
  double kl_training = missing;               ///< sum of p ln(p / q): of the present shares from those at training
  double kl_present = missing;                ///< sum of q ln(q / p); the two add up to psi unless shares were replaced
  double without_change = missing;            ///< (bins - 1) (1/n + 1/m): what psi is about when nothing has changed
  std::vector<double> by_bin;                 ///< the terms of psi
  std::size_t bins = 0;                       ///< with somebody in them, in either sample
  std::size_t empty_then = 0, empty_now = 0;  ///< bins empty in one sample only
  double customers_then = 0, customers_now = 0;
  drift_options options{};  ///< what was done about empty bins
};

/** \throws invalid_input for different numbers of bins, negative counts, a sample without customers, an epsilon outside
    (0, 1) */
inline drift_estimate psi(const bin_counts& training, const bin_counts& present, const drift_options& options = {}) {
  constexpr std::string_view where = "psi";
  check_not_empty(where, "training", training.count.size());
  check_same_length(where, "training", training.count.size(), "present", present.count.size());
  check_nonnegative(where, "training", training.count);
  check_nonnegative(where, "present", present.count);
  if (!(options.epsilon > 0 && options.epsilon < 1))
    detail::refuse(error_code::bad_option, where, "epsilon", no_row, options.epsilon, "is outside (0, 1)");
  drift_estimate out;
  out.options = options;
  out.customers_then = training.total();
  out.customers_now = present.total();
  check_positive(where, "customers at training", out.customers_then);
  check_positive(where, "customers at present", out.customers_now);

  const double more = options.empty == empty_bins::add_half ? 0.5 : 0.0;
  const std::size_t n = training.count.size();
  const double then = out.customers_then + more * static_cast<double>(n), now = out.customers_now + more * static_cast<double>(n);
  const auto share = [&](double count, double all) {
    return count + more > 0 ? (count + more) / all : options.empty == empty_bins::replace ? options.epsilon : 0.0;
  };
  // x ln(x / y), where x = 0 adds nothing and y = 0 beside some x is infinite
  const auto term = [](double x, double y) {
    return x == 0 ? 0.0 : y == 0 ? std::numeric_limits<double>::infinity() : x * std::log(x / y);
  };
  out.psi = out.kl_training = out.kl_present = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const bool someone_then = training.count[i] > 0, someone_now = present.count[i] > 0;
    out.bins += someone_then || someone_now ? 1 : 0;
    out.empty_then += !someone_then && someone_now ? 1 : 0;
    out.empty_now += someone_then && !someone_now ? 1 : 0;
    double p = 0, q = 0;
    if (someone_then || someone_now || more > 0) {
      p = share(training.count[i], then);
      q = share(present.count[i], now);
    }
    const double one = p == q ? 0.0 : p == 0 || q == 0 ? std::numeric_limits<double>::infinity() : (p - q) * std::log(p / q);
    out.by_bin.push_back(one);
    out.psi += one;
    out.kl_training += term(p, q);
    out.kl_present += term(q, p);
  }
  out.without_change = static_cast<double>(out.bins - 1) * (1 / out.customers_then + 1 / out.customers_now);
  return out;
}

}  // namespace walaa::inline WALAA_ABI
