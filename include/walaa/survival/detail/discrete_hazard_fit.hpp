// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    How a discrete-time hazard is fitted without the table of customer-periods; included by survival/discrete_hazard.hpp only.

    cloglog: a customer's periods survived add r (A_d - A_e), A the running sum of exp(alpha); what he adds to the derivatives of
    each alpha is a constant over a range of periods, kept as differences. logit: his periods are walked through, one division
    each, a logarithm for many. */

#include <walaa/core/progress.hpp>
#include <walaa/survival/detail/period_basis.hpp>
#include <walaa/survival/detail/period_counts.hpp>
#include <walaa/survival/detail/survival_regression.hpp>
#include <walaa/survival/discrete_hazard.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

namespace detail {

class discrete_likelihood {
 public:
  discrete_likelihood(hazard_link link, const spells& s, const scaled_rows& x, const period_basis& basis, std::size_t periods)
      : link_(link), spells_(s), rows_(x), basis_(basis), periods_(periods) {}

  /// In (baseline, columns). \param p  how many of the columns take part
  arrow_point at(const std::vector<double>& theta, std::size_t p) const {
    const std::size_t b = basis_.size(), smooth = basis_.smooth() ? b : 0, terms = smooth + p;
    const std::vector<double> alpha = basis_.levels(theta, periods_);
    std::vector<double> odds(periods_), until(periods_ + 1);  // until[t]: sum over the periods up to t
    for (std::size_t t = 0; t < periods_; ++t) {
      odds[t] = is_finite(alpha[t]) ? std::exp(alpha[t]) : 0;
      until[t + 1] = until[t] + odds[t];
    }
    // a period's own sums (of events; under logit of everything), and ranges kept as differences (cloglog)
    std::vector<double> slope(periods_ + 1), bend(periods_ + 1), cross((periods_ + 1) * p);
    std::vector<double> range(periods_ + 1), range_x((periods_ + 1) * p);
    arrow_point sum(b - smooth, terms);
    for (std::size_t i = 0; i < spells_.size(); ++i) {
      const double w = row_weight(spells_, i), *const x = rows_.row(i) + 1;
      double eta = 0;
      for (std::size_t j = 0; j < p; ++j) eta += theta[b + j] * x[j];
      const double r = std::exp(eta);
      const std::size_t e = static_cast<std::size_t>(row_entry(spells_, i)), d = static_cast<std::size_t>(spells_.duration[i]);
      const bool left = spells_.event[i] == 1 && is_finite(alpha[d - 1]);
      double first = 0, second = 0;  // derivatives along eta, the second with a minus
      if (link_ == hazard_link::cloglog) {
        const std::size_t stayed = spells_.event[i] == 1 ? d - 1 : d;
        const double u = r * (until[stayed] - until[e]);
        sum.value -= w * u;
        first -= u;
        second += u;
        range[e] += w * r;
        range[stayed] -= w * r;
        for (std::size_t j = 0; j < p; ++j) {
          range_x[e * p + j] += w * r * x[j];
          range_x[stayed * p + j] -= w * r * x[j];
        }
        if (left) {
          const double v = r * odds[d - 1], q = v > 700 ? 0 : v > 0 ? v / std::expm1(v) : 1, c = q * (v + q - 1);
          sum.value += w * std::log(-std::expm1(-v));
          first += q;
          second += c;
          slope[d - 1] += w * q;
          bend[d - 1] += w * c;
          for (std::size_t j = 0; j < p; ++j) cross[(d - 1) * p + j] += w * c * x[j];
        }
      } else {
        double product = 1;
        for (std::size_t t = e; t < d; ++t) {
          if (odds[t] == 0) continue;
          const double v = r * odds[t], h = 1 / (1 + 1 / v), c = h * (1 - h);
          if (product *= 1 + v; product > 1e100) {
            sum.value -= w * std::log(product);
            product = 1;
          }
          first -= h;
          second += c;
          slope[t] -= w * h;
          bend[t] += w * c;
          for (std::size_t j = 0; j < p; ++j) cross[t * p + j] += w * c * x[j];
        }
        sum.value -= w * std::log(product);
        if (left) {
          sum.value += w * (alpha[d - 1] + eta);
          first += 1;
          slope[d - 1] += w;
        }
      }
      for (std::size_t j = 0; j < p; ++j) {
        sum.gradient[b + j] += w * first * x[j];
        double* const row = &sum.curvature.dense[(smooth + j) * terms + smooth];
        for (std::size_t k = 0; k <= j; ++k) row[k] += w * second * x[j] * x[k];
      }
    }
    std::vector<double> running_x(p);
    double running = 0;
    for (std::size_t t = 0; t < periods_; ++t) {
      running += range[t];
      slope[t] -= odds[t] * running;
      bend[t] += odds[t] * running;
      for (std::size_t j = 0; j < p; ++j) cross[t * p + j] += odds[t] * (running_x[j] += range_x[t * p + j]);
      add_period(sum, t, slope[t], bend[t], cross.data() + t * p, p);
    }
    return sum;
  }

 private:
  /// From a period's alpha to the parameters of the baseline.
  void add_period(arrow_point& sum, std::size_t t, double slope, double bend, const double* cross, std::size_t p) const {
    const std::size_t b = basis_.size(), terms = sum.curvature.terms;
    if (basis_.smooth()) {
      const double* const f = &basis_.functions[t * b];
      for (std::size_t k = 0; k < b; ++k) {
        sum.gradient[k] += f[k] * slope;
        for (std::size_t l = 0; l <= k; ++l) sum.curvature.dense[k * terms + l] += f[k] * f[l] * bend;
        for (std::size_t j = 0; j < p; ++j) sum.curvature.dense[(b + j) * terms + k] += f[k] * cross[j];
      }
    } else if (const std::size_t g = basis_.group[t]; g < b) {
      sum.gradient[g] += slope;
      sum.curvature.diagonal[g] += bend;
      for (std::size_t j = 0; j < p; ++j) sum.curvature.cross[j * b + g] += cross[j];
    }
  }

