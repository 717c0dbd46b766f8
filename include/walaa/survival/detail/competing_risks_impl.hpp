// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Bodies of aalen_johansen; included by survival/competing_risks.hpp only. */

#include <walaa/math/normal.hpp>  // for normal_two_sided
#include <walaa/survival/competing_risks.hpp>
#include <walaa/survival/detail/exits.hpp>

#include <algorithm>  // for max, min, reverse, upper_bound
#include <cmath>      // for exp, log, sqrt

namespace walaa::inline WALAA_ABI {

namespace detail {

/// Far more reasons than anybody tells apart; a column of ids given for causes is caught before it takes the memory.
inline constexpr std::size_t most_causes = 1000;

/// The variance of F_k grows with each step from sums of non-negative terms: nothing cancels.
struct incidence_sums {
  double survival = 1, incidence = 0;
  double hazard = 0, first = 0, square = 0;    // sums of g_j, (F - F_j) g_j, (F - F_j)^2 g_j,  g = d / (n (n - d))
  double own = 0, cross = 0, cross_first = 0;  // of S^2 d_k (n - d_k) / n^3, of c_j = S d_k / n^2, of (F - F_j) c_j

  void step(double n, double d, double dk, bool all) noexcept {
    const double rise = survival * dk / n;
    square += rise * (2 * first + rise * hazard);
    first += rise * hazard;
    cross_first += rise * cross;
    incidence += rise;
    if (n > d) hazard += d / (n * (n - d));
    own += survival * survival * dk * (n - dk) / (n * n * n);
    cross += survival * dk / (n * n);
    survival = all ? 0.0 : survival * (1 - d / n);
  }
  double variance() const noexcept { return (std::max)(0.0, square + own - 2 * cross_first); }
};

}  // namespace detail

template<class Spells>
aalen_johansen aalen_johansen::fit(const std::type_identity_t<Spells>& s, std::span<const std::string> names) {
  constexpr const char* where = "aalen_johansen::fit";
  aalen_johansen c;
  c.unit = s.unit;
  c.causes.assign(names.begin(), names.end());
  if (names.empty()) {
    double largest = 1;
    for (const double k : s.cause) largest = k > largest ? k : largest;
    const double most = static_cast<double>(detail::most_causes);
    for (double k = 1; k <= (std::min)(largest, most); ++k) c.causes.push_back("cause " + number_text(k));
  }
  for (std::size_t k = 0; k < c.causes.size(); ++k) {
    if (c.causes[k].empty())
      throw invalid_input(error_code::bad_option, std::string(where) + ": a cause without a name", "causes");
    for (std::size_t j = 0; j < k; ++j)
      if (c.causes[j] == c.causes[k])
        throw invalid_input(error_code::bad_option, std::string(where) + ": two causes named '" + c.causes[k] + "'", "causes");
  }
  const std::size_t K = c.causes.size();
  c.left.resize(K);
  bool any = false;
  std::vector<bool> all_left;
  c.observations = detail::visit_exits(
      detail::exit_columns{s.duration, s.cause, s.entry, s.weight, K}, [&] { check_competing_spells(where, s, K); },
      [&](const detail::exit_step& e) {
        if (!any) any = true, c.last_time = e.time;
        if (e.rows_left == 0) return;
        c.time.push_back(e.time);
        c.at_risk.push_back(e.at_risk);
        for (std::size_t k = 0; k < K; ++k) c.left[k].push_back(e.gone[k + 1]);
        all_left.push_back(e.all_left());
      });
  std::reverse(c.time.begin(), c.time.end());
  std::reverse(c.at_risk.begin(), c.at_risk.end());
  for (auto& column : c.left) std::reverse(column.begin(), column.end());
  const std::size_t n = c.time.size();
  c.incidence.assign(K, std::vector<double>(n));
  c.variance.assign(K, std::vector<double>(n));
  double survival = 1;
  for (std::size_t j = 0; j < n; ++j) {
    double d = 0;
    for (std::size_t k = 0; k < K; ++k) d += c.left[k][j];
    const bool all = all_left[n - 1 - j];
    if (all && survival > 0 && c.time[j] < c.last_time) c.emptied = true;
    c.surviving.push_back(survival = all ? 0.0 : survival * (1 - d / c.at_risk[j]));
  }
  for (std::size_t k = 1; k <= K; ++k)
    c.accumulate(k, 0, n, [&](std::size_t j, const detail::incidence_sums& sums) {
      c.incidence[k - 1][j] = sums.incidence;
      c.variance[k - 1][j] = sums.variance();
    });
  return c;
}

template<class Each>
aalen_johansen::reached aalen_johansen::accumulate(std::size_t k, std::size_t first, std::size_t last, Each&& each) const {
  detail::incidence_sums sums;
  for (std::size_t j = first; j < last; ++j) {
    double d = 0;
    for (const auto& column : left) d += column[j];
    sums.step(at_risk[j], d, left[k - 1][j], surviving[j] == 0);
    each(j, sums);
  }
  return {sums.incidence, sums.variance()};
}

inline std::size_t aalen_johansen::cause(std::string_view cause_name) const {
  std::string known;
  for (std::size_t k = 0; k < causes.size(); ++k) {
    if (causes[k] == cause_name) return k + 1;
    known += (k == 0 ? "" : ", ") + causes[k];
  }
  throw invalid_input(error_code::unknown_name,
                      "aalen_johansen: no cause named '" + std::string(cause_name) + "'; there are: " + known, "cause");
}

inline void aalen_johansen::check_cause(std::string_view where, std::size_t k) const {
  if (k < 1 || k > causes.size())
    detail::refuse(error_code::out_of_range, where, "k", no_row, static_cast<double>(k),
                   "is no cause; they are 1 to " + std::to_string(causes.size()));
}

inline std::size_t aalen_johansen::steps_until(double t) const noexcept {
  return static_cast<std::size_t>(std::upper_bound(time.begin(), time.end(), t + 1e-12 * t) - time.begin());
}

inline bool aalen_johansen::knows(double t) const noexcept {
  return t <= last_time + 1e-12 * last_time || (!surviving.empty() && surviving.back() == 0);
}

inline double aalen_johansen::survival(double t) const noexcept {
  if (!knows(t)) return missing;
  const std::size_t steps = steps_until(t);
  return steps == 0 ? 1.0 : surviving[steps - 1];
}

inline double aalen_johansen::log_survival(double t) const noexcept { return std::log(survival(t)); }

inline double aalen_johansen::incidence_at(std::size_t k, double t) const {
  check_cause("aalen_johansen::incidence_at", k);
  check_nonnegative("aalen_johansen::incidence_at", "t", t);
  return knows(t) ? value(k, steps_until(t)) : missing;
}

inline void aalen_johansen::incidence_at(std::size_t k, std::span<const double> t, std::span<double> out) const {
  check_cause("aalen_johansen::incidence_at", k);
  check_same_length("aalen_johansen::incidence_at", "t", t.size(), "out", out.size());
  check_nonnegative("aalen_johansen::incidence_at", "t", t);
  for (std::size_t i = 0; i < t.size(); ++i) out[i] = knows(t[i]) ? value(k, steps_until(t[i])) : missing;
}

inline curve_estimate aalen_johansen::at(std::size_t k, double t, const curve_options& options) const {
  check_cause("aalen_johansen::at", k);
  check_nonnegative("aalen_johansen::at", "t", t);
  const double z = normal_two_sided(options.level, "aalen_johansen::at");
  if (!knows(t)) return {.options = options};
  const std::size_t steps = steps_until(t);
  const double f = value(k, steps), error = steps == 0 ? 0.0 : std::sqrt(variance[k - 1][steps - 1]);
  curve_estimate e{.value = f, .error = error, .lo = f, .hi = f, .status = curve_status::known, .options = options};
  if (f == 0 || error == 0) return e;
  if (options.interval == curve_interval::plain) {
    e.lo = (std::max)(0.0, f - z * error);
    e.hi = (std::min)(1.0, f + z * error);
  } else if (options.interval == curve_interval::log) {
    e.lo = f * std::exp(-z * error / f);
    e.hi = (std::min)(1.0, f * std::exp(z * error / f));
  } else if (f < 1) {
    const double log_f = std::log(f), spread = std::exp(-z * error / (f * log_f));  // > 1: ln F is negative
    e.lo = std::exp(log_f * spread);
    e.hi = std::exp(log_f / spread);
  }
  return e;
}

inline leave_probability aalen_johansen::leaves_within_checked(std::size_t k, double alive_at, double h, bool with_error) const {
  if (is_missing(alive_at)) return {};
  const double now = survival(alive_at);
  if (now == 0) return {.status = leaving::gone};
  if (h == 0) return {.value = 0, .error = 0, .status = leaving::known};
  if (!knows(alive_at) || !knows(alive_at + h)) return {.status = leaving::beyond_data};
  const std::size_t from = steps_until(alive_at), to = steps_until(alive_at + h);
  leave_probability p{.value = (std::min)(1.0, (value(k, to) - value(k, from)) / now), .status = leaving::known};
  if (with_error) p.error = std::sqrt(accumulate(k, from, to, [](std::size_t, const detail::incidence_sums&) {}).variance);
  return p;
}

inline leave_probability aalen_johansen::leaves_within(std::size_t k, double alive_at, double h) const {
  check_cause("aalen_johansen::leaves_within", k);
  check_nonnegative("aalen_johansen::leaves_within", "h", h);
  if (!is_missing(alive_at)) check_nonnegative("aalen_johansen::leaves_within", "alive_at", alive_at);
  return leaves_within_checked(k, alive_at, h, true);
}

inline leave_counts aalen_johansen::leaves_within(std::size_t k, std::span<const double> alive_at, double h,
                                                  const leave_out& out) const {
  constexpr const char* where = "aalen_johansen::leaves_within";
  check_cause(where, k);
  check_nonnegative(where, "h", h);
  const bool with_error = !out.error.empty();
  return detail::leaves_within_column(where, alive_at, out,
                                      [&](double age) { return leaves_within_checked(k, age, h, with_error); });
}

inline std::string aalen_johansen::brief() const {
  std::string text = "aalen_johansen on " + number_text(observations) + " spells, " + std::string(unit_name(unit)) + ":";
  for (std::size_t k = 0; k < causes.size(); ++k) {
    double d = 0;
    for (const double v : left[k]) d += v;
    text += (k == 0 ? " " : ", ") + number_text(d) + " left by " + causes[k];
  }
  text += ", last seen at " + number_text(last_time);
  if (emptied) text += "; nobody was at risk any more before that: with late entry the curve is 0 too early";
  return text;
}

inline void aalen_johansen::validate() const {
  const auto require = [](bool good, const char* rule) {
    if (!good) throw load_error(error_code::bad_value, std::string("aalen_johansen: ") + rule);
  };
  const std::size_t n = time.size(), K = causes.size();
  require(unit <= time_unit::month, "unit is no unit of time");
  require(K >= 1 && left.size() == K && incidence.size() == K && variance.size() == K, "not as many columns as causes");
  require(surviving.size() == n && at_risk.size() == n, "columns differ in length");
  for (std::size_t k = 0; k < K; ++k)
    require(left[k].size() == n && incidence[k].size() == n && variance[k].size() == n, "columns differ in length");
  require(is_finite(last_time) && last_time >= 0, "last_time is no age");
  require(is_finite(observations) && observations >= 0, "observations is no count");
  double before = -1;
  for (std::size_t j = 0; j < n; ++j) {
    require(is_finite(time[j]) && time[j] > before && time[j] >= 0 && time[j] <= last_time,
            "times do not ascend up to last_time");
    double total = surviving[j], d = 0;
    for (std::size_t k = 0; k < K; ++k) {
      require(left[k][j] >= 0 && is_finite(variance[k][j]) && variance[k][j] >= 0, "a count or a variance is negative");
      require(incidence[k][j] >= (j == 0 ? 0.0 : incidence[k][j - 1]), "an incidence falls");
      total += incidence[k][j], d += left[k][j];
    }
    require(is_finite(at_risk[j]) && d > 0 && d <= at_risk[j] * (1 + 1e-12), "more left than were at risk");
    require(surviving[j] >= 0 && total > 1 - 1e-9 && total < 1 + 1e-9, "incidences and those still there are not 1 in all");
    before = time[j];
  }
}

}  // namespace walaa::inline WALAA_ABI
