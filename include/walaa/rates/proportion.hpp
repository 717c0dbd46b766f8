// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A proportion k / n with an interval that tells the truth for small n and near 0 and 1: how many promises were kept, first
    contacts solved, questionnaires answered.

        Wilson:         (k + z^2/2 -+ z sqrt(k (n - k) / n + z^2/4)) / (n + z^2)
        adjusted Wald:  p -+ z sqrt(p (1 - p) / (n + z^2)) around p = (k + z^2/2) / (n + z^2), cut at 0 and 1

    Where nothing was observed there is no evidence, which is an answer of its own: not 0, not one half.
    Do not use it for rates per time (gamma-Poisson) or for many small groups at once (beta-binomial shrinks them).

    Sources: Wilson (1927), JASA 22; Agresti & Coull (1998), The American Statistician 52. */

#include <walaa/core/check.hpp>
#include <walaa/math/normal.hpp>  // for normal_two_sided

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace walaa::inline WALAA_ABI {

enum class evidence : std::uint8_t { none, some };

enum class proportion_interval : std::uint8_t { wilson, adjusted_wald };

struct proportion_options {
  double level = 0.95;
  proportion_interval interval = proportion_interval::wilson;
};

/// A share of n observations, with its interval and how many gave no answer.
struct share {
  double value = walaa::missing, lo = walaa::missing, hi = walaa::missing;
  double error = walaa::missing;  ///< sqrt(value (1 - value) / n), the plain standard error
  double n = 0;                   ///< observations
  double missing = 0;             ///< rows without an answer, not among n
  evidence found = evidence::none;
  bool clipped = false;  ///< the interval was cut at an end of the scale
  proportion_options options{};

  explicit operator bool() const noexcept { return found == evidence::some; }
};

namespace detail {

inline void check_count(const char* where, const char* name, double count) {
  check_nonnegative(where, name, count);
  if (count != std::nearbyint(count)) refuse(error_code::not_an_integer, where, name, no_row, count, "is not a whole number");
}

/// Counts checked before; z of the level.
inline share proportion_checked(double k, double n, double z, const proportion_options& options) noexcept {
  share s{.n = n, .options = options};
  if (n == 0) return s;
  s.found = evidence::some;
  s.value = k / n;
  s.error = std::sqrt(s.value * ((n - k) / n) / n);
  const double total = n + z * z, centre = (k + z * z / 2) / total;
  if (options.interval == proportion_interval::wilson) {
    const double half = z * std::sqrt(k * (n - k) / n + z * z / 4) / total;
    // the limits are the roots of a quadratic with the product k^2 / (n (n + z^2)): the small one without cancellation
    s.hi = k == n ? 1.0 : centre + half;
    s.lo = k / n * (k / total) / (centre + half);
  } else {
    const double half = z * std::sqrt(centre * (1 - centre) / total);
    s.clipped = centre - half < 0 || centre + half > 1;
    s.lo = centre - half < 0 ? 0.0 : centre - half;
    s.hi = centre + half > 1 ? 1.0 : centre + half;
  }
  return s;
}

}  // namespace detail

/** k of n.
    \throws invalid_input for counts that are negative or not whole, k > n, a level outside (0, 1) */
inline share proportion(double k, double n, const proportion_options& options = {}) {
  constexpr const char* where = "proportion";
  detail::check_count(where, "k", k);
  detail::check_count(where, "n", n);
  if (k > n) detail::refuse(error_code::out_of_range, where, "k", no_row, k, "exceeds n = " + number_text(n));
  return detail::proportion_checked(k, n, normal_two_sided(options.level, where), options);
}

/** Of a column of yes (1) and no (0); rows without an answer (NaN) are counted as missing.
    \throws invalid_input for any other value, with its row */
inline share proportion(std::span<const double> yes, const proportion_options& options = {}) {
  constexpr const char* where = "proportion";
  double k = 0, n = 0, without = 0;
  for (std::size_t i = 0; i < yes.size(); ++i) {
    if (is_missing(yes[i])) {
      ++without;
      continue;
    }
    if (!(yes[i] == 0 || yes[i] == 1)) detail::refuse(error_code::out_of_range, where, "yes", i, yes[i], "is neither 0 nor 1");
    k += yes[i];
    ++n;
  }
  share s = detail::proportion_checked(k, n, normal_two_sided(options.level, where), options);
  s.missing = without;
  return s;
}

/// Where columns of shares go; lo and hi may be left empty.
struct proportion_out {
  std::span<double> value;
  std::span<double> lo{}, hi{};
};

/** One share a row (agents, branches, customers); a row with n = 0 is missing in every column.
    \returns the number of rows with evidence
    \throws invalid_input for counts that are negative or not whole, k > n, with the row, before anything is written */
inline std::size_t proportions(std::span<const double> k, std::span<const double> n, const proportion_out& out,
                               const proportion_options& options = {}) {
  constexpr const char* where = "proportions";
  check_same_length(where, "k", k.size(), "n", n.size());
  check_same_length(where, "k", k.size(), "out.value", out.value.size());
  if (!out.lo.empty()) check_same_length(where, "k", k.size(), "out.lo", out.lo.size());
  if (!out.hi.empty()) check_same_length(where, "k", k.size(), "out.hi", out.hi.size());
  check_nonnegative_integer(where, "k", k);
  check_nonnegative_integer(where, "n", n);
  for (std::size_t i = 0; i < k.size(); ++i)
    if (k[i] > n[i])
      detail::refuse(error_code::out_of_range, where, "k", i, k[i],
                     "exceeds n[" + std::to_string(i) + "] = " + number_text(n[i]));
  const double z = normal_two_sided(options.level, where);
  std::size_t found = 0;
  for (std::size_t i = 0; i < k.size(); ++i) {
    const share s = detail::proportion_checked(k[i], n[i], z, options);
    out.value[i] = s.value;
    if (!out.lo.empty()) out.lo[i] = s.lo;
    if (!out.hi.empty()) out.hi[i] = s.hi;
    found += s ? 1 : 0;
  }
  return found;
}

}  // namespace walaa::inline WALAA_ABI
