// SPDX-License-Identifier: Apache-2.0
#include <walaa/math/simd/functions.hpp>

#include "simd_functions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cfenv>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace walaa;
using namespace walaa::tests;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The distance in units in the last place of a double at `expected`.
double ulps(double y, long double expected) {
  const int exponent = expected == 0 ? -1022 : std::max(std::ilogb(expected), -1022);
  const long double apart = std::ldexp(std::abs(static_cast<long double>(y) - expected), 52 - exponent);
  return apart < std::numeric_limits<double>::max() ? static_cast<double>(apart) : infinity;  // NaN is far off
}

template<class F> double one(const way& w, const std::array<double, F::inputs>& x) {
  double y = 0;
  std::array<const double*, F::inputs> in;
  for (std::size_t k = 0; k < F::inputs; ++k) in[k] = &x[k];
  map_rows_by<F::inputs, 1>(w, F{}, in, {&y}, 1);
  return y;
}
template<class F> double call(const way& w, double x) { return one<F>(w, {x}); }

struct worst {
  std::string_view function, path, where;
  std::size_t points = 0;
  double error = 0;
  std::vector<double> at{};
};

template<class F> std::vector<worst> measure(std::size_t points) {
  std::vector<worst> found;
  draws d;
  const std::size_t each = (points + F::intervals().size() - 1) / F::intervals().size();
  for (const interval& where : F::intervals()) {
    const std::vector<way> ways = ways_here();
    std::vector<worst> here;
    for (const way& w : ways) here.push_back({F::name, w.name(), where.name, each});
    for (std::size_t done = 0; done < each; done += asked<F>::most) {
      const asked<F> block(where, d, std::min(asked<F>::most, each - done));
      for (std::size_t k = 0; k < ways.size(); ++k) {
        const std::vector<double> y = block.answers(ways[k]);
        for (std::size_t i = 0; i < y.size(); ++i) {
          const double error = ulps(y[i], block.expected[i]);
          if (error <= here[k].error) continue;
          here[k].error = error;
          here[k].at.clear();
          for (const auto& column : block.x) here[k].at.push_back(column[i]);
        }
      }
    }
    found.insert(found.end(), here.begin(), here.end());
  }
  return found;
}

