// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The likelihood of a model of renewals, as a problem for the fit engine.

        ln L = sum over periods t of  left_t ln P(t) + kept_t ln S(t) - late_t ln S(t)

    A model gives ln S(t) and ln P(t), the probability to leave at renewal t, with their derivatives. One line a period,
    however many customers. */

#include <walaa/fit/likelihood_problem.hpp>
#include <walaa/math/log_space.hpp>  // for log1mexp
#include <walaa/math/sum.hpp>
#include <walaa/survival/renewals.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// Adds factor * term.
template<std::size_t N> void add_times(second_order<N>& sum, double factor, second_order<N> term) noexcept {
  if (factor == 0) return;
  term *= factor;
  sum += term;
}

/** ln P(t) = ln S(t-1) + ln(1 - r), r = S(t)/S(t-1), with derivatives from those of ln S.
    \param log_retention  ln r, which the model knows without the difference of two logarithms */
template<std::size_t N>
second_order<N> log_leaving(const second_order<N>& before, const second_order<N>& after, double log_retention) noexcept {
  const double q = 1 / std::expm1(-log_retention);  // r / (1 - r): ln(1 - e^x) has the derivatives -q and -q (1 + q)
  second_order<N> f = before, step = after;
  add_times(step, -1.0, before);
  f.value += log1mexp(log_retention);
  for (std::size_t i = 0; i < N; ++i) {
    f.gradient(i) -= q * step.gradient(i);
    for (std::size_t j = 0; j <= i; ++j)
      f.hessian(i, j) -= q * (step.hessian(i, j) + (1 + q) * step.gradient(i) * step.gradient(j));
  }
  return f;
}

}  // namespace detail

/// What a model of renewals offers to its fit.
template<class M>
concept renewal_model = requires(const M& m, double t, const renewals& r, const small_vector<parameter_count<M>>& theta) {
  { m.log_survival_terms(t) } -> std::same_as<second_order<parameter_count<M>>>;
  { m.log_leaving_terms(t) } -> std::same_as<second_order<parameter_count<M>>>;
  { M::start(r) } -> std::same_as<M>;
  { M::bounds() } -> std::same_as<log_bounds<parameter_count<M>>>;
  { M::limit(theta) } -> std::same_as<fit_verdict>;
};

template<renewal_model Model> class renewal_problem {
  static constexpr std::size_t n_ = parameter_count<Model>;

 public:
  using model_type = Model;

  /// The renewals must outlive the problem.
  explicit renewal_problem(const renewals& r) : renewals_(r) {}

  second_order<n_> evaluate(const Model& m, const executor_ref& executor) const {
    const auto periods = renewals_.periods();
    return block_sum<second_order<n_>>(periods.size(), executor, [&](std::size_t first, std::size_t last) {
      second_order<n_> block;
      for (; first < last; ++first) {
        const renewals::period& p = periods[first];
        if (p.left > 0) detail::add_times(block, p.left, m.log_leaving_terms(p.renewal));
        if (p.kept != p.late) detail::add_times(block, p.kept - p.late, m.log_survival_terms(p.renewal));
      }
      return block;
    });
  }

  Model start() const { return Model::start(renewals_); }
  log_bounds<n_> bounds() const { return Model::bounds(); }
  double observations() const noexcept { return renewals_.customers(); }

  std::optional<fit_verdict> degenerate() const {
    if (renewals_.asked() == 0) return fit_verdict{fit_status::degenerate_data, "no renewal came up: nobody could leave", {}};
    if (renewals_.leavers() == 0)
      return fit_verdict{fit_status::degenerate_data, "nobody left: the rate of leaving is below what can be seen", {}};
    if (renewals_.leavers() == renewals_.asked())
      return fit_verdict{
          fit_status::degenerate_data, "everybody left at the first renewal: nothing tells how customers differ", {}};
    if (const double seen = periods_at_risk(); seen < static_cast<double>(n_))
      return fit_verdict{fit_status::not_identified,
                         "customers were asked at " + number_text(seen) + (seen == 1 ? " renewal" : " renewals") +
                             ", too few to tell " + std::to_string(n_) + " parameters apart",
                         {}};
    return std::nullopt;
  }
  fit_verdict limit(const small_vector<n_>& theta, const small_vector<n_>&) const { return Model::limit(theta); }
  std::vector<simpler_limit<n_>> simpler(const small_vector<n_>&) const { return {}; }

  small_vector<n_> unit_factors() const noexcept {
    small_vector<n_> ones{};
    ones.fill(1);
    return ones;
  }
  double log_likelihood_shift() const noexcept { return 0; }
  std::vector<influential_row> influential(const Model&, const small_matrix<n_>&, const executor_ref&) const { return {}; }

  void describe(fit_report& report) const {
    report.rows_used = static_cast<double>(renewals_.periods().size());
    report.unit = renewals_.unit();
  }

 private:
  /// Different renewals at which anybody was asked: each is a hazard that the data know.
  double periods_at_risk() const noexcept {
    double seen = 0, at_risk = renewals_.customers(), before = 0;
    for (const renewals::period& p : renewals_.periods()) at_risk -= p.late;  // those from the start
    for (const renewals::period& p : renewals_.periods()) {
      if (at_risk > 1e-12 * renewals_.customers()) seen += p.renewal - before;
      at_risk += p.late - p.left - p.kept;
      before = p.renewal;
    }
    return seen;
  }

  const renewals& renewals_;
};

}  // namespace walaa::inline WALAA_ABI