  hazard_link link_;
  const spells& spells_;
  const scaled_rows& rows_;
  const period_basis& basis_;
  std::size_t periods_;
};

/// "periods 3, 7 and 9": the first ten
inline std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < 10; ++i) text += (i == 0 ? "" : ", ") + names[i];
  return names.size() > 10 ? text + " and " + std::to_string(names.size() - 10) + " more" : text;
}

}  // namespace detail

template<class Spells>
fitted<discrete_hazard_model> discrete_hazard_model::fit(hazard_link link, const std::type_identity_t<Spells>& s,
                                                         const covariates& x, const discrete_hazard_options& options) {
  constexpr std::string_view where = "discrete_hazard_model::fit";
  if (options.max_iterations < 1)
    throw invalid_input(error_code::bad_option, std::string(where) + ": max_iterations = 0 is not positive", "max_iterations",
                        no_row, 0);
  check_spells(where, s);
  const detail::period_counts counts = detail::count_periods(where, s);
  const detail::period_basis basis(where, options, counts);
  const detail::scaled_rows rows(where, x, s, {});
  const detail::spell_totals totals(s);
  fit_report report = detail::survival_report(name, s, totals);
  const std::size_t b = basis.size(), periods = counts.left.size();

  discrete_hazard_model m;
  m.unit = s.unit;
  m.link = link;
  m.baseline_terms = b;
  m.centre = rows.look.centre;
  m.estimates.names = basis.names;
  for (const std::string& n : x.names()) {
    if (m.estimates.find(n) < m.estimates.names.size())
      throw invalid_input(error_code::duplicate_name, std::string(where) + ": the name '" + n + "' is one of the baseline's", n);
    m.estimates.names.push_back(n);
  }
  m.estimates.values.assign(m.estimates.names.size(), 0.0);
  const auto finish = [&]() -> fitted<discrete_hazard_model> {
    report.log_likelihood = m.log_likelihood;
    detail::report_estimates(m.estimates, report);
    return {m, report, m.estimates.covariance};
  };
  if (totals.leavers == 0 || (b == 0 && basis.certain.empty())) {
    report.status = fit_status::degenerate_data;
    report.message = "nobody left: hazards are below what can be seen";
    m.odds.assign(periods, 0.0);
    return finish();
  }

  const detail::discrete_likelihood likelihood(link, s, rows, basis, periods);
  const detail::arrow_options climb{.weight = totals.weight,
                                    .least_weight = totals.lightest,
                                    .max_iterations = options.max_iterations,
                                    .progress = &options.progress};
  const auto run = [&](std::vector<double> theta, std::size_t columns) {
    return detail::climb_arrow([&](const std::vector<double>& at) { return likelihood.at(at, columns); }, std::move(theta), climb,
                               [](const std::vector<double>&) { return false; });
  };
  detail::arrow_result best = run(detail::start_of(link, basis, counts), 0);
  if (best.end == detail::arrow_end::converged) m.null_log_likelihood = best.at.value;
  const bool full_rank = rows.look.full_rank();
  if (x.columns() > 0 && full_rank && best.end == detail::arrow_end::converged) {
    std::vector<double> theta = best.theta;
    theta.resize(b + x.columns(), 0.0);
    best = run(std::move(theta), x.columns());
  }

  m.log_likelihood = report.log_likelihood = best.at.value;
  for (const double a : basis.levels(best.theta, periods)) m.odds.push_back(std::exp(a));
  std::copy(best.theta.begin(), best.theta.end(), m.estimates.values.begin());
  if (full_rank) m.estimates.covariance = best.covariance;
  std::vector<double> factor(m.estimates.size(), 1.0);
  std::vector<std::size_t> constants;
  for (std::size_t k = 0; k < b; ++k) {
    if (basis.smooth()) factor[k] = 1 / basis.scale[k];
    if (!basis.smooth() || k == 0) constants.push_back(k);
  }
  for (std::size_t j = 0; j < x.columns(); ++j) factor[b + j] = 1 / rows.deviation(j);
  detail::rescale(m.estimates.values, m.estimates.covariance, factor, constants, b, rows.look.centre);

  const std::size_t taken = best.theta.size() - b;
  detail::describe_arrow_end(
      best, [&](std::size_t i) { return i < b || i >= b + taken ? std::string() : rows.names[i - b]; }, report);
  if (!full_rank && report.status == fit_status::converged) {
    report.status = fit_status::not_identified;
    report.message = rows.look.brief();
    m.estimates.covariance.clear();
  }
  if (report.status == fit_status::converged && !(basis.without.empty() && basis.certain.empty())) {
    report.status = fit_status::boundary;
    for (const std::string& n : basis.without) report.at_bound.push_back(n + " -> -infinity");
    for (const std::string& n : basis.certain) report.at_bound.push_back(n + " -> infinity");
    if (!basis.without.empty())
      report.message = "separation: nobody left in " + detail::listed(basis.without) + ", hazard 0 there";
    if (!basis.certain.empty())
      report.message += (report.message.empty() ? "separation: " : "; ") + std::string("everybody left in ") +
                        detail::listed(basis.certain) + ", hazard 1 there";
    report.message += "; blocks or a smooth baseline borrow from their neighbours";
  }
  return finish();
}

}  // namespace walaa::inline WALAA_ABI
