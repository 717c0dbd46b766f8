// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Body of log_rank; included by survival/log_rank.hpp only. */

#include <walaa/math/incomplete_gamma.hpp>  // for incomplete_gamma_complement
#include <walaa/survival/log_rank.hpp>

#include <algorithm>   // for max, sort
#include <cmath>       // for nearbyint, pow, sqrt
#include <compare>     // for the default order of rows
#include <functional>  // for greater
#include <string_view>
#include <utility>  // for move, swap

namespace walaa::inline WALAA_ABI {

namespace detail {

/** u' V^- u by Cholesky with pivots: V is singular by construction (its rows sum to 0), and groups that were never compared
    have rows of zeros. \param v is overwritten \returns the statistic and the rank */
inline std::pair<double, std::size_t> quadratic_form(std::vector<double> v, std::vector<double> u) {
  const std::size_t n = u.size();
  std::vector<double> own(n);  // variances before anything is taken out: the scale of each row's rounding
  for (std::size_t i = 0; i < n; ++i) own[i] = v[i * n + i];
  double statistic = 0;
  std::size_t rank = 0;
  std::vector<bool> used(n);
  for (; rank < n; ++rank) {
    std::size_t best = n;
    for (std::size_t i = 0; i < n; ++i)
      if (!used[i] && v[i * n + i] > 1e-10 * own[i] && (best == n || v[i * n + i] > v[best * n + best])) best = i;
    if (best == n) break;
    used[best] = true;
    const double pivot = v[best * n + best], x = u[best];
    statistic += x * x / pivot;
    for (std::size_t i = 0; i < n; ++i) {
      if (used[i]) continue;
      const double factor = v[i * n + best] / pivot;
      u[i] -= factor * x;
      for (std::size_t j = 0; j < n; ++j)
        if (!used[j]) v[i * n + j] -= factor * v[best * n + j];
    }
  }
  return {statistic, rank};
}

/// The groups' counts at one event time of a stratum.
struct log_rank_step {
  double n, d;
  std::vector<double> at_risk, left;  // a group
};

struct log_rank_row {
  double stratum, duration, event, weight, entry, group;
  auto operator<=>(const log_rank_row&) const = default;
};

/// The event times of a stratum, the oldest first; rows descend by duration.
template<class Visit> void visit_log_rank_steps(std::span<const log_rank_row> rows, std::size_t groups, Visit&& visit) {
  std::vector<log_rank_row> entries;
  for (const log_rank_row& r : rows)
    if (r.entry >= 0) entries.push_back({0, r.entry, 0, r.weight, 0, r.group});
  std::sort(entries.begin(), entries.end(), std::greater<>{});
  std::vector<double> seen(groups), not_yet(groups);
  std::vector<std::size_t> present(groups);  // rows at risk: whether a group is there at all is no question of rounding
  log_rank_step step{0, 0, std::vector<double>(groups), std::vector<double>(groups)};
  std::size_t entered = 0;
  for (std::size_t i = 0; i < rows.size();) {
    const double time = rows[i].duration;
    step.left.assign(groups, 0.0);
    for (; i < rows.size() && rows[i].duration == time; ++i) {
      const auto g = static_cast<std::size_t>(rows[i].group);
      seen[g] += rows[i].weight, ++present[g];
      if (rows[i].event == 1) step.left[g] += rows[i].weight;
    }
    for (; entered < entries.size() && entries[entered].duration >= time; ++entered) {
      const auto g = static_cast<std::size_t>(entries[entered].group);
      not_yet[g] += entries[entered].weight, --present[g];
    }
    step.n = step.d = 0;
    for (std::size_t g = 0; g < groups; ++g) {
      step.at_risk[g] = present[g] == 0 ? 0.0 : (std::max)(seen[g] - not_yet[g], step.left[g]);
      step.n += step.at_risk[g], step.d += step.left[g];
    }
    if (step.d > 0) visit(step);
  }
}

inline std::vector<log_rank_group> log_rank_groups(std::string_view where, const spells& s, std::span<const double> group,
                                                   const log_rank_options& options) {
  check_same_length(where, "duration", s.size(), "group", group.size());
  check_nonnegative_integer(where, "group", group);
  double largest = 0;
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (!options.names.empty() && !(group[i] < static_cast<double>(options.names.size())))
      refuse(error_code::out_of_range, where, "group", i, group[i],
             "is no group; there are " + std::to_string(options.names.size()) + " names");
    largest = (std::max)(largest, group[i]);
  }
  if (options.names.empty() && !(largest < static_cast<double>(s.size())))
    throw invalid_input(error_code::out_of_range, std::string(where) + ": more groups than customers; groups are 0, 1, ...",
                        "group");
  std::vector<log_rank_group> groups(options.names.empty() ? static_cast<std::size_t>(largest) + 1 : options.names.size());
  if (groups.size() < 2)
    throw invalid_input(error_code::out_of_range, std::string(where) + ": one group only; nothing to compare it with", "group");
  for (std::size_t g = 0; g < groups.size(); ++g) groups[g].name = options.names.empty() ? std::to_string(g) : options.names[g];
  std::vector<bool> there(groups.size());
  for (const double g : group) there[static_cast<std::size_t>(g)] = true;
  for (std::size_t g = 0; g < groups.size(); ++g)
    if (!there[g])
      throw invalid_input(error_code::out_of_range, std::string(where) + ": nobody is in group " + groups[g].name, "group");
  return groups;
}

}  // namespace detail

