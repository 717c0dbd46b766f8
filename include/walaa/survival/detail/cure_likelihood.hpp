// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The likelihood of a mixture of those who stay and those who leave; included by detail/mixture_cure_fit.hpp.

    In (g, b, ln scale). With c = P(stays | still here) and p = pi a censored row has d/dg = c - p, d2/dg2 = c (1 - c) - p (1 - p),
    and along ln S_u = v: d/dv = 1 - c, d2/dv2 = c (1 - c), d2/dg dv = -c (1 - c). */

#include <walaa/math/log_space.hpp>
#include <walaa/math/sum.hpp>
#include <walaa/survival/detail/aft_fit.hpp>  // for log_times, location_scale
#include <walaa/survival/detail/survival_regression.hpp>
#include <walaa/survival/lifetime.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// A row's derivatives in (logit pi, location, ln scale): value, gradient, minus the Hessian.
struct cure_terms {
  double value = 0, g = 0, m = 0, s = 0, gg = 0, gm = 0, gs = 0, mm = 0, ms = 0, ss = 0;

  /// Adds w ln S at z = (y - m) / scale.
  void add_survival(double w, lifetime_law law, double logit_stays, double z, double per_scale) noexcept {
    const along_z u = log_survival_terms(law, z);
    const double c = logistic(logit_stays - u.value), leaves = logistic(u.value - logit_stays), both = c * leaves;
    const double prior = logistic(logit_stays) * logistic(-logit_stays);
    value += w * log_sum_exp(log_logistic(logit_stays), log_logistic(-logit_stays) + u.value);
    g += w * (c - logistic(logit_stays));
    gg += w * (prior - both);
    const double first = leaves * u.first, second = leaves * u.second + both * u.first * u.first;  // along z
    gm += -w * both * u.first * per_scale;  // minus d2 / dg dm, dz/dm = -1/scale
    gs += -w * both * u.first * z;
    location_scale along;
    along.add(w, {0, first, second}, z, per_scale);
    m += along.m, s += along.s, mm += along.mm, ms += along.ms, ss += along.ss;
  }
  /// Adds w ln((1 - pi) f_u), but for -ln t.
  void add_leaving(double w, lifetime_law law, double logit_stays, double z, double log_scale, double per_scale) noexcept {
    const along_z f = log_density_terms(law, z);
    value += w * (log_logistic(-logit_stays) + f.value - log_scale);
    g -= w * logistic(logit_stays);
    gg += w * logistic(logit_stays) * logistic(-logit_stays);
    location_scale along;
    along.add(w, {0, f.first, f.second}, z, per_scale);
    m += along.m, s += along.s - w, mm += along.mm, ms += along.ms, ss += along.ss;
  }
};

class cure_likelihood {
 public:
  cure_likelihood(lifetime_law law, const spells& s, const log_times& t, const scaled_rows& z, const scaled_rows& x,
                  const executor_ref& executor)
      : law_(law), spells_(s), times_(t), z_(z), x_(x), executor_(executor) {}

  /// In (g, b, ln scale) of the first q columns z and the first p columns x, constants among them.
  arrow_point at(const std::vector<double>& theta, std::size_t q, std::size_t p) const {
    const bool free_scale = law_ != lifetime_law::exponential;
    const std::size_t n = q + p + (free_scale ? 1 : 0);
    const double log_scale = free_scale ? theta[q + p] : 0, per_scale = std::exp(-log_scale);
    return block_sum<arrow_point>(spells_.size(), executor_, [&](std::size_t first, std::size_t last) {
      arrow_point sum(0, n);
      std::vector<double>& h = sum.curvature.dense;
      for (; first < last; ++first) {
        const double *const z = z_.row(first), *const x = x_.row(first);
        double stays = 0, m = 0;
        for (std::size_t j = 0; j < q; ++j) stays += theta[j] * z[j];
        for (std::size_t j = 0; j < p; ++j) m += theta[q + j] * x[j];
        const cure_terms f = row(first, stays, m, log_scale, per_scale);
        sum.value += f.value;
        for (std::size_t j = 0; j < q; ++j) {
          sum.gradient[j] += f.g * z[j];
          for (std::size_t k = 0; k <= j; ++k) h[j * n + k] += f.gg * z[j] * z[k];
        }
        for (std::size_t j = 0; j < p; ++j) {
          sum.gradient[q + j] += f.m * x[j];
          double* const to = &h[(q + j) * n];
          for (std::size_t k = 0; k < q; ++k) to[k] += f.gm * x[j] * z[k];
          for (std::size_t k = 0; k <= j; ++k) to[q + k] += f.mm * x[j] * x[k];
        }
        if (!free_scale) continue;
        double* const to = &h[(q + p) * n];
        sum.gradient[q + p] += f.s;
        for (std::size_t k = 0; k < q; ++k) to[k] += f.gs * z[k];
        for (std::size_t k = 0; k < p; ++k) to[q + k] += f.ms * x[k];
        to[q + p] += f.ss;
      }
      return sum;
    });
  }

 private:
  cure_terms row(std::size_t i, double stays, double m, double log_scale, double per_scale) const noexcept {
    const double w = row_weight(spells_, i), z = (times_.end[i] - m) * per_scale;
    cure_terms f;
    if (spells_.event[i] == 1)
      f.add_leaving(w, law_, stays, z, log_scale, per_scale);
    else
      f.add_survival(w, law_, stays, z, per_scale);
    if (!times_.entry.empty() && !is_missing(times_.entry[i]))
      f.add_survival(-w, law_, stays, (times_.entry[i] - m) * per_scale, per_scale);
    return f;
  }

  lifetime_law law_;
  const spells& spells_;
  const log_times& times_;
  const scaled_rows &z_, &x_;
  const executor_ref& executor_;
};

}  // namespace detail

}  // namespace walaa::inline WALAA_ABI
