// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Bodies of kaplan_meier; included by survival/curve.hpp only. */

#include <walaa/survival/curve.hpp>
#include <walaa/survival/detail/exits.hpp>

#include <algorithm>  // for max, min, reverse, upper_bound
#include <cmath>      // for exp, log, sqrt
#include <numeric>    // for accumulate

namespace walaa::inline WALAA_ABI {

template<class Spells> kaplan_meier kaplan_meier::fit(const std::type_identity_t<Spells>& s) {
  kaplan_meier c;
  c.unit = s.unit;
  bool any = false;
  std::vector<bool> all_left;
  c.observations = detail::visit_exits(
      detail::exit_columns{s.duration, s.event, s.entry, s.weight, 1}, [&] { check_spells("kaplan_meier::fit", s); },
      [&](const detail::exit_step& e) {
        if (!any) any = true, c.last_time = e.time;
        if (e.rows_left == 0) return;
        c.time.push_back(e.time);
        c.at_risk.push_back(e.at_risk);
        c.left.push_back(e.left);
        all_left.push_back(e.all_left());
      });
  for (std::vector<double>* column : {&c.time, &c.at_risk, &c.left}) std::reverse(column->begin(), column->end());
  const std::size_t n = c.time.size();
  c.surviving.reserve(n);
  c.greenwood.reserve(n);
  double survival = 1, variance = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double at_risk = c.at_risk[i], left = c.left[i];
    const bool all = all_left[n - 1 - i];
    if (all && survival > 0 && c.time[i] < c.last_time) c.emptied = true;
    survival = all ? 0.0 : survival * (1 - left / at_risk);
    if (at_risk > left) variance += left / (at_risk * (at_risk - left));
    c.surviving.push_back(survival);
    c.greenwood.push_back(variance);
  }
  return c;
}

inline std::size_t kaplan_meier::steps_until(double t) const noexcept {
  // 30/7 + 3/7 and 33/7 are one day, but not one double
  return static_cast<std::size_t>(std::upper_bound(time.begin(), time.end(), t + 1e-12 * t) - time.begin());
}

inline bool kaplan_meier::knows(double t) const noexcept {
  return t <= last_time + 1e-12 * last_time || (!surviving.empty() && surviving.back() == 0);
}

inline double kaplan_meier::survival(double t) const noexcept {
  if (!knows(t)) return missing;
  const std::size_t steps = steps_until(t);
  return steps == 0 ? 1.0 : surviving[steps - 1];
}

inline double kaplan_meier::log_survival(double t) const noexcept { return std::log(survival(t)); }

inline void kaplan_meier::survival(std::span<const double> t, std::span<double> out) const {
  check_same_length("kaplan_meier::survival", "t", t.size(), "out", out.size());
  check_nonnegative("kaplan_meier::survival", "t", t);
  for (std::size_t i = 0; i < t.size(); ++i) out[i] = survival(t[i]);
}

inline curve_estimate kaplan_meier::estimate(std::size_t steps, double z, const curve_options& options) const {
  if (steps == 0) return {.value = 1, .error = 0, .lo = 1, .hi = 1, .status = curve_status::known, .options = options};
  const double s = surviving[steps - 1], relative = std::sqrt(greenwood[steps - 1]), error = s * relative;
  if (s == 0) return {.value = 0, .status = curve_status::without_error, .options = options};
  curve_estimate e{.value = s, .error = error, .lo = s, .hi = s, .status = curve_status::known, .options = options};
  if (options.interval == curve_interval::plain) {
    e.lo = (std::max)(0.0, s - z * error);
    e.hi = (std::min)(1.0, s + z * error);
  } else if (options.interval == curve_interval::log) {
    e.lo = s * std::exp(-z * relative);
    e.hi = (std::min)(1.0, s * std::exp(z * relative));
  } else if (s < 1) {
    const double log_s = std::log(s), spread = std::exp(-z * relative / log_s);  // > 1: ln S is negative
    e.lo = std::exp(log_s * spread);
    e.hi = std::exp(log_s / spread);
  }
  return e;
}

inline curve_estimate kaplan_meier::at(double t, const curve_options& options) const {
  check_nonnegative("kaplan_meier::at", "t", t);
  const double z = normal_two_sided(options.level, "kaplan_meier::at");
  if (!knows(t)) return {.options = options};
  return estimate(steps_until(t), z, options);
}

inline double kaplan_meier::leaving_error(double from, double to) const noexcept {
  if (!knows(from) || !knows(to)) return missing;
  const std::size_t k0 = steps_until(from), k1 = steps_until(to);
  const double s0 = k0 == 0 ? 1.0 : surviving[k0 - 1], s1 = k1 == 0 ? 1.0 : surviving[k1 - 1];
  if (!(s1 > 0)) return missing;  // Greenwood's variance is not defined where nobody is left
  return s1 / s0 * std::sqrt((k1 == 0 ? 0.0 : greenwood[k1 - 1]) - (k0 == 0 ? 0.0 : greenwood[k0 - 1]));
}

