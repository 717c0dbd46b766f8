// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What a proportional hazards model is fitted to, and what may be asked of the fit.

    A row is a spell with its covariates. A customer whose covariates change has several rows, one after the other: (0, 3],
    (3, 8], ...; he leaves in the last. Rows of one customer are told by `cluster`, which makes errors robust to whatever they
    share; customers of kinds whose hazards are not proportional are told apart by `strata`. Both are plain numbers: equal ones
    belong together. */

#include <walaa/core/check.hpp>
#include <walaa/core/executor.hpp>
#include <walaa/core/progress.hpp>
#include <walaa/regression/covariates.hpp>
#include <walaa/survival/spell.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace walaa::inline WALAA_ABI {

/** What is made of customers who leave at the same time.
    Efron: they left one after the other in an unknown order. Breslow: each while all of them were still there; cheaper, and too
    small coefficients with many ties. Exact: time is discrete, and of those at risk just these left; its coefficients are log odds
    ratios, and the work grows with the largest number who leave together. */
enum class cox_ties : std::uint8_t { efron, breslow, exact };

/// The baseline's form; of exact ties it is Breslow's. lifelines and scikit-survival put Breslow's below Efron's coefficients.
enum class cox_baseline : std::uint8_t { as_ties, breslow, efron };

/// Columns that somebody else owns.
struct cox_data {
  spells time{};
  covariates x{};
  std::span<const double> strata{};   ///< equal numbers share a baseline; empty: one baseline
  std::span<const double> cluster{};  ///< equal numbers are one customer; empty: every row is one
};

struct cox_options {
  cox_ties ties = cox_ties::efron;
  cox_baseline baseline = cox_baseline::as_ties;
  double ridge = 0;                 ///< subtracts ridge / 2 sum b^2 from the summed log-likelihood, >= 0
  double lasso = 0;                 ///< subtracts lasso sum |b|, >= 0: some coefficients become 0, and none has an error
  bool standardise = false;         ///< penalise coefficients of columns in standard deviations (divisor n - 1)
  bool robust = false;              ///< sandwich errors, by cluster where there is one (clusters imply it)
  bool curve_errors = false;        ///< keep what errors of H(t | x) are made of: as many numbers again as there are columns
  std::size_t max_iterations = 50;  ///< Newton steps; 0 takes `start` as it is
  std::span<const double> start{};  ///< coefficients to start at; empty: 0
  executor_ref executor{};          ///< who runs the blocks of rows; same bits whoever does
  progress_callback progress{};     ///< told (step, max_iterations); false ends the fit as `cancelled`

  bool penalised() const noexcept { return ridge > 0 || lasso > 0; }

  /// \throws invalid_input naming the option
  void validate(std::string_view where, const cox_data& data) const {
    const auto refuse = [&](std::string_view name, const std::string& rule) {
      throw invalid_input(error_code::bad_option, std::string(where) + ": " + std::string(name) + " " + rule, name);
    };
    if (!is_finite(ridge) || ridge < 0) refuse("ridge", "= " + number_text(ridge) + " is not a number from 0 on");
    if (!is_finite(lasso) || lasso < 0) refuse("lasso", "= " + number_text(lasso) + " is not a number from 0 on");
    if (ties > cox_ties::exact) refuse("ties", "is none of efron, breslow, exact");
    if (baseline > cox_baseline::efron) refuse("baseline", "is none of as_ties, breslow, efron");
    if (!start.empty()) {
      check_same_length(where, "covariates", data.x.columns(), "start", start.size());
      check_finite(where, "start", start);
    }
    if (ties != cox_ties::exact) return;
    for (std::size_t i = 0; i < data.time.weight.size(); ++i)
      if (data.time.weight[i] != 1)
        detail::refuse(error_code::bad_option, where, "weight", i, data.time.weight[i],
                       "is not 1: exact ties count rows, use efron or breslow with weights");
    if (robust || !data.cluster.empty()) refuse("robust", "errors are not defined for exact ties; use efron or breslow");
  }
};

/// \throws invalid_input naming the column, the row and the rule
inline void check_cox_data(std::string_view where, const cox_data& data) {
  check_spells(where, data.time);
  if (data.x.columns() > 0) check_covariates(where, data.x, data.time.size());
  const auto labels = [&](std::string_view name, std::span<const double> column) {
    if (column.empty()) return;
    check_same_length(where, "duration", data.time.size(), name, column.size());
    check_finite(where, name, column);
  };
  labels("strata", data.strata);
  labels("cluster", data.cluster);
}

}  // namespace walaa::inline WALAA_ABI