std::string processor() {
  std::ifstream cpus("/proc/cpuinfo");
  for (std::string line; std::getline(cpus, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "unknown";
}

void write_evidence(const std::vector<worst>& table) {
  std::ofstream page("docs/evidence/simd_accuracy.md");
  page << "# Largest errors of the vector functions\n\n"
       << "Against the C library in long double, in units in the last place of the right result; `WALAA_SIMD_POINTS=100000000` "
          "in the\n"
       << "environment of `simd_functions.stay_below_their_stated_errors` makes this page again.\n\n"
       << "Processor: " << processor() << ". Compiler: "
#if defined(__clang__)
       << "clang++ "
#else
       << "g++ "
#endif
       << __VERSION__ << ".\n\n| function | path | interval | points | worst, ulp | at |\n|---|---|---|---:|---:|---|\n";
  for (const worst& row : table) {
    page << "| " << row.function << " | " << row.path << " | " << row.where << " | " << row.points << " | " << std::fixed
         << std::setprecision(3) << row.error << " | " << std::defaultfloat << std::setprecision(17);
    for (std::size_t k = 0; k < row.at.size(); ++k) page << (k > 0 ? ", " : "") << row.at[k];
    page << " |\n";
  }
}

TEST(simd_functions, stay_below_their_stated_errors) {
  const char* asked_for = std::getenv("WALAA_SIMD_POINTS");
  const std::size_t points = asked_for && *asked_for ? std::strtoull(asked_for, nullptr, 10) : 200'000;
  std::vector<worst> table;
  for_each_function([&]<class F>() {
    for (const worst& row : measure<F>(points)) {
      EXPECT_LE(row.error, F::bound) << row.function << " " << row.path << " " << row.where << " at "
                                     << testing::PrintToString(row.at);
      table.push_back(row);
    }
  });
  if (points >= 1'000'000) write_evidence(table);
}

TEST(simd_functions, agree_with_fifty_digits_at_hard_points) {  // mpmath
  using exp = exp_function;
  using expm1 = expm1_function;
  using log = log_function;
  using log1p = log1p_function;
  const struct {
    double (*f)(const way&, double);
    double bound, x;
    long double value;
  } known[] = {
      {&call<exp>, exp::bound, 1e-300, 1.0L},
      {&call<exp>, exp::bound, 0x0.0000000000001p-1022, 1.0L},
      {&call<exp>, exp::bound, 1.0, 2.718281828459045235360287L},
      {&call<exp>, exp::bound, -1.0, 0.3678794411714423215955238L},
      {&call<exp>, exp::bound, 0x1.62e42fefa39efp-2, 1.414213562373095032403551L},
      {&call<exp>, exp::bound, 0x1.0a2b23f3bab73p+0, 2.828427124746189842205308L},
      {&call<exp>, exp::bound, -0x1.62e42fefa39efp-2, 0.707106781186547532599913L},
      {&call<exp>, exp::bound, 0x1.16a529a32777dp+6, 1.792728671193161156153083e+30L},
      {&call<exp>, exp::bound, -0x1.e58cb2959d9c3p+8, 1.344274738183902753370334e-211L},
      {&call<exp>, exp::bound, 0x1.62e42fefa39efp+9, 1.79769313486227321783965e+308L},
      {&call<exp>, exp::bound, 709.0, 8.218407461554972189241372e+307L},
      {&call<exp>, exp::bound, -0x1.6232bdd7abcd2p+9, 2.225073858507262517921731e-308L},
      {&call<exp>, exp::bound, -708.4, 2.21711908166426510305661e-308L},
      {&call<exp>, exp::bound, -744.0, 7.671944704179979073949774e-324L},
      {&call<exp>, exp::bound, -0x1.74910d52d3051p+9, 2.47032822920647778651817e-324L},
      {&call<exp>, exp::bound, 1e-17, 1.00000000000000001L},
      {&call<expm1>, expm1::bound, 0x0.0000000000001p-1022, 4.940656458412465441765688e-324L},
      {&call<expm1>, expm1::bound, 1e-300, 1.000000000000000025059092e-300L},
      {&call<expm1>, expm1::bound, -1e-17, -1.000000000000000066542424e-17L},
      {&call<expm1>, expm1::bound, 1e-08, 1.000000005000000037589228e-8L},
      {&call<expm1>, expm1::bound, 0x1.62e42fefa39efp-2, 0.4142135623730950324035514L},
      {&call<expm1>, expm1::bound, -0x1.62e42fefa39efp-2, -0.292893218813452467400087L},
      {&call<expm1>, expm1::bound, 0x1.0a2b23f3bab73p+0, 1.828427124746189842205308L},
      {&call<expm1>, expm1::bound, -0x1.0a2b23f3bab73p+0, -0.6464466094067262058748191L},
      {&call<expm1>, expm1::bound, -1.0, -0.6321205588285576784044762L},
      {&call<expm1>, expm1::bound, 0.3, 0.349858807576003088997301L},
      {&call<expm1>, expm1::bound, -36.7, -0.9999999999999998848159051L},
      {&call<expm1>, expm1::bound, -37.5, -0.9999999999999999482444499L},
      {&call<expm1>, expm1::bound, -39.9, -0.9999999999999999953048424L},
      {&call<expm1>, expm1::bound, 52.3, 5.171319891661391372948809e+22L},
      {&call<expm1>, expm1::bound, 99.8, 2.200844171880950479094843e+43L},
      {&call<expm1>, expm1::bound, 0x1.15d03a533148dp+6, 1.456148159193165871374932e+30L},
      {&call<expm1>, expm1::bound, 0x1.62e42fefa39efp+9, 1.79769313486227321783965e+308L},
      {&call<log>, log::bound, 0x0.0000000000001p-1022, -744.4400719213812623141073L},
      {&call<log>, log::bound, 0x0.0000000000003p-1022, -743.3414596327131526227121L},
      {&call<log>, log::bound, 0x1.0000000000000p-1022, -708.3964185322641062244112L},
      {&call<log>, log::bound, 0x0.fffffffffffffp-1022, -708.3964185322641064464558L},
      {&call<log>, log::bound, 0x1.fffffffffffffp-1, -1.11022302462515660205339e-16L},
      {&call<log>, log::bound, 0x1.0000000000001p+0, 2.22044604925031283432823e-16L},
      {&call<log>, log::bound, 1.00000001, 9.999999889225291231858923e-9L},
      {&call<log>, log::bound, 0.75, -0.287682072451780927439219L},
      {&call<log>, log::bound, 1.5, 0.4054651081081643819780131L},
      {&call<log>, log::bound, 0x1.7ffffffffffffp+0, 0.4054651081081642339482765L},
      {&call<log>, log::bound, 3.0, 1.098612288668109691395245L},
      {&call<log>, log::bound, 0x1.7ffffffffffffp+1, 1.098612288668109543365509L},
      {&call<log>, log::bound, 0x1.8000000000000p-700, -484.7975612838535522100845L},
      {&call<log>, log::bound, 0.1, -2.30258509299404562850684L},
      {&call<log>, log::bound, 10.0, 2.302585092994045684017991L},
      {&call<log>, log::bound, 0x1.fffffffffffffp+1023, 709.7827128933839967322234L},
      {&call<log>, log::bound, 1e+300, 690.7755278982137052579022L},
      {&call<log>, log::bound, 0x1.7ffffffffffffp-1, -0.2876820724517810754689556L},
      {&call<log1p>, log1p::bound, 0x0.0000000000001p-1022, 4.940656458412465441765688e-324L},
      {&call<log1p>, log1p::bound, 1e-300, 1.000000000000000025059092e-300L},
      {&call<log1p>, log1p::bound, -1e-300, -1.000000000000000025059092e-300L},
      {&call<log1p>, log1p::bound, 1e-17, 1.000000000000000066542424e-17L},
      {&call<log1p>, log1p::bound, -1e-17, -1.000000000000000076542424e-17L},
      {&call<log1p>, log1p::bound, 1e-08, 9.999999950000000542558937e-9L},
      {&call<log1p>, log1p::bound, 0.5, 0.4054651081081643819780131L},
      {&call<log1p>, log1p::bound, 0x1.fffffffffffffp-2, 0.405465108108164344970579L},
      {&call<log1p>, log1p::bound, -0.25, -0.287682072451780927439219L},
      {&call<log1p>, log1p::bound, -0x1.0000000000001p-2, -0.2876820724517810014540873L},
      {&call<log1p>, log1p::bound, -0.5, -0.6931471805599453094172321L},
      {&call<log1p>, log1p::bound, 1.0, 0.6931471805599453094172321L},
      {&call<log1p>, log1p::bound, 0x1.0000000000001p+0, 0.6931471805599454204395346L},
      {&call<log1p>, log1p::bound, 2.0, 1.098612288668109691395245L},
      {&call<log1p>, log1p::bound, -0x1.fffffffffffffp-1, -36.7368005696771013991133L},
      {&call<log1p>, log1p::bound, -0x1.ffffffff24190p-1, -23.02585084720008926407385L},
      {&call<log1p>, log1p::bound, 0x1.a827999fcef32p-2, 0.3465735902799726445620797L},
      {&call<log1p>, log1p::bound, 1e+16, 36.84136148790473104428786L},
      {&call<log1p>, log1p::bound, 0x1.0000000000002p+52, 36.04365338911715675582989L},
      {&call<log1p>, log1p::bound, 0x1.fffffffffffffp+1023, 709.7827128933839967322234L},
      {&call<log1p>, log1p::bound, -0.3, -0.3566749439387323630523098L},
  };
  for (const auto& k : known)
    for (const way& w : ways_here())
      EXPECT_LE(ulps(k.f(w, k.x), k.value), k.bound) << w.name() << ", argument " << testing::PrintToString(k.x);
}

TEST(simd_functions, keep_zeros_infinities_and_missing_values) {
  constexpr double tiny = std::numeric_limits<double>::denorm_min(), huge = std::numeric_limits<double>::max();
  for (const way& w : ways_here()) {
    SCOPED_TRACE(w.name());
    const auto exp = [&](double x) { return call<exp_function>(w, x); };
    for (const double x : {0.0, -0.0, tiny, -tiny, 1e-20}) EXPECT_EQ(exp(x), 1) << x;
    for (const double x : {709.79, 710.0, 1e6, huge, infinity}) EXPECT_EQ(exp(x), infinity) << x;
    for (const double x : {-745.14, -746.0, -1e6, -huge, -infinity}) EXPECT_EQ(exp(x), 0) << x;
    EXPECT_TRUE(is_missing(exp(missing)) && is_missing(exp(-missing)));

    const auto expm1 = [&](double x) { return call<expm1_function>(w, x); };
    for (const double x : {0.0, -0.0, tiny, -tiny, 1e-320}) EXPECT_EQ(expm1(x), x) << x;
    for (const double x : {709.79, 710.0, 1e6, huge, infinity}) EXPECT_EQ(expm1(x), infinity) << x;
    for (const double x : {-40.0, -746.0, -1e6, -huge, -infinity}) EXPECT_EQ(expm1(x), -1) << x;
    EXPECT_TRUE(is_missing(expm1(missing)) && is_missing(expm1(-missing)));

    const auto lifted = [&](double x) { return call<exp_lifted_function<1020>>(w, x); };
    EXPECT_EQ(lifted(0.0), 0x1p1020);
    EXPECT_EQ(lifted(-infinity), lifted(-900.0));
    EXPECT_EQ(lifted(-huge), lifted(-900.0));
    EXPECT_TRUE(is_missing(lifted(missing)));

    const auto log = [&](double x) { return call<log_function>(w, x); };
    EXPECT_EQ(log(1.0), 0);
    EXPECT_EQ(log(0.0), -infinity);
    EXPECT_EQ(log(-0.0), -infinity);
    EXPECT_EQ(log(infinity), infinity);
    for (const double x : {-tiny, -1.0, -huge, -infinity, missing, -missing}) EXPECT_TRUE(is_missing(log(x))) << x;

    const auto log1p = [&](double x) { return call<log1p_function>(w, x); };
    for (const double x : {0.0, -0.0, tiny, -tiny, 1e-320}) EXPECT_EQ(log1p(x), x) << x;
    EXPECT_EQ(log1p(-1.0), -infinity);
    EXPECT_EQ(log1p(infinity), infinity);
    for (const double x : {std::nextafter(-1.0, -2.0), -2.0, -huge, -infinity, missing, -missing})
      EXPECT_TRUE(is_missing(log1p(x))) << x;

    const auto ratio = [&](double above, double below, double apart) {
      return one<log_ratio_function>(w, {above, below, apart});
    };
    EXPECT_EQ(ratio(7, 7, 0), 0);
    EXPECT_EQ(ratio(1, 1, 1e-30), 1e-30);
    EXPECT_TRUE(is_missing(ratio(missing, 1, missing)));
    EXPECT_TRUE(is_missing(ratio(1, missing, missing)));
    EXPECT_TRUE(is_missing(ratio(1, 1, missing)));
  }
}

#if defined(FE_UPWARD) && defined(FE_DOWNWARD) && defined(FE_TOWARDZERO)
TEST(simd_functions, hold_ten_digits_in_every_rounding_mode) {
  for_each_function([]<class F>() {
    draws d;
    for (const interval& where : F::intervals()) {
      const asked<F> block(where, d, 1000);
      for (const way& w : ways_here())
        for (const int mode : {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO}) {
          std::fesetround(mode);
          const std::vector<double> y = block.answers(w);
          std::fesetround(FE_TONEAREST);
          double most = 0;  // relative to e^x for expm1: its k is not 0 about 0 then
          for (std::size_t i = 0; i < y.size(); ++i) {
            const double expected = static_cast<double>(block.expected[i]), size = std::abs(expected) + F::beside_in_other_modes;
            const double error = std::abs(y[i] - expected) / size;
            if (!(error <= most)) most = error;
          }
          EXPECT_LE(most, 1e-10) << F::name << " " << w.name() << " " << where.name << ", mode " << mode;
        }
    }
  });
}
#endif

}  // namespace
