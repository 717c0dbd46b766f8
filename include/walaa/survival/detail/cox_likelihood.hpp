// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The partial likelihood of Breslow and Efron with gradient and information, in internal units.

    Of d who leave together, of summed weight W, Efron's l-th term has S0 - a D0 with a = l/d and weight W/d, l = 0 ... d - 1;
    Breslow's d terms all have a = 0. With h the hazard that each term adds to who is at risk (1 - a of it to who is leaving),

        gradient     sum of x over who left - sum over rows of m x,           m = r times all h that the row lived through
        information  sum over rows of m x x' - sum over terms of weight xbar xbar',   xbar = (S1 - a D1) / (S0 - a D0)

    so that the work in the square of the number of columns is one weighted product of all rows; the second sum needs, of every
    time, the sums over l of 1, a, a^2 over (S0 - a D0)^2 only, and two vectors. */

#include <walaa/survival/detail/cox_scan.hpp>

#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI::detail {

/// ln L, its gradient, and minus its second derivatives as a difference of two matrices.
struct cox_value {
  double log_likelihood = missing;
  std::vector<double> gradient;     ///< p
  std::vector<double> information;  ///< p x p, both triangles
  std::vector<double> size;         ///< diagonal of the first of the two matrices: what rounding is relative to
};

/// Sums over the terms of one time, weight included.
struct cox_terms {
  double hazard = 0, own = 0;     ///< of 1 and of 1 - a, over S0 - a D0
  double a0 = 0, a1 = 0, a2 = 0;  ///< of 1, a and a^2, over (S0 - a D0)^2
};

/// Adds weighted logarithms as logarithms of products.
class cox_log_sum {
 public:
  void add(double weight, double v) noexcept {
    if (weight != weight_) {
      flush();
      weight_ = weight;
    }
    product_ *= v;
    if (!(product_ > 1e-180 && product_ < 1e180)) flush();
  }
  double take() noexcept {
    flush();
    return sum_;
  }

 private:
  void flush() noexcept {
    if (product_ != 1) sum_ += weight_ * std::log(product_);
    product_ = 1;
  }
  double sum_ = 0, weight_ = 1, product_ = 1;
};

inline cox_terms terms_of(const cox_group& group, bool efron, double s0, double d0, cox_log_sum& logs) noexcept {
  cox_terms t;
  const std::size_t d = group.leavers();
  if (!efron || d == 1) {
    t.hazard = t.own = group.weight / s0;
    t.a0 = t.hazard / s0;
    logs.add(group.weight, s0);
    return t;
  }
  const double weight = group.weight / static_cast<double>(d), per = 1 / static_cast<double>(d);
  for (std::size_t l = 0; l < d; ++l) {
    const double a = static_cast<double>(l) * per, v = s0 - a * d0, inverse = 1 / v, square = inverse * inverse;
    t.hazard += inverse;
    t.own += (1 - a) * inverse;
    t.a0 += square;
    t.a1 += a * square;
    t.a2 += a * a * square;
    logs.add(weight, v);
  }
  for (double* v : {&t.hazard, &t.own, &t.a0, &t.a1, &t.a2}) *v *= weight;
  return t;
}

/// What leavers of a group and others have lived through, up to the group: cumulative from the youngest time on.
struct cox_hazards {
  std::vector<double> through, own;  ///< a group: others; who leaves there
};

class cox_likelihood {
 public:
  cox_likelihood(const cox_rows& rows, bool efron, executor_ref executor)
      : rows_(rows), efron_(efron), executor_(executor), scan_(rows), m_(rows.tiles * tile_rows) {}

  std::size_t size() const noexcept { return rows_.terms - 1; }
  const cox_scan& scan() const noexcept { return scan_; }
  const std::vector<double>& shift() const noexcept { return shift_; }
  const cox_hazards& hazards() const noexcept { return hazards_; }

