// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What compare_models (compare_models.hpp) takes and gives: models under names, and a table with a row for each. */

#include <walaa/core/time.hpp>
#include <walaa/evaluate/holdout.hpp>  // for forecast_errors
#include <walaa/fit/fit_report.hpp>
#include <walaa/fit/fitted.hpp>
#include <walaa/value/forecast.hpp>

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// A fitted purchase model under a name; any model converts, so that a list of different ones can be written in braces.
struct compared_model {
  template<purchase_model M>
  compared_model(std::string named, const fitted<M>& m)
      : name(std::move(named)),
        report(m.report()),
        model(M::name),
        parameters(M::parameter_names.size()),
        log_likelihood([m](const purchase_histories& h, std::span<double> out) { m.unchecked().log_likelihood(h, out); }),
        expected(
            [m](const purchase_histories& h, days within, std::span<double> out) { expected_purchases(m, h, within, out); }) {}

  std::string name;
  fit_report report;
  std::string model;
  std::size_t parameters;
  std::function<void(const purchase_histories&, std::span<double>)> log_likelihood;  ///< of each customer
  std::function<void(const purchase_histories&, days, std::span<double>)> expected;  ///< purchases; \throws not_usable
};

/// A row of the table; what could not be computed is missing.
struct model_row {
  std::string name, model;
  fit_status status = fit_status::not_fitted;
  bool usable = true;
  std::size_t parameters = 0;
  double log_likelihood = missing, aic = missing, bic = missing;
  forecast_errors holdout;  ///< customers = 0 where no holdout was passed or the fit may not be used
};

struct model_comparison {
  std::vector<model_row> rows;  ///< as the models were given
  double customers = 0;         ///< n of the BIC: the sum of their weights
  time_unit unit = time_unit::day;
  double actual = missing;  ///< purchases in the holdout; missing without one

  /// The row of the least criterion among the fits that may be used; no_row where there is none.
  std::size_t best_by_aic() const noexcept { return least(&model_row::aic); }
  std::size_t best_by_bic() const noexcept { return least(&model_row::bic); }
  std::size_t best_in_holdout() const noexcept {  ///< by the root mean square error a customer
    std::size_t best = no_row;
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (rows[i].usable && is_finite(rows[i].holdout.rmse) && (best == no_row || rows[i].holdout.rmse < rows[best].holdout.rmse))
        best = i;
    return best;
  }

  std::string text() const;  ///< a line a model; a star marks the least of a column

 private:
  std::size_t least(double model_row::*criterion) const noexcept {
    std::size_t best = no_row;
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (rows[i].usable && is_finite(rows[i].*criterion) && (best == no_row || rows[i].*criterion < rows[best].*criterion))
        best = i;
    return best;
  }
};

inline std::string model_comparison::text() const {
  const std::size_t by_aic = best_by_aic(), by_bic = best_by_bic(), by_error = best_in_holdout();
  std::size_t width = 5;
  for (const model_row& r : rows) width = r.name.size() > width ? r.name.size() : width;
  const auto starred = [](double v, int digits, std::size_t wide, bool best) {
    return detail::aligned(v, digits, wide) + (best ? "*" : " ");
  };
  std::string out = detail::padded("model", width, false) + "  parameters  log-likelihood         AIC          BIC ";
  if (!is_missing(actual)) out += "   expected      MAE     RMSE ";
  out += " fit\n";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const model_row& r = rows[i];
    out += detail::padded(r.name, width, false) + detail::aligned(static_cast<double>(r.parameters), 0, 12) +
           detail::aligned(r.log_likelihood, 3, 16) + starred(r.aic, 1, 12, i == by_aic) + starred(r.bic, 1, 12, i == by_bic);
    if (!is_missing(actual)) {
      const bool compared = r.holdout.customers > 0;
      out += detail::aligned(compared ? r.holdout.expected : missing, 1, 11) + detail::aligned(r.holdout.mae, 4, 9) +
             starred(r.holdout.rmse, 4, 9, i == by_error);
    }
    out += " " + std::string(status_name(r.status)) + "\n";
  }
  out += "on " + detail::grouped_digits(customers) + " customers";
  if (!is_missing(actual)) out += ", who bought " + detail::grouped_digits(actual) + " times in the holdout";
  return out + "; * the least among the fits that may be used\n";
}

}  // namespace walaa::inline WALAA_ABI
