// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Bodies of nelson_aalen; included by survival/nelson_aalen.hpp only. */

#include <walaa/math/gamma.hpp>   // for digamma_difference, trigamma, trigamma_difference
#include <walaa/math/normal.hpp>  // for normal_two_sided
#include <walaa/survival/detail/exits.hpp>
#include <walaa/survival/nelson_aalen.hpp>

#include <algorithm>  // for max, min, reverse, upper_bound
#include <cmath>      // for exp, sqrt
#include <numeric>    // for accumulate

namespace walaa::inline WALAA_ABI {

namespace detail {

/// What those who left at one time add to the hazard, and to its variance.
struct hazard_step {
  double hazard, variance;
};

inline hazard_step hazard_step_of(double at_risk, double left, tied_hazard ties) noexcept {
  if (ties == tied_hazard::together || left == 1) return {left / at_risk, left / (at_risk * at_risk)};
  return {digamma_difference(at_risk - left + 1, left), -trigamma_difference(at_risk - left + 1, left)};
}

}  // namespace detail

template<class Spells> nelson_aalen nelson_aalen::fit(const std::type_identity_t<Spells>& s, tied_hazard ties) {
  nelson_aalen c;
  c.unit = s.unit;
  c.ties = ties;
  bool any = false;
  c.observations = detail::visit_exits(
      detail::exit_columns{s.duration, s.event, s.entry, s.weight, 1}, [&] { check_spells("nelson_aalen::fit", s); },
      [&](const detail::exit_step& e) {
        if (!any) any = true, c.last_time = e.time;
        if (e.rows_left == 0) return;
        if (e.all_left() && e.time < c.last_time) c.emptied = true;
        c.time.push_back(e.time);
        c.at_risk.push_back(e.at_risk);
        c.left.push_back(e.left);
      });
  for (std::vector<double>* column : {&c.time, &c.at_risk, &c.left}) std::reverse(column->begin(), column->end());
  double hazard = 0, variance = 0;
  for (std::size_t i = 0; i < c.time.size(); ++i) {
    const detail::hazard_step step = detail::hazard_step_of(c.at_risk[i], c.left[i], ties);
    c.hazard.push_back(hazard += step.hazard);
    c.variance.push_back(variance += step.variance);
  }
  return c;
}

inline std::size_t nelson_aalen::steps_until(double t) const noexcept {
  return static_cast<std::size_t>(std::upper_bound(time.begin(), time.end(), t + 1e-12 * t) - time.begin());
}

inline double nelson_aalen::cumulative_hazard(double t) const noexcept {
  if (!knows(t)) return missing;
  const std::size_t steps = steps_until(t);
  return steps == 0 ? 0.0 : hazard[steps - 1];
}

inline void nelson_aalen::cumulative_hazard(std::span<const double> t, std::span<double> out) const {
  check_same_length("nelson_aalen::cumulative_hazard", "t", t.size(), "out", out.size());
  check_nonnegative("nelson_aalen::cumulative_hazard", "t", t);
  for (std::size_t i = 0; i < t.size(); ++i) out[i] = cumulative_hazard(t[i]);
}

inline hazard_estimate nelson_aalen::at(double t, const hazard_options& options) const {
  check_nonnegative("nelson_aalen::at", "t", t);
  const double z = normal_two_sided(options.level, "nelson_aalen::at");
  if (!knows(t)) return {.options = options};
  const std::size_t steps = steps_until(t);
  if (steps == 0) return {.value = 0, .error = 0, .lo = 0, .hi = 0, .status = curve_status::known, .options = options};
  const double h = hazard[steps - 1], error = std::sqrt(variance[steps - 1]);
  hazard_estimate e{.value = h, .error = error, .status = curve_status::known, .options = options};
  if (options.interval == hazard_interval::plain) {
    e.lo = (std::max)(0.0, h - z * error);
    e.hi = h + z * error;
  } else {
    e.lo = h * std::exp(-z * error / h);
    e.hi = h * std::exp(z * error / h);
  }
  return e;
}

inline double nelson_aalen::leaving_error(double from, double to) const noexcept {
  if (!knows(from) || !knows(to)) return missing;
  const std::size_t k0 = steps_until(from), k1 = steps_until(to);
  if (k1 == k0) return 0;
  const double since = k0 == 0 ? 0.0 : hazard[k0 - 1], v = k0 == 0 ? 0.0 : variance[k0 - 1];
  return std::exp(since - hazard[k1 - 1]) * std::sqrt(variance[k1 - 1] - v);
}

template<class Spells>
void nelson_aalen::influence(const std::type_identity_t<Spells>& s, double t, std::span<double> out) const {
  constexpr const char* where = "nelson_aalen::influence";
  check_spells(where, s);
  check_nonnegative(where, "t", t);
  check_same_length(where, "duration", s.size(), "out", out.size());
  // a customer at risk at t_j lowers what it adds by this much; one who left then adds 1/n, or psi'(n - d + 1), besides
  std::vector<double> lowers(time.size() + 1);
  for (std::size_t j = 0; j < time.size(); ++j) {
    const double n = at_risk[j], d = left[j];
    lowers[j + 1] = lowers[j] + (ties == tied_hazard::together ? d / (n * n) : -trigamma_difference(n - d + 1, d));
  }
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (!knows(t)) {
      out[i] = missing;
      continue;
    }
    const std::size_t step = steps_until(s.duration[i]), last = (std::min)(step, steps_until(t));
    const std::size_t first = s.entry.empty() ? 0 : (std::min)(steps_until(s.entry[i]), last);
    double effect = lowers[first] - lowers[last];
    if (s.event[i] == 1 && step > 0 && step == last) {
      const double n = at_risk[step - 1], d = left[step - 1];
      effect += ties == tied_hazard::together ? 1 / n : trigamma(n - d + 1);
    }
    out[i] = effect;
  }
}