template<class Spells>
log_rank_result log_rank(const std::type_identity_t<Spells>& s, std::span<const double> group, const log_rank_options& options) {
  constexpr std::string_view where = "log_rank";
  check_spells(where, s);
  check_nonnegative(where, "rho", options.rho);
  check_nonnegative(where, "gamma", options.gamma);
  if (!options.stratum.empty()) {
    check_same_length(where, "duration", s.size(), "stratum", options.stratum.size());
    check_finite(where, "stratum", options.stratum);
  }
  log_rank_result r;
  r.groups = detail::log_rank_groups(where, s, group, options);
  const std::size_t G = r.groups.size();

  std::vector<detail::log_rank_row> rows(s.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    rows[i] = {options.stratum.empty() ? 0.0 : options.stratum[i] + 0.0,
               s.duration[i],
               s.event[i],
               s.weight.empty() ? 1.0 : s.weight[i],
               s.entry.empty() ? -1.0 : s.entry[i],
               group[i]};
  std::sort(rows.begin(), rows.end(), std::greater<>{});
  r.score.assign(G, 0.0);
  r.covariance.assign(G * G, 0.0);
  for (const detail::log_rank_row& row : rows) r.groups[static_cast<std::size_t>(row.group)].customers += row.weight;

  const bool by_curve = options.weight == log_rank_weight::fleming_harrington && (options.rho > 0 || options.gamma > 0);
  for (std::size_t first = 0, last = 0; first < rows.size(); first = last, ++r.strata) {
    while (last < rows.size() && rows[last].stratum == rows[first].stratum) ++last;
    const std::span<const detail::log_rank_row> here(rows.data() + first, last - first);
    std::vector<double> before;  // S(t-), the oldest time last
    if (by_curve) {
      detail::visit_log_rank_steps(here, G, [&](const detail::log_rank_step& j) { before.push_back(1 - j.d / j.n); });
      double survival = 1;
      for (auto at = before.rbegin(); at != before.rend(); ++at) survival *= std::exchange(*at, survival);
    }
    std::size_t step = 0;
    detail::visit_log_rank_steps(here, G, [&](const detail::log_rank_step& j) {
      double w = 1;
      if (by_curve)
        w = std::pow(before[step], options.rho) * std::pow(1 - before[step], options.gamma), ++step;
      else if (options.weight == log_rank_weight::gehan)
        w = j.n;
      else if (options.weight == log_rank_weight::tarone_ware)
        w = std::sqrt(j.n);
      const double spread = j.n > 1 ? w * w * j.d * (j.n - j.d) / (j.n - 1) : 0.0;
      for (std::size_t g = 0; g < G; ++g) {
        const double share = j.at_risk[g] / j.n, expected = j.d * share;
        r.groups[g].observed += j.left[g];
        r.groups[g].expected += expected;
        r.score[g] += w * (j.left[g] - expected);
        if (spread > 0 && share > 0)
          for (std::size_t h = 0; h < G; ++h)
            r.covariance[g * G + h] += spread * share * ((g == h ? 1.0 : 0.0) - j.at_risk[h] / j.n);
      }
    });
  }
  double observed = 0;
  for (const log_rank_group& g : r.groups) observed += g.observed;
  if (observed == 0) return r;
  const auto [statistic, rank] = detail::quadratic_form(r.covariance, r.score);
  r.status = rank == 0 ? log_rank_status::not_comparable : log_rank_status::tested;
  if (rank == 0) return r;
  r.chi_squared = statistic;
  r.degrees = rank;
  r.p_value = incomplete_gamma_complement(static_cast<double>(rank) / 2, statistic / 2);
  return r;
}

inline std::string log_rank_result::brief() const {
  std::string text = "log_rank over " + std::to_string(groups.size()) + " groups" +
                     (strata > 1 ? " in " + std::to_string(strata) + " strata" : std::string()) + ": ";
  if (status == log_rank_status::no_events) return text + "nobody left, nothing to compare";
  if (status == log_rank_status::not_comparable) return text + "never two groups at risk when somebody left, nothing to compare";
  return text + "chi-squared " + number_text(chi_squared) + " on " + std::to_string(degrees) +
         (degrees == 1 ? " degree" : " degrees") + " of freedom, p = " + number_text(p_value);
}

}  // namespace walaa::inline WALAA_ABI