  /** At theta; every time counts as often as `by` says (a group each), once where it is empty. */
  cox_value operator()(std::span<const double> theta, std::span<const double> by = {}) {
    const std::size_t p = size(), padded = rows_.padded;
    const auto often = [&](std::size_t g) { return by.empty() ? 1.0 : by[g]; };
    shift_ = scan_.set_rates(theta, executor_);
    hazards_.through.assign(rows_.groups.size(), 0);
    hazards_.own.assign(rows_.groups.size(), 0);

    const std::size_t blocks = rows_.blocks.size() - 1;
    std::vector<cox_log_sum> logs(blocks);
    std::vector<cox_vectors> means(blocks, cox_vectors(padded));
    scan_.run(efron_, executor_, [&](std::size_t block, std::size_t g, const double* s, const double* d) {
      const cox_terms t = terms_of(rows_.groups[g], efron_, s[0], d ? d[0] : 0, logs[block]);
      const double k = often(g);
      hazards_.through[g] = k * t.hazard;
      hazards_.own[g] = k * t.own;
      if (t.a2 == 0) {
        means[block].add(k * t.a0, rows_.terms, [&](std::size_t j) { return s[j]; });
      } else {
        const double c = t.a1 / t.a0;
        means[block].add(k * t.a0, rows_.terms, [&](std::size_t j) { return s[j] - c * d[j]; });
        means[block].add(k * (t.a2 - c * t.a1), rows_.terms, [&](std::size_t j) { return d[j]; });
      }
    });
    cumulate();

    const std::vector<double> products = row_products();
    std::vector<sums> of_means(blocks);
    double log_likelihood = 0;
    for (std::size_t b = 0; b < blocks; ++b) {
      of_means[b].of = means[b].take();
      log_likelihood -= logs[b].take();
    }
    const std::vector<double> mean_products = pairwise_sum(std::move(of_means)).of, left = sum_of_leavers(by);

    cox_value v{.log_likelihood = log_likelihood, .gradient = left, .information = std::vector<double>(p * p), .size = left};
    for (std::size_t j = 0; j < p; ++j) {
      if (by.empty()) v.log_likelihood += theta[j] * left[j];
      v.gradient[j] -= products[(j + 1) * padded];
      v.size[j] = products[(j + 1) * padded + j + 1];
      for (std::size_t k = 0; k <= j; ++k) {
        const std::size_t at = (j + 1) * padded + k + 1;
        v.information[j * p + k] = v.information[k * p + j] = products[at] - mean_products[at];
      }
    }
    for (std::size_t k = 0; k < shift_.size(); ++k)
      for (std::size_t g = rows_.strata[k].first_group; g < rows_.strata[k].last_group; ++g)
        v.log_likelihood -= rows_.groups[g].weight * shift_[k];
    return v;
  }

 private:
  /// Hazards so far are those of each time; from the youngest time on they add up.
  void cumulate() noexcept {
    for (const cox_stratum& k : rows_.strata) {
      double sum = 0;
      for (std::size_t g = k.last_group; g-- > k.first_group;) {
        hazards_.own[g] += sum;
        sum += hazards_.through[g];
        hazards_.through[g] = sum;
      }
    }
  }

  /// Z' diag(m) Z over all rows; its column 0 is the sum of m x.
  std::vector<double> row_products() {
    const std::size_t parts = scan_.parts();
    std::vector<sums> part(parts);
    executor_.parallel_for(parts, [&](std::size_t k) {
      part[k].of.assign(rows_.padded * rows_.padded, 0.0);
      const std::size_t first = scan_.first_tile(k), last = scan_.first_tile(k + 1);
      std::size_t g = rows_.group_of(first * tile_rows);
      for (std::size_t tile = first; tile < last; ++tile) {
        const std::size_t begin = tile * tile_rows, end = (std::min)(rows_.rows, begin + tile_rows);
        g = set_lived(begin, end, g);
        std::fill(m_.data() + end, m_.data() + begin + tile_rows, 0.0);
        simd::on_active_path(cox_products_call{rows_.x.data() + tile * rows_.padded * tile_rows, m_.data() + begin, rows_.padded,
                                               tile_rows, part[k].of.data()});
      }
    });
    return pairwise_sum(std::move(part)).of;
  }

  /// m of the rows [begin, end), the first of which is in group g; returns the group of the last.
  std::size_t set_lived(std::size_t begin, std::size_t end, std::size_t g) noexcept {
    const double* const r = scan_.rates();
    for (std::size_t i = begin; i < end;) {
      while (i >= rows_.groups[g].last) ++g;
      const cox_group& group = rows_.groups[g];
      const bool left = i >= group.events;
      const std::size_t stop = (std::min)(end, left ? group.last : group.events);
      const double lived = left ? hazards_.own[g] : hazards_.through[g];
      if (!rows_.late())
        for (; i < stop; ++i) m_[i] = r[i] * lived;
      else
        for (; i < stop; ++i)
          m_[i] = r[i] * (lived - (rows_.entered[i] == cox_rows::never ? 0.0 : hazards_.through[rows_.entered[i]]));
    }
    return g;
  }

  /// Sum of w x over who left, each as often as its time counts.
  std::vector<double> sum_of_leavers(std::span<const double> by) {
    if (by.empty() && !left_.empty()) return left_;
    for (std::size_t g = 0; g < rows_.groups.size(); ++g) {
      const cox_group& group = rows_.groups[g];
      std::fill(m_.data() + group.first, m_.data() + group.events, 0.0);
      for (std::size_t i = group.events; i < group.last; ++i) m_[i] = rows_.weight[i] * (by.empty() ? 1.0 : by[g]);
    }
    std::vector<double> sum(rows_.padded);
    simd::on_active_path(cox_stretch_call{rows_.x.data(), m_.data(), 0, rows_.rows, rows_.padded, sum.data()});
    std::vector<double> left(sum.begin() + 1, sum.begin() + static_cast<std::ptrdiff_t>(rows_.terms));
    if (by.empty()) left_ = left;
    return left;
  }

  const cox_rows& rows_;
  bool efron_;
  executor_ref executor_;
  cox_scan scan_;
  large_buffer<double> m_;
  std::vector<double> shift_, left_;
  cox_hazards hazards_;
};

}  // namespace walaa::inline WALAA_ABI::detail