inline double nelson_aalen::leavers() const noexcept { return std::accumulate(left.begin(), left.end(), 0.0); }

inline std::string nelson_aalen::brief() const {
  std::string text = "nelson_aalen on " + number_text(observations) + " spells, " + std::string(unit_name(unit)) + ": " +
                     (time.empty() ? "nobody left"
                                   : number_text(leavers()) + " left at " + std::to_string(time.size()) + " times, hazard " +
                                         number_text(hazard.back()) + " in all") +
                     ", last seen at " + number_text(last_time);
  if (ties == tied_hazard::one_after_other) text += "; ties one after the other";
  if (emptied) text += "; nobody was at risk any more before that (late entry)";
  return text;
}

inline void nelson_aalen::validate() const {
  const auto require = [](bool good, const char* rule) {
    if (!good) throw load_error(error_code::bad_value, std::string("nelson_aalen: ") + rule);
  };
  const std::size_t n = time.size();
  require(unit <= time_unit::month, "unit is no unit of time");
  require(ties <= tied_hazard::one_after_other, "ties are no way of ties");
  require(hazard.size() == n && variance.size() == n && at_risk.size() == n && left.size() == n, "columns differ in length");
  require(is_finite(last_time) && last_time >= 0, "last_time is no age");
  require(is_finite(observations) && observations >= 0, "observations is no count");
  double before = -1, h = 0, v = 0;
  for (std::size_t i = 0; i < n; ++i) {
    require(is_finite(time[i]) && time[i] > before && time[i] >= 0 && time[i] <= last_time,
            "times do not ascend up to last_time");
    require(is_finite(at_risk[i]) && left[i] > 0 && left[i] <= at_risk[i], "more left than were at risk");
    const detail::hazard_step step = detail::hazard_step_of(at_risk[i], left[i], ties);
    const double slack = 1e-9 * (1 + hazard[i]);
    require(is_finite(hazard[i]) && hazard[i] >= h + step.hazard - slack && hazard[i] <= h + step.hazard + slack,
            "the hazard does not follow from those who left and those at risk");
    require(is_finite(variance[i]) && variance[i] >= v, "the variance falls");
    before = time[i], h = hazard[i], v = variance[i];
  }
}

}  // namespace walaa::inline WALAA_ABI
