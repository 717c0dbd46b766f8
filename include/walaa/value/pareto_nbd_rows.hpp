// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The likelihood of Pareto/NBD over many rows of one count, from tables (math/pareto_race_table.hpp), several rows at a time: a
    row costs four logarithms, an exponential and two sets of polynomials, whatever the parameters.

    With P(y) the probability of leaving before the next purchase, seen from the age y,

        F = P(tx) + e^-l (1 - P(T)),     ln L = ln (r)_x - x ln alpha - n ln Z - s ln W + ln F

    two positive terms, and P depends on q(y) = ln((alpha+y)/(beta+y)) alone. Sums are kept in (r, ln alpha, s, ln beta);
    value/pareto_nbd_likelihood.hpp has the notation and the exact path. Rows without a repeat start from q(0).

    Source: Schmittlein, Morrison & Colombo (1987), Management Science 33(1). */

#include <walaa/fit/second_order.hpp>
#include <walaa/math/pareto_race_table.hpp>
#include <walaa/value/detail/pareto_nbd_lanes.hpp>
#include <walaa/value/detail/pareto_nbd_value_lanes.hpp>
#include <walaa/value/pareto_nbd_likelihood.hpp>

#include <algorithm>  // for max, min
#include <array>
#include <cmath>
#include <cstddef>
#include <span>

namespace walaa::inline WALAA_ABI {

class pareto_nbd_rows {
 public:
  /** counts: whole, ascending; times up to max_age; how many rows there are to come: where tables would cost more than the
      integrals of the rows, there are none */
  pareto_nbd_rows(const pareto_nbd_parameters& m, std::span<const double> counts, double max_age, std::size_t rows)
      : m_(m), q_birth_(std::log(m.alpha / m.beta)) {
    if (counts.empty()) return;
    const double end = q_birth_ + std::log1p(max_age / m.alpha) - std::log1p(max_age / m.beta);
    const double each = static_cast<double>(counts.size());  // a node of a count, or an eighth of an integral
    const double integrals = 1 + (std::min)(each, counts.back() / 24);
    if (chebyshev_points * std::ceil(std::abs(end - q_birth_)) * (each + 8 * integrals) > static_cast<double>(rows)) return;
    table_ = pareto_race_table(m.r, m.s, counts, (std::min)(q_birth_, end), (std::max)(q_birth_, end));
    if (table_ && counts[0] == 0) at_birth_ = table_(0, q_birth_);
  }

  /// False where only the exact path will do.
  explicit operator bool() const noexcept { return static_cast<bool>(table_); }

  /** Adds the likelihood of rows first .. last - 1 of one count, but for what that count x alone decides.
      \param j  which of the counts
      \param weight  may be null: one each */
  void add(std::size_t j, double x, const double* age, const double* recency, const double* weight, std::size_t first,
           std::size_t last, second_order<4>& sum) const noexcept {
    const auto c = columns(j, x, age, recency, weight);
    simd::on_active_path(detail::pareto_nbd_call{c, first, last, sum});
  }

  /// Their log-likelihood alone.
  double value(std::size_t j, double x, const double* age, const double* recency, const double* weight, std::size_t first,
               std::size_t last) const noexcept {
    const auto c = columns(j, x, age, recency, weight);
    double sum = 0;
    simd::on_active_path(detail::pareto_nbd_value_call{c, first, last, sum});
    return sum;
  }

  /// The gradients of these rows in (r, ln alpha, s, ln beta), one column each, instead of their sum.
  void gradients(std::size_t j, double x, const double* age, const double* recency, std::size_t first, std::size_t last,
                 const std::array<double*, 4>& out) const noexcept {
    const auto c = columns(j, x, age, recency, nullptr);
    second_order<4> sum;
    simd::on_active_path(detail::pareto_nbd_call{c, first, last, sum, out});
  }

 private:
  detail::pareto_nbd_columns columns(std::size_t j, double x, const double* age, const double* recency,
                                     const double* weight) const noexcept {
    return {age, x == 0 ? nullptr : recency, weight, table_, j, m_, m_.r + x, q_birth_, at_birth_};
  }

  pareto_nbd_parameters m_;
  double q_birth_;
  pareto_race_table table_;
  race_terms at_birth_{};
};

}  // namespace walaa::inline WALAA_ABI
