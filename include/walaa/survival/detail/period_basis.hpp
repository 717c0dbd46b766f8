// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    How the baseline of a discrete-time hazard depends on the period: levels of groups of periods, or a few smooth functions.
    Included by detail/discrete_hazard_fit.hpp. */

#include <walaa/core/check.hpp>
#include <walaa/math/log_space.hpp>  // for infinity
#include <walaa/regression/coefficients.hpp>
#include <walaa/survival/detail/period_baseline.hpp>
#include <walaa/survival/detail/period_counts.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

namespace detail {

class period_basis {
 public:
  static constexpr std::size_t nobody = static_cast<std::size_t>(-1), everybody = static_cast<std::size_t>(-2);

  std::vector<std::string> names;
  std::vector<std::size_t> group;  ///< of each period: its level, or nobody, or everybody (left); empty for smooth functions
  std::vector<double> functions;   ///< row by row a period, `names` wide, each at most 1; empty for levels
  std::vector<double> scale;       ///< what the functions were divided by
  std::vector<std::string> without, certain;  ///< groups of periods in which nobody, in which everybody left

  bool smooth() const noexcept { return !functions.empty(); }
  std::size_t size() const noexcept { return names.size(); }

  /// \throws invalid_input for knots that do not fit
  period_basis(std::string_view where, const discrete_hazard_options& o, const period_counts& counts) {
    const std::size_t last = counts.left.size();
    check_knots(where, o, static_cast<double>(last));
    if (o.baseline == period_baseline::each || o.baseline == period_baseline::blocks)
      make_groups(where, o, counts);
    else
      make_functions(o, last);
  }

  /// The baseline in each period: -infinity and infinity where nobody and everybody left.
  std::vector<double> levels(const std::vector<double>& theta, std::size_t periods) const {
    std::vector<double> a(periods, 0.0);
    for (std::size_t t = 0; t < periods; ++t) {
      if (smooth())
        for (std::size_t k = 0; k < size(); ++k) a[t] += theta[k] * functions[t * size() + k];
      else
        a[t] = group[t] == nobody ? -infinity : group[t] == everybody ? infinity : theta[group[t]];
    }
    return a;
  }

 private:
  static void check_knots(std::string_view where, const discrete_hazard_options& o, double last) {
    const bool blocks = o.baseline == period_baseline::blocks, spline = o.baseline == period_baseline::spline;
    const auto refuse_option = [&](const char* rule) {
      throw invalid_input(error_code::bad_option, std::string(where) + ": " + rule, "knots");
    };
    if (!blocks && !spline && !o.knots.empty()) refuse_option("knots belong to blocks and splines only");
    for (std::size_t k = 0; k < o.knots.size(); ++k) {
      if (!is_finite(o.knots[k]) || (k > 0 && !(o.knots[k] > o.knots[k - 1])))
        detail::refuse(error_code::bad_option, where, "knots", k, o.knots[k], "does not ascend");
      if (o.knots[k] > last || o.knots[k] < 1)
        detail::refuse(error_code::bad_option, where, "knots", k, o.knots[k], "is none of the periods seen");
      if (blocks && o.knots[k] != std::floor(o.knots[k]))
        detail::refuse(error_code::bad_option, where, "knots", k, o.knots[k], "is no whole period");
    }
    if (blocks && (o.knots.empty() || o.knots[0] != 1)) refuse_option("the first block begins with period 1: knots[0] = 1");
    if (spline && o.knots.size() < 3) refuse_option("a spline has three knots at least");
  }

  void make_groups(std::string_view where, const discrete_hazard_options& o, const period_counts& counts) {
    constexpr std::size_t most = 2000;
    const std::size_t last = counts.left.size();
    group.resize(last);
    for (std::size_t t = 0; t < last;) {
      std::size_t end = t + 1;
      if (o.baseline == period_baseline::blocks) {
        const auto next = std::upper_bound(o.knots.begin(), o.knots.end(), static_cast<double>(t + 1));
        end = next == o.knots.end() ? last : static_cast<std::size_t>(*next) - 1;
      }
      double asked = 0, left = 0;
      for (std::size_t u = t; u < end; ++u) asked += counts.at_risk[u], left += counts.left[u];
      const std::string label =
          end == t + 1 ? "period " + std::to_string(end) : "periods " + std::to_string(t + 1) + " to " + std::to_string(end);
      const bool all = left >= asked * (1 - 1e-12) && left > 0;
      const std::size_t which = left == 0 ? nobody : all ? everybody : names.size();
      if (left == 0) without.push_back(label);
      if (all) certain.push_back(label);
      if (which == names.size()) names.push_back(label);
      std::fill(group.begin() + static_cast<std::ptrdiff_t>(t), group.begin() + static_cast<std::ptrdiff_t>(end), which);
      t = end;
    }
    if (names.size() > most)
      throw invalid_input(error_code::bad_option,
                          std::string(where) + ": customers left in " + std::to_string(names.size()) +
                              " periods; take blocks, a smooth baseline or longer periods",
                          "baseline");
  }

  void make_functions(const discrete_hazard_options& o, std::size_t last) {
    names = {std::string(intercept_name)};
    if (o.baseline == period_baseline::logarithmic)
      names.push_back("ln(period)");
    else
      names.push_back("period");
    if (o.baseline == period_baseline::spline)
      for (std::size_t k = 2; k < o.knots.size(); ++k) names.push_back("spline " + std::to_string(k - 1));
    scale.assign(size(), 1e-300);
    for (std::size_t i = 0; i < last; ++i) {
      const double t = static_cast<double>(i + 1);
      functions.push_back(1);
      functions.push_back(o.baseline == period_baseline::logarithmic ? std::log(t) : t);
      for (std::size_t k = 2; k < size(); ++k) functions.push_back(natural(o.knots, k - 2, t));
      for (std::size_t k = 0; k < size(); ++k) scale[k] = (std::max)(scale[k], std::fabs(functions[i * size() + k]));
    }
    for (std::size_t i = 0; i < functions.size(); ++i) functions[i] /= scale[i % size()];
  }

  /// The j-th term of a natural cubic spline, linear beyond the outer knots.
  static double natural(const std::vector<double>& knots, std::size_t j, double t) noexcept {
    const auto cube = [](double v) { return v > 0 ? v * v * v : 0; };
    const double first = knots.front(), end = knots.back(), before = knots[knots.size() - 2], range = end - first;
    return (cube(t - knots[j]) - cube(t - before) * (end - knots[j]) / (end - before) +
            cube(t - end) * (before - knots[j]) / (end - before)) /
           (range * range);
  }
};

inline double link_of(hazard_link link, double h) noexcept {
  return link == hazard_link::logit ? logit(h) : std::log(-std::log1p(-h));
}

/// Baseline to start from: the hazards themselves; for smooth functions their mean.
inline std::vector<double> start_of(hazard_link link, const period_basis& basis, const period_counts& c) {
  std::vector<double> asked(basis.size()), left(basis.size());
  for (std::size_t t = 0; t < c.left.size(); ++t) {
    const std::size_t g = basis.smooth() ? 0 : basis.group[t];
    if (g >= basis.size()) continue;
    asked[g] += c.at_risk[t];
    left[g] += c.left[t];
  }
  std::vector<double> start(basis.size(), 0.0);
  for (std::size_t g = 0; g < (basis.smooth() ? 1 : basis.size()); ++g)
    start[g] = link_of(link, std::clamp(left[g] / asked[g], 1e-12, 1 - 1e-12));
  return start;
}

}  // namespace detail

}  // namespace walaa::inline WALAA_ABI
