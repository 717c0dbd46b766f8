// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The vector functions as kernels over columns, each with a reference in long double, the largest error that is stated for it
    and the intervals where it is looked for; and the ways of running them: every path of this processor, and one lane. */

#include <walaa/math/simd/functions.hpp>
#include <walaa/math/simd/map_rows.hpp>
#include <walaa/math/simd/path.hpp>

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace walaa::tests {

/// A path for as long as this lives.
class forced {
 public:
  explicit forced(simd_path path) { force_path(path); }
  ~forced() { unforce_path(); }
  forced(const forced&) = delete;
  forced& operator=(const forced&) = delete;
};

/// A path, or without one a single lane.
struct way {
  std::optional<simd_path> path;
  std::string_view name() const { return path ? walaa::name(*path) : "one lane"; }
};

inline std::vector<simd_path> paths_here() {
  std::vector<simd_path> all;
  for (const simd_path path : {simd_path::v1, simd_path::v3, simd_path::v4})
    if (available(path)) all.push_back(path);
  return all;
}
inline std::vector<way> ways_here() {
  std::vector<way> all{way{}};
  for (const simd_path path : paths_here()) all.push_back({path});
  return all;
}

template<std::size_t In, std::size_t Out, class Kernel>
void map_rows_by(const way& w, const Kernel& kernel, const std::array<const double*, In>& in, const std::array<double*, Out>& out,
                 std::size_t rows) {
  if (!w.path) return simd::detail::rows_of<1>(kernel, in, out, rows);
  const forced path(*w.path);
  simd::map_rows<In, Out>(kernel, in, out, rows);
}

/// The same draws everywhere.
class draws {
 public:
  std::uint64_t bits() noexcept {  // splitmix64 (Steele, Lea & Flood 2014)
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  double between(double low, double high) noexcept { return low + (high - low) * (static_cast<double>(bits() >> 11) * 0x1p-53); }
  int whole(int low, int high) noexcept { return low + static_cast<int>(bits() % static_cast<std::uint64_t>(high - low + 1)); }
  /// 2^low <= m < 2^(high + 1), every binade as often; both exponents normal.
  double magnitude(int low, int high) noexcept {
    return std::bit_cast<double>((static_cast<std::uint64_t>(whole(low, high) + 1023) << 52) | (bits() >> 12));
  }
  double sign() noexcept { return bits() & 1 ? 1 : -1; }

 private:
  std::uint64_t state_ = 20240229;
};

struct interval {
  const char* name;
  void (*draw)(draws& d, double* x);
};

template<std::size_t In> struct function_of {
  static constexpr std::size_t inputs = In;
  static constexpr double beside_in_other_modes = 1e-300;  // the error is relative to |f| + this where rounding is not to nearest
};

inline constexpr double ln2 = 0.6931471805599453;

struct exp_function : function_of<1> {
  static constexpr const char* name = "exp";
  static constexpr double bound = 1.25;
  template<int N>
  WALAA_INLINE void operator()(const std::array<simd::lanes<N>, 1>& in, std::array<simd::lanes<N>, 1>& out) const noexcept {
    out[0] = simd::exp(in[0]);
  }
  static long double reference(const double* x) { return std::exp(static_cast<long double>(x[0])); }
  static std::span<const interval> intervals() {
    static constexpr interval all[] = {
        {"-745.2 .. -708.4 (denormal)", [](draws& d, double* x) { *x = d.between(-745.2, -708.4); }},
        {"-708.4 .. -1", [](draws& d, double* x) { *x = d.between(-708.4, -1); }},
        {"-1 .. 1", [](draws& d, double* x) { *x = d.between(-1, 1); }},
        {"1 .. 709.78", [](draws& d, double* x) { *x = d.between(1, 709.78); }},
        {"(k + 1/2) ln 2, 1e-9 about it",
         [](draws& d, double* x) { *x = (d.whole(-1020, 1022) + 0.5 + d.between(-1e-9, 1e-9)) * ln2; }},
    };
    return all;
  }
};

struct expm1_function : function_of<1> {
  static constexpr const char* name = "expm1";
  static constexpr double bound = 2.1;
  static constexpr double beside_in_other_modes = 1;
  template<int N>
  WALAA_INLINE void operator()(const std::array<simd::lanes<N>, 1>& in, std::array<simd::lanes<N>, 1>& out) const noexcept {
    out[0] = simd::expm1(in[0]);
  }
  static long double reference(const double* x) { return std::expm1(static_cast<long double>(x[0])); }
  static std::span<const interval> intervals() {
    static constexpr interval all[] = {
        {"-45 .. -1", [](draws& d, double* x) { *x = d.between(-45, -1); }},
        {"-1 .. 1", [](draws& d, double* x) { *x = d.between(-1, 1); }},
        {"+-2^-1000 .. +-1/2, every binade", [](draws& d, double* x) { *x = d.sign() * d.magnitude(-1000, -2); }},
        {"1 .. 80", [](draws& d, double* x) { *x = d.between(1, 80); }},
        {"80 .. 709.78", [](draws& d, double* x) { *x = d.between(80, 709.78); }},
        {"(k + 1/2) ln 2, 1e-9 about it",
         [](draws& d, double* x) { *x = (d.whole(-40, 1022) + 0.5 + d.between(-1e-9, 1e-9)) * ln2; }},
    };
    return all;
  }
};

template<int Up> struct exp_lifted_function : function_of<1> {
  static constexpr const char* name = Up == 277 ? "exp_lifted<277>" : "exp_lifted<1020>";
  static constexpr double bound = 1.25;
  template<int N>
  WALAA_INLINE void operator()(const std::array<simd::lanes<N>, 1>& in, std::array<simd::lanes<N>, 1>& out) const noexcept {
    out[0] = simd::exp_lifted<Up>(in[0]);
  }
  static long double reference(const double* x) {
    return std::ldexp(std::exp(static_cast<long double>(x[0] < -900 ? -900 : x[0])), Up);
  }
  static std::span<const interval> intervals() {
    static constexpr interval all[] = {
        {"-2000 .. -700", [](draws& d, double* x) { *x = d.between(-2000, -700); }},
        {"-700 .. 0", [](draws& d, double* x) { *x = d.between(-700, 0); }},
        {"-1 .. 0", [](draws& d, double* x) { *x = d.between(-1, 0); }},
    };
    return all;
  }
};

struct log_function : function_of<1> {
  static constexpr const char* name = "log";
  static constexpr double bound = 1.0;
  template<int N>
  WALAA_INLINE void operator()(const std::array<simd::lanes<N>, 1>& in, std::array<simd::lanes<N>, 1>& out) const noexcept {
    out[0] = simd::log(in[0]);
  }
  static long double reference(const double* x) { return std::log(static_cast<long double>(x[0])); }
  static std::span<const interval> intervals() {
    static constexpr interval all[] = {
        {"denormal", [](draws& d, double* x) { *x = std::bit_cast<double>((d.bits() >> d.whole(12, 60)) | 1); }},
        {"every normal binade", [](draws& d, double* x) { *x = d.magnitude(-1022, 1023); }},
        {"1/4 .. 4", [](draws& d, double* x) { *x = d.between(0.25, 4); }},
        {"1 +- 2^-52 .. 2^-2", [](draws& d, double* x) { *x = 1 + d.sign() * d.magnitude(-52, -3); }},
        {"1.5 2^k, 1e-9 about it",
         [](draws& d, double* x) { *x = std::ldexp(1.5 + d.between(-1e-9, 1e-9), d.whole(-1022, 1023)); }},
    };
    return all;
  }
};

struct log_normal_function : function_of<1> {
  static constexpr const char* name = "log_normal";
  static constexpr double bound = 3.0;
  template<int N>
  WALAA_INLINE void operator()(const std::array<simd::lanes<N>, 1>& in, std::array<simd::lanes<N>, 1>& out) const noexcept {
    out[0] = simd::log_normal(in[0]);
  }
  static long double reference(const double* x) { return log_function::reference(x); }
  static std::span<const interval> intervals() { return log_function::intervals().subspan(1); }
};

struct log1p_function : function_of<1> {
  static constexpr const char* name = "log1p";
  static constexpr double bound = 1.0;
  template<int N>
  WALAA_INLINE void operator()(const std::array<simd::lanes<N>, 1>& in, std::array<simd::lanes<N>, 1>& out) const noexcept {
    out[0] = simd::log1p(in[0]);
  }
  static long double reference(const double* x) { return std::log1p(static_cast<long double>(x[0])); }
  static std::span<const interval> intervals() {
    static constexpr interval all[] = {
        {"-1 + 2^-53 .. 2^-2", [](draws& d, double* x) { *x = -1 + d.magnitude(-53, -3); }},
        {"-1/2 .. 1", [](draws& d, double* x) { *x = d.between(-0.5, 1); }},
        {"+-2^-1022 .. +-1/2, every binade", [](draws& d, double* x) { *x = d.sign() * d.magnitude(-1022, -2); }},
        {"1 .. 2^60, every binade", [](draws& d, double* x) { *x = d.magnitude(0, 59); }},
        {"2^60 .. 2^1024, every binade", [](draws& d, double* x) { *x = d.magnitude(60, 1023); }},
        {"1.5 2^k - 1, 1e-9 about it",
         [](draws& d, double* x) { *x = std::ldexp(1.5 + d.between(-1e-9, 1e-9), d.whole(-50, 60)) - 1; }},
    };
    return all;
  }
};

struct log_ratio_function : function_of<3> {  // above, below, apart
  static constexpr const char* name = "log_ratio";
  static constexpr double bound = 3.2;
  template<int N>
  WALAA_INLINE void operator()(const std::array<simd::lanes<N>, 3>& in, std::array<simd::lanes<N>, 1>& out) const noexcept {
    out[0] = simd::log_ratio(in[0], in[1], in[2]);
  }
  /// What is apart counts where the two are close, the two themselves elsewhere.
  static long double reference(const double* x) {
    const long double above = x[0], below = x[1], apart = x[2];
    return apart < below / 4 && apart > -below / 4 ? std::log1p(apart / below) : std::log(above / below);
  }
  static std::span<const interval> intervals() {
    static constexpr interval all[] = {
        {"3/4 .. 3/2", [](draws& d, double* x) { from(d.magnitude(-30, 30), d.between(0.75 + 1e-15, 1.5), x); }},
        {"1 .. 1000", [](draws& d, double* x) { from(d.magnitude(-30, 30), d.between(1, 1000), x); }},
        {"1 .. 2^1000, every binade", [](draws& d, double* x) { from(d.magnitude(-500, 0), d.magnitude(0, 1000), x); }},
        {"1.5 2^k, 1e-9 about it",
         [](draws& d, double* x) { from(d.magnitude(-30, 30), std::ldexp(1.5 + d.between(-1e-9, 1e-9), d.whole(0, 60)), x); }},
        {"1 +- 2^-80 .. 2^-10, apart known",
         [](draws& d, double* x) {
           x[1] = d.magnitude(-30, 30);
           x[2] = x[1] * d.sign() * d.magnitude(-80, -10);
           x[0] = x[1] + x[2];
         }},
    };
    return all;
  }

 private:
  static void from(double below, double ratio, double* x) {
    x[0] = below * ratio;
    x[1] = below;
    x[2] = x[0] - below;
  }
};

/// visit.operator()<F>() for every function.
template<class Visit> void for_each_function(const Visit& visit) {
  visit.template operator()<exp_function>();
  visit.template operator()<exp_lifted_function<277>>();
  visit.template operator()<exp_lifted_function<1020>>();
  visit.template operator()<expm1_function>();
  visit.template operator()<log_function>();
  visit.template operator()<log_normal_function>();
  visit.template operator()<log1p_function>();
  visit.template operator()<log_ratio_function>();
}

/// A block of arguments with their references.
template<class F> struct asked {
  static constexpr std::size_t most = 4096;
  std::array<std::vector<double>, F::inputs> x;
  std::vector<long double> expected;

  asked(const interval& where, draws& d, std::size_t n) : expected(n) {
    for (auto& column : x) column.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
      double row[F::inputs];
      where.draw(d, row);
      for (std::size_t k = 0; k < F::inputs; ++k) x[k][i] = row[k];
      expected[i] = F::reference(row);
    }
  }
  std::vector<double> answers(const way& w) const {
    std::vector<double> y(expected.size());
    std::array<const double*, F::inputs> in;
    for (std::size_t k = 0; k < F::inputs; ++k) in[k] = x[k].data();
    map_rows_by<F::inputs, 1>(w, F{}, in, {y.data()}, y.size());
    return y;
  }
};

}  // namespace walaa::tests
