// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A number with its gradient and Hessian: what a log-likelihood adds up row by row. */

#include <walaa/math/small_matrix.hpp>

#include <array>
#include <cstddef>
#include <utility>

namespace walaa::inline WALAA_ABI {

template<std::size_t N> class second_order {
 public:
  double value = 0;

  double& gradient(std::size_t i) noexcept { return gradient_[i]; }
  double gradient(std::size_t i) const noexcept { return gradient_[i]; }

  /// One number for (i, j) and (j, i).
  double& hessian(std::size_t i, std::size_t j) noexcept { return hessian_[at(i, j)]; }
  double hessian(std::size_t i, std::size_t j) const noexcept { return hessian_[at(i, j)]; }

  const small_vector<N>& gradient() const noexcept { return gradient_; }

  small_matrix<N> hessian() const noexcept {
    small_matrix<N> full;
    for (std::size_t i = 0; i < N; ++i)
      for (std::size_t j = 0; j < N; ++j) full(i, j) = hessian(i, j);
    return full;
  }

  second_order& operator+=(const second_order& other) noexcept {
    value += other.value;
    for (std::size_t i = 0; i < N; ++i) gradient_[i] += other.gradient_[i];
    for (std::size_t i = 0; i < hessian_.size(); ++i) hessian_[i] += other.hessian_[i];
    return *this;
  }

  second_order& operator*=(double factor) noexcept {
    value *= factor;
    for (double& g : gradient_) g *= factor;
    for (double& h : hessian_) h *= factor;
    return *this;
  }

  friend bool operator==(const second_order&, const second_order&) = default;

 private:
  static std::size_t at(std::size_t i, std::size_t j) noexcept {
    if (i < j) std::swap(i, j);
    return i * (i + 1) / 2 + j;
  }

  small_vector<N> gradient_{};
  std::array<double, N*(N + 1) / 2> hessian_{};
};

}  // namespace walaa::inline WALAA_ABI
