// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    How a mixture of those who stay and those who leave is fitted; included by survival/mixture_cure.hpp only.

    Newton from several shares that stay, first without the columns, then with them. */

#include <walaa/survival/aft.hpp>
#include <walaa/survival/detail/aft_fit.hpp>
#include <walaa/survival/detail/cure_likelihood.hpp>
#include <walaa/survival/detail/survival_regression.hpp>
#include <walaa/survival/mixture_cure.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// logit pi where nobody stays: finite, and as good as -infinity.
inline constexpr double nobody_stays = -40;

}  // namespace detail

template<class Spells>
fitted<mixture_cure_model> mixture_cure_model::fit(lifetime_law law, const std::type_identity_t<Spells>& s, const covariates& z,
                                                   const covariates& x, const survival_fit_options& options) {
  constexpr std::string_view where = "mixture_cure_model::fit";
  options.validate(where);
  check_spells(where, s);
  const detail::log_times times(where, s);
  const detail::scaled_rows z_rows(where, z, s, options.executor), x_rows(where, x, s, options.executor);
  const detail::spell_totals totals(s);
  fit_report report = detail::survival_report(name, s, totals);
  const bool free_scale = law != lifetime_law::exponential;
  const std::size_t q = z.columns() + 1, p = x.columns() + 1;

  // without those who stay: the start, and what is to be beaten
  survival_fit_options quiet = options;
  quiet.progress = {};
  const fitted<aft_model> plain = aft_model::fit(law, s, x, quiet);
  mixture_cure_model m;
  m.unit = s.unit;
  m.law = law;
  m.stays.names = {std::string(intercept_name)};
  m.stays.names.insert(m.stays.names.end(), z.names().begin(), z.names().end());
  m.stays.values.assign(q, 0.0);
  m.stays.values[0] = detail::nobody_stays;
  m.leaves = plain.unchecked().estimates;
  m.leaves.covariance.clear();
  m.stays_centre = z_rows.look.centre;
  m.leaves_centre = x_rows.look.centre;
  m.plain_log_likelihood = m.log_likelihood = plain.unchecked().log_likelihood;

  std::vector<double> covariance;
  const auto finish = [&]() -> fitted<mixture_cure_model> {
    coefficients all{{}, m.stays.values, covariance};
    for (const std::string& n : m.stays.names) all.names.push_back("stays: " + n);
    all.names.insert(all.names.end(), m.leaves.names.begin(), m.leaves.names.end());
    all.values.insert(all.values.end(), m.leaves.values.begin(), m.leaves.values.end());
    report.log_likelihood = m.log_likelihood;
    detail::report_estimates(all, report);
    return {m, report, covariance};
  };
  const auto ends = [&](fit_status status, std::string message) {
    report.status = status;
    report.message = std::move(message);
    return finish();
  };
  if (totals.leavers == 0) return ends(fit_status::degenerate_data, "nobody left: everybody may be one who stays");
  if (!z_rows.look.full_rank()) return ends(fit_status::not_identified, z_rows.look.brief());
  if (!plain.report().usable()) return ends(plain.report().status, plain.report().message);
  if (totals.leavers == totals.weight) {
    report.at_bound = {"stays -> 0"};
    return ends(fit_status::boundary, "everybody left: nobody stays, and the plain model is the whole of it");
  }

  const detail::cure_likelihood likelihood(law, s, times, z_rows, x_rows, options.executor);
  const double jacobian = detail::aft_likelihood(law, s, times, x_rows, options.executor).jacobian();
  const detail::arrow_options climb{.weight = totals.weight,
                                    .least_weight = totals.lightest,
                                    .max_iterations = options.max_iterations,
                                    .progress = &options.progress};
  const auto run = [&](std::vector<double> theta, std::size_t with_z, std::size_t with_x) {
    return detail::climb_arrow([&](const std::vector<double>& at) { return likelihood.at(at, with_z, with_x); }, std::move(theta),
                               climb,
                               [&](const std::vector<double>& at) {
                                 return at[0] < detail::nobody_stays || (free_scale && at.back() < detail::least_log_scale);
                               });
  };
  // without columns, from a few shares of those who are still here; the best of them is where the columns start
  const double still_here = 1 - totals.leavers / totals.weight;
  const double plain_location = aft_model::fit(law, s, {}, quiet).unchecked().estimates.values[0] - times.origin;
  const double plain_log_scale = free_scale ? std::log(plain->scale()) : 0;
  const std::size_t scales = free_scale ? 1 : 0;
  detail::arrow_result best;
  const auto try_from = [&](double share_logit, double location, double log_scale, std::size_t with_z, std::size_t with_x) {
    std::vector<double> theta(with_z + with_x + scales, 0.0);
    theta[0] = share_logit;
    theta[with_z] = location;
    if (free_scale) theta.back() = log_scale;
    detail::arrow_result there = run(std::move(theta), with_z, with_x);
    ++report.starts;
    if (is_missing(best.at.value) || there.end == detail::arrow_end::cancelled ||
        there.at.value > best.at.value + 1e-9 * std::fabs(best.at.value))
      best = std::move(there);
    return best.end != detail::arrow_end::cancelled;
  };
  report.starts = 0;
  bool going = true;
  for (const double share : {0.9, 0.5, 0.1})
    going = going && try_from(logit(share * still_here), plain_location + std::log1p(-share * still_here), plain_log_scale, 1, 1);
  if (going && q + p > 2) {
    const detail::arrow_result narrow = std::exchange(best, {});
    if (narrow.end == detail::arrow_end::converged)
      going = try_from(narrow.theta[0], narrow.theta[1], narrow.theta.back(), q, p);
    else
      for (const double share : {0.9, 0.5, 0.1})
        going =
            going && try_from(logit(share * still_here), plain_location + std::log1p(-share * still_here), plain_log_scale, q, p);
  }
  if (!going) return ends(fit_status::cancelled, "the caller asked to stop");
  constexpr double least_gain = 1;  // what Akaike's criterion charges for a parameter
  const double gain = best.at.value + jacobian - m.plain_log_likelihood;
  detail::describe_arrow_end(
      best,
      [&](std::size_t i) {
        if (i == 0 || i == q || i >= q + p) return std::string(i == 0 ? "stays" : "");
        return i < q ? "stays: " + z_rows.names[i - 1] : x_rows.names[i - q - 1];
      },
      report);
  // a climb without end along a ridge on which nothing is to be gained is no matter of steps
  const bool creeping = report.status == fit_status::max_iterations && best.slope < 1e-4 && gain < least_gain;
  if (report.status == fit_status::max_iterations && !creeping) return finish();
  if (creeping) {
    report.status = fit_status::not_identified;
    report.message.clear();
  }
  if (gain > 0) {
    m.log_likelihood = best.at.value + jacobian;
    m.stays.values.assign(best.theta.begin(), best.theta.begin() + static_cast<std::ptrdiff_t>(q));
    m.leaves.values.assign(best.theta.begin() + static_cast<std::ptrdiff_t>(q), best.theta.end());
  }
  const std::vector<std::string> moving = std::exchange(report.at_bound, {});
  if (!(gain > 1e-10 * (1 + std::fabs(m.plain_log_likelihood)))) {
    m.log_likelihood = m.plain_log_likelihood;
    m.leaves.values = plain->estimates.values;
    m.stays.values.assign(q, 0.0);
    m.stays.values[0] = detail::nobody_stays;
    report.at_bound = {"stays -> 0"};
    return ends(fit_status::boundary, "nobody stays: the plain model explains the data as well");
  }

  std::vector<double> all = m.stays.values, factor(q + m.leaves.size(), 1.0);
  all.insert(all.end(), m.leaves.values.begin(), m.leaves.values.end());
  if (report.status == fit_status::converged) covariance = best.covariance;
  for (std::size_t j = 0; j < z.columns(); ++j) factor[j + 1] = 1 / z_rows.deviation(j);
  detail::rescale(all, covariance, factor, {0}, 1, z_rows.look.centre);
  factor.assign(factor.size(), 1.0);
  for (std::size_t j = 0; j < x.columns(); ++j) factor[q + j + 1] = 1 / x_rows.deviation(j);
  detail::rescale(all, covariance, factor, {q}, q + 1, x_rows.look.centre);
  all[q] += times.origin;
  m.stays.values.assign(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(q));
  m.leaves.values.assign(all.begin() + static_cast<std::ptrdiff_t>(q), all.end());
  if (report.status == fit_status::separated) {
    if (z.columns() == 0) report.status = fit_status::not_identified;
    report.at_bound = moving;
    report.message = "the log-likelihood, " + detail::short_number(m.log_likelihood) + ", still rises:";
    for (const std::string& b : moving) report.message += (&b == &moving.front() ? " " : ", ") + b;
  }
  if (report.status == fit_status::converged && gain < least_gain) {
    report.status = fit_status::not_identified;
    report.message = "those who stay cannot be told from a long tail: without them the log-likelihood is lower by " +
                     detail::short_number(gain) + " only; watch customers for longer";
    covariance.clear();
  }
  if (report.status == fit_status::not_identified && report.message.empty())
    report.message = "the profile of the share that stays is flat: watch customers for longer";
  const std::size_t n = all.size();
  if (report.status != fit_status::converged) covariance.clear();
  for (std::size_t i = 0; i < n && !covariance.empty(); ++i) {
    std::vector<double>& to = i < q ? m.stays.covariance : m.leaves.covariance;
    for (std::size_t j = i < q ? 0 : q; j < (i < q ? q : n); ++j) to.push_back(covariance[i * n + j]);
  }
  return finish();
}

}  // namespace walaa::inline WALAA_ABI
