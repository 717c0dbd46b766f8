// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What a fitted mixture_cure_model says of customers; included by survival/mixture_cure.hpp only. */

#include <walaa/survival/detail/survival_columns.hpp>
#include <walaa/survival/mixture_cure.hpp>

#include <string>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// The customers of a table by row.
class cure_rows {
 public:
  /// \throws invalid_input for a column that lacks or is not finite
  cure_rows(const mixture_cure_model& m, std::string_view where, const covariates& table, std::size_t rows)
      : model_(m),
        z_(matching(where, table, m.stays_columns())),
        x_(matching(where, table, m.leaves_columns())),
        scale_(m.scale()) {
    check_covariates(where, z_, rows);
    check_covariates(where, x_, rows);
  }
  cure_customer operator()(std::size_t i) const noexcept {
    const double logit_stays = predicted(model_.stays.values[0], std::span(model_.stays.values).subspan(1), z_, i);
    const double location = predicted(model_.leaves.values[0], std::span(model_.leaves.values).subspan(1, x_.columns()), x_, i);
    return {model_.unit, logit_stays, {model_.unit, model_.law, location, scale_}};
  }

 private:
  const mixture_cure_model& model_;
  covariates z_, x_;
  double scale_;
};

}  // namespace detail

inline cure_customer mixture_cure_model::at(std::span<const double> z, std::span<const double> x) const {
  constexpr std::string_view where = "mixture_cure_model::at";
  check_same_length(where, "columns of who stays", stays_columns().size(), "z", z.size());
  check_same_length(where, "columns of when they leave", leaves_columns().size(), "x", x.size());
  check_finite(where, "z", z);
  check_finite(where, "x", x);
  return {unit,
          detail::predicted(stays.values[0], std::span(stays.values).subspan(1), z),
          {unit, law, detail::predicted(leaves.values[0], std::span(leaves.values).subspan(1, x.size()), x), scale()}};
}

inline void mixture_cure_model::survival(const covariates& table, double t, std::span<double> out) const {
  constexpr std::string_view where = "mixture_cure_model::survival";
  check_nonnegative(where, "t", t);
  const detail::cure_rows customer(*this, where, table, out.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = customer(i).survival(t);
}

inline void mixture_cure_model::stays_given_here(const covariates& table, std::span<const double> alive_at,
                                                 std::span<double> out) const {
  constexpr std::string_view where = "mixture_cure_model::stays_given_here";
  check_same_length(where, "alive_at", alive_at.size(), "out", out.size());
  detail::check_ages(where, alive_at);
  const detail::cure_rows customer(*this, where, table, out.size());
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = is_missing(alive_at[i]) ? missing : customer(i).stays_given_here(alive_at[i]);
}

inline leave_counts mixture_cure_model::leave_probability(const covariates& table, std::span<const double> alive_at,
                                                          double horizon, const leave_out& out) const {
  constexpr std::string_view where = "mixture_cure_model::leave_probability";
  const detail::cure_rows customer(*this, where, table, alive_at.size());
  return detail::leave_column(where, alive_at, horizon, out, customer);
}

inline void mixture_cure_model::validate() const {
  const auto require = [](bool good, const char* rule) {
    if (!good) throw load_error(error_code::bad_value, std::string("mixture_cure_model: ") + rule);
  };
  require(unit <= time_unit::month, "unit is no unit of time");
  require(law <= lifetime_law::log_logistic, "law is no law");
  stays.validate();
  leaves.validate();
  require(stays.size() >= 1 && leaves.size() >= (law == lifetime_law::exponential ? 1u : 2u), "coefficients are missing");
  check_same_length("mixture_cure_model", "columns of who stays", stays_columns().size(), "stays_centre", stays_centre.size());
  check_same_length("mixture_cure_model", "columns of when they leave", leaves_columns().size(), "leaves_centre",
                    leaves_centre.size());
  check_finite("mixture_cure_model", "stays_centre", stays_centre);
  check_finite("mixture_cure_model", "leaves_centre", leaves_centre);
  require(is_finite(scale()) && scale() > 0, "the scale is no positive number");
}

}  // namespace walaa::inline WALAA_ABI
