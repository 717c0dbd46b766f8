// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A model of two parameters for the tests of the fit engine: waiting times with a rate of their own each, Gamma(r, alpha),
    hence Lomax: ln f = ln r + r ln alpha - (r + 1) ln(alpha + t). It has every ending: an interior optimum for times with a heavy
    tail, r and alpha to infinity for times with a light one. */

#include <walaa/fit/maximum_likelihood.hpp>
#include <walaa/math/sum.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace walaa::tests {

struct lomax {
  double r = 1, alpha = 1;
  static constexpr std::string_view name = "lomax";
  static constexpr std::array<std::string_view, 2> parameter_names{"r", "alpha"};
  friend bool operator==(const lomax&, const lomax&) = default;
  void validate() const {
    check_positive(name, "r", r);
    check_positive(name, "alpha", alpha);
  }
  template<class Archive> void serialize(Archive& ar, unsigned) { ar& boost::make_nvp("r", r) & boost::make_nvp("alpha", alpha); }
};

class lomax_problem {
 public:
  using model_type = lomax;
  explicit lomax_problem(std::vector<double> times, lomax start = {1, 1}) : times_(std::move(times)), start_(start) {}

  double observations() const { return static_cast<double>(times_.size()); }
  second_order<2> evaluate(const lomax& m, const executor_ref& executor) const {
    return block_sum<second_order<2>>(times_.size(), executor, [&](std::size_t first, std::size_t last) {
      second_order<2> sum;
      for (; first < last; ++first) {
        const double y = m.alpha + times_[first];
        sum.value += std::log(m.r / m.alpha) - (m.r + 1) * std::log1p(times_[first] / m.alpha);
        sum.gradient(0) += 1 / m.r - std::log1p(times_[first] / m.alpha);
        sum.gradient(1) += m.r / m.alpha - (m.r + 1) / y;
        sum.hessian(0, 0) -= 1 / (m.r * m.r);
        sum.hessian(0, 1) += 1 / m.alpha - 1 / y;
        sum.hessian(1, 1) += (m.r + 1) / (y * y) - m.r / (m.alpha * m.alpha);
      }
      return sum;
    });
  }
  lomax start() const { return start_; }
  log_bounds<2> bounds() const { return {{-10, -10}, {12, 15}}; }
  std::optional<fit_verdict> degenerate() const {
    if (std::any_of(times_.begin(), times_.end(), [](double t) { return t > 0; })) return std::nullopt;
    return fit_verdict{fit_status::degenerate_data, "nobody waited", {}};
  }
  fit_verdict limit(const small_vector<2>&, const small_vector<2>&) const {
    return {fit_status::not_identified, "one rate for all", {"r -> inf", "alpha -> inf"}};
  }
  std::vector<simpler_limit<2>> simpler(const small_vector<2>& theta) const {
    return {{{true, false},
             {12, theta[1] + 12 - theta[0]},
             {fit_status::not_identified, "one rate explains the data as well", {"r -> inf"}}}};
  }
  small_vector<2> unit_factors() const { return {1, 1}; }
  double log_likelihood_shift() const { return 0; }
  std::vector<influential_row> influential(const lomax& m, const small_matrix<2>& covariance,
                                           const executor_ref& executor) const {
    return block_sum<most_influential>(times_.size(), executor,
                                       [&](std::size_t first, std::size_t last) {
                                         most_influential best;
                                         for (; first < last; ++first)
                                           best.add<2>({1 / m.r - std::log1p(times_[first] / m.alpha),
                                                        m.r / m.alpha - (m.r + 1) / (m.alpha + times_[first])},
                                                       covariance, first);
                                         return best;
                                       })
        .rows();
  }
  void describe(fit_report& report) const { report.rows_used = observations(); }

 private:
  std::vector<double> times_;
  lomax start_;
};

static_assert(likelihood_problem<lomax_problem>);

/// n quantiles of the Lomax distribution, evenly spaced.
inline std::vector<double> lomax_times(const lomax& m, std::size_t n) {
  std::vector<double> t(n);
  for (std::size_t i = 0; i < n; ++i)
    t[i] = m.alpha * std::expm1(-std::log((static_cast<double>(i) + 0.5) / static_cast<double>(n)) / m.r);
  return t;
}

}  // namespace walaa::tests

namespace boost::serialization {
template<> struct version<walaa::tests::lomax> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
