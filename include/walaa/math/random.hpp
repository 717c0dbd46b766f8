// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Random numbers that are the same on every machine, for any number of threads.

    The generator is counter-based (Philox 4x32-10): draw i of stream s under a seed is a function of (seed, s, i) and nothing
    else. Give every customer, bootstrap sample or start a stream of its own and it no longer matters who draws first.
    The standard library's engines are portable, its distributions are not; these are our own.

    Not for secrets.

    Sources: Salmon, Moraes, Dror & Shaw (2011), Parallel random numbers: as easy as 1, 2, 3 (SC11); Box & Muller (1958);
    Marsaglia & Tsang (2000), A simple method for generating gamma variables; Hoermann (1993), The transformed rejection
    method for generating Poisson random variables. */

#include <walaa/core/config.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// Ten rounds of Philox 4x32: 128 bits of counter and 64 of key to 128 random bits.
constexpr std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> c, std::array<std::uint32_t, 2> k) noexcept {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = std::uint64_t{0xd2511f53u} * c[0], p1 = std::uint64_t{0xcd9e8d57u} * c[2];
    c = {static_cast<std::uint32_t>(p1 >> 32) ^ c[1] ^ k[0], static_cast<std::uint32_t>(p1),
         static_cast<std::uint32_t>(p0 >> 32) ^ c[3] ^ k[1], static_cast<std::uint32_t>(p0)};
    k[0] += 0x9e3779b9u;
    k[1] += 0xbb67ae85u;
  }
  return c;
}

/// ln(k!), k >= 0 a whole number; 1e-15 relative from Stirling's series, whose last term kept is 1 / (1680 k^7).
inline double log_factorial(double k) noexcept {
  if (k < 16) {
    double product = 1;
    for (double i = 2; i <= k; ++i) product *= i;
    return std::log(product);
  }
  const double s = 1 / (k * k);
  return (k + 0.5) * std::log(k) - k + 0.91893853320467274178 + (1.0 / 12 - s * (1.0 / 360 - s * (1.0 / 1260 - s / 1680))) / k;
}

}  // namespace detail

/** A stream of random bits and of draws from the usual distributions; a uniform random bit generator of the standard library
    too. A value: a copy draws the same again. */
class random_stream {
 public:
  using result_type = std::uint64_t;
  static constexpr result_type(min)() noexcept { return 0; }
  static constexpr result_type(max)() noexcept { return (std::numeric_limits<result_type>::max)(); }

  explicit constexpr random_stream(std::uint64_t seed, std::uint64_t stream = 0) noexcept : seed_(seed), stream_(stream) {}

  constexpr std::uint64_t operator()() noexcept {
    if (index_ % 2 == 0) {
      const std::uint64_t block = index_ / 2;
      const auto low = [](std::uint64_t v) { return static_cast<std::uint32_t>(v); };
      const auto high = [](std::uint64_t v) { return static_cast<std::uint32_t>(v >> 32); };
      bits_ = detail::philox({low(block), high(block), low(stream_), high(stream_)}, {low(seed_), high(seed_)});
    }
    const std::size_t at = index_++ % 2 == 0 ? 0 : 2;
    return std::uint64_t{bits_[at + 1]} << 32 | bits_[at];
  }

  /// In (0, 1), never 0 or 1: 2^53 equally likely values.
  constexpr double uniform() noexcept { return (static_cast<double>((*this)() >> 11) + 0.5) * 0x1p-53; }

  /// A whole number in [0, n), n > 0; exactly even (Lemire 2019).
  std::uint64_t below(std::uint64_t n) noexcept {
    for (;;) {
      const std::uint64_t x = (*this)();
      const std::uint64_t low = x * n;
      if (low >= n || low >= (0 - n) % n) return high_product(x, n);
    }
  }

  bool chance(double p) noexcept { return uniform() < p; }

  /// Mean 1 / rate.
  double exponential(double rate) noexcept { return -std::log(uniform()) / rate; }

  /// Standard normal.
  double normal() noexcept {
    const double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(6.283185307179586477 * uniform());
  }

  /// The logarithm of a gamma draw of this shape, rate 1: shapes down to 1e-300 do not underflow.
  double log_gamma(double shape) noexcept {
    const double boost = shape < 1 ? std::log(uniform()) / shape : 0;
    const double d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3, c = 1 / std::sqrt(9 * d);
    for (;;) {
      const double z = normal(), cube = 1 + c * z;
      if (cube <= 0) continue;
      const double v = cube * cube * cube;
      if (std::log(uniform()) < 0.5 * z * z + d - d * v + d * std::log(v)) return std::log(d * v) + boost;
    }
  }

  /// Gamma with this shape and rate: mean shape / rate.
  double gamma(double shape, double rate) noexcept { return std::exp(log_gamma(shape)) / rate; }

  /// Mean a / (a + b).
  double beta(double a, double b) noexcept {
    const double first = log_gamma(a), second = log_gamma(b);
    return 1 / (1 + std::exp(second - first));
  }

  /// A whole number with this mean, up to 1e15.
  double poisson(double mean) noexcept {
    if (mean < 10) {
      double n = 0;
      for (double product = uniform(), stop = std::exp(-mean); product > stop; product *= uniform()) ++n;
      return n;
    }
    const double log_mean = std::log(mean), b = 0.931 + 2.53 * std::sqrt(mean), a = -0.059 + 0.02483 * b;
    const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4), v_r = 0.9277 - 3.6224 / (b - 2);
    for (;;) {
      const double u = uniform() - 0.5, v = uniform();
      const double us = 0.5 - std::abs(u), k = std::floor((2 * a / us + b) * u + mean + 0.43);
      if (us >= 0.07 && v <= v_r) return k;
      if (k < 0 || (us < 0.013 && v > us)) continue;
      if (std::log(v * inverse_alpha / (a / (us * us) + b)) <= k * log_mean - mean - detail::log_factorial(k)) return k;
    }
  }

 private:
  static std::uint64_t high_product(std::uint64_t x, std::uint64_t y) noexcept {
    const std::uint64_t xl = x & 0xffffffffu, xh = x >> 32, yl = y & 0xffffffffu, yh = y >> 32;
    const std::uint64_t middle = xh * yl + (xl * yl >> 32), cross = xl * yh + (middle & 0xffffffffu);
    return xh * yh + (middle >> 32) + (cross >> 32);
  }

  std::uint64_t seed_, stream_, index_ = 0;
  std::array<std::uint32_t, 4> bits_{};
};

}  // namespace walaa::inline WALAA_ABI