inline age_estimate kaplan_meier::age_when_left(double share, const curve_options& options) const {
  constexpr const char* where = "kaplan_meier::age_when_left";
  if (!(share > 0 && share < 1)) detail::refuse(error_code::out_of_range, where, "share", no_row, share, "is outside (0, 1)");
  const double z = normal_two_sided(options.level, where);
  const double target = 1 - share + 1e-12;  // a running product of 24 factors gives 0.5000000000000001 for one half
  age_estimate a{.options = options};
  for (std::size_t i = 0; i < time.size(); ++i) {
    const curve_estimate e = estimate(i + 1, z, options);
    if (!a.value && e.value <= target) a.value = time[i];
    if (!a.lo && e.lo <= target) a.lo = time[i];
    if (!a.hi && e.hi <= target) a.hi = time[i];
  }
  return a;
}

inline curve_estimate kaplan_meier::restricted_mean(double horizon, double level) const {
  constexpr const char* where = "kaplan_meier::restricted_mean";
  check_nonnegative(where, "horizon", horizon);
  const double z = normal_two_sided(level, where);
  const curve_options options{.level = level, .interval = curve_interval::plain};
  if (!knows(horizon)) return {.options = options};
  double area = 0, variance = 0, end = horizon;  // area: the integral of S from `end` to the horizon
  for (std::size_t i = steps_until(horizon); i-- > 0;) {
    area += surviving[i] * (end - (std::min)(time[i], horizon));
    end = (std::min)(time[i], horizon);
    if (at_risk[i] > left[i]) variance += area * area * left[i] / (at_risk[i] * (at_risk[i] - left[i]));
  }
  const double value = area + end, error = std::sqrt(variance);
  return {.value = value,
          .error = error,
          .lo = (std::max)(0.0, value - z * error),
          .hi = (std::min)(horizon, value + z * error),
          .status = curve_status::known,
          .options = options};
}

template<class Spells>
void kaplan_meier::influence(const std::type_identity_t<Spells>& s, double t, std::span<double> out) const {
  constexpr const char* where = "kaplan_meier::influence";
  check_spells(where, s);
  check_nonnegative(where, "t", t);
  check_same_length(where, "duration", s.size(), "out", out.size());
  const auto until = [this](double age) { return age < 0 ? 0.0 : steps_until(age) == 0 ? 0.0 : greenwood[steps_until(age) - 1]; };
  const double now = knows(t) ? survival(t) : missing;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (!(now > 0)) {  // at S = 0 nothing moves the curve
      out[i] = now;
      continue;
    }
    const double seen = (std::min)(s.duration[i], t), since = s.entry.empty() ? -1.0 : s.entry[i];
    double effect = since < seen ? until(since) - until(seen) : 0.0;
    const std::size_t step = steps_until(s.duration[i]);
    if (s.event[i] == 1 && s.duration[i] <= t + 1e-12 * t && step > 0) effect += 1 / (at_risk[step - 1] - left[step - 1]);
    out[i] = 0.0 - now * effect;
  }
}

inline double kaplan_meier::leavers() const noexcept { return std::accumulate(left.begin(), left.end(), 0.0); }

inline std::string kaplan_meier::brief() const {
  std::string text =
      "kaplan_meier on " + number_text(observations) + " spells, " + std::string(unit_name(unit)) + ": " +
      (time.empty() ? "nobody left" : number_text(leavers()) + " left at " + std::to_string(time.size()) + " times") +
      ", last seen at " + number_text(last_time);
  if (emptied) text += "; nobody was at risk any more before that: with late entry the curve is 0 too early";
  return text;
}

inline void kaplan_meier::validate() const {
  const auto require = [](bool good, const char* rule) {
    if (!good) throw load_error(error_code::bad_value, std::string("kaplan_meier: ") + rule);
  };
  const std::size_t n = time.size();
  require(unit <= time_unit::month, "unit is no unit of time");
  require(surviving.size() == n && greenwood.size() == n && at_risk.size() == n && left.size() == n, "columns differ in length");
  require(is_finite(last_time) && last_time >= 0, "last_time is no age");
  require(is_finite(observations) && observations >= 0, "observations is no count");
  double before = -1, s = 1, g = 0;
  for (std::size_t i = 0; i < n; ++i) {
    require(is_finite(time[i]) && time[i] > before && time[i] >= 0 && time[i] <= last_time,
            "times do not ascend up to last_time");
    require(is_finite(at_risk[i]) && left[i] > 0 && left[i] <= at_risk[i], "more left than were at risk");
    const double expected = s * (1 - left[i] / at_risk[i]);
    require(surviving[i] >= expected - 1e-9 && surviving[i] <= expected + 1e-9 && surviving[i] >= 0 && surviving[i] <= s,
            "the curve does not follow from those who left and those at risk");
    require(is_finite(greenwood[i]) && greenwood[i] >= g, "the variance falls");
    before = time[i], s = surviving[i], g = greenwood[i];
  }
}

}  // namespace walaa::inline WALAA_ABI
