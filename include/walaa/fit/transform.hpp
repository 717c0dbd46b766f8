// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Parameters of a model as numbers in a row, and as logarithms.

    Every parameter fitted here is positive and its error is nearly symmetric in the logarithm, so fits run in
    theta = ln(parameter), inside bounds that no honest estimate reaches: a fit that comes to a bound says so instead of
    running away to 1e44. Derivatives follow by the chain rule, d/dtheta = p d/dp. */

#include <walaa/fit/second_order.hpp>
#include <walaa/math/small_matrix.hpp>

#include <cmath>
#include <cstddef>
#include <utility>  // for index_sequence

namespace walaa::inline WALAA_ABI {

/// How many parameters a model has.
template<class Model> inline constexpr std::size_t parameter_count = Model::parameter_names.size();

/// The parameters of a model, in the order of its parameter_names; a model is an aggregate of them and nothing else.
template<class Model> small_vector<parameter_count<Model>> parameters(const Model& m) noexcept {
  constexpr std::size_t n = parameter_count<Model>;
  static_assert(n >= 1 && n <= 6, "models of 1 to 6 parameters");
  if constexpr (n == 1) {
    const auto& [a] = m;
    return {a};
  } else if constexpr (n == 2) {
    const auto& [a, b] = m;
    return {a, b};
  } else if constexpr (n == 3) {
    const auto& [a, b, c] = m;
    return {a, b, c};
  } else if constexpr (n == 4) {
    const auto& [a, b, c, d] = m;
    return {a, b, c, d};
  } else if constexpr (n == 5) {
    const auto& [a, b, c, d, e] = m;
    return {a, b, c, d, e};
  } else {
    const auto& [a, b, c, d, e, f] = m;
    return {a, b, c, d, e, f};
  }
}

/// The model of these parameters.
template<class Model> Model from_parameters(const small_vector<parameter_count<Model>>& p) noexcept {
  const auto build = [&p]<std::size_t... Index>(std::index_sequence<Index...>) { return Model{p[Index]...}; };
  return build(std::make_index_sequence<parameter_count<Model>>{});
}

/// ln of every parameter.
template<std::size_t N> small_vector<N> to_logs(small_vector<N> p) noexcept {
  for (double& v : p) v = std::log(v);
  return p;
}

template<std::size_t N> small_vector<N> from_logs(small_vector<N> theta) noexcept {
  for (double& v : theta) v = std::exp(v);
  return theta;
}

/// Derivatives in ln p from derivatives in p.
template<std::size_t N> second_order<N> in_logs(second_order<N> f, const small_vector<N>& p) noexcept {
  for (std::size_t i = 0; i < N; ++i) {
    f.gradient(i) *= p[i];
    for (std::size_t j = 0; j <= i; ++j) f.hessian(i, j) *= p[i] * p[j];
    f.hessian(i, i) += f.gradient(i);
  }
  return f;
}

/// Lowest and highest log-parameters that a fit may visit.
template<std::size_t N> struct log_bounds {
  small_vector<N> low{}, high{};

  double clamp(std::size_t i, double theta) const noexcept { return theta < low[i] ? low[i] : theta > high[i] ? high[i] : theta; }

  /// At the edge, and the function rises beyond it.
  bool holds(std::size_t i, double theta, double slope) const noexcept {
    return (theta <= low[i] && slope < 0) || (theta >= high[i] && slope > 0);
  }
};

}  // namespace walaa::inline WALAA_ABI
