// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Logistic regression with coefficients that are exactly 0: the lasso, ridge, and what lies between, along a path of penalties.

        minimised: -1/W sum w (y eta - ln(1 + e^eta)) + lambda (alpha sum |b_j s_j| + (1 - alpha) / 2 sum (b_j s_j)^2)

    W the sum of weights, s_j the standard deviation of column j over it (`standardise`; else 1), the intercept free: glmnet's
    definition. alpha = 1 is the lasso, which drops columns; towards 0 columns that go together share their coefficient. The path begins
    where every coefficient is 0 and goes down; each lambda starts from the one before. Each is a logistic_model without errors: choosing
    columns by the data leaves none that could be trusted.

    Which lambda: `choose_penalty` holds out each fold in turn; take `best`, or `simplest`, the largest penalty within one standard
    error of it. A penalty against the summed log-likelihood, with errors, is logistic.hpp.

    By Newton's quadratic and coordinate descent on it, one pass over the rows a step, until no condition of the optimum (Karush, Kuhn,
    Tucker) is off by more than 1e-10.

    Sources: Tibshirani (1996), J. R. Stat. Soc. B 58(1); Zou & Hastie (2005), J. R. Stat. Soc. B 67(2); Friedman, Hastie & Tibshirani
    (2010), J. Stat. Software 33(1). */

#include <walaa/regression/logistic.hpp>

#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace walaa::inline WALAA_ABI {

struct elastic_net_options {
  double alpha = 1;                  ///< share of the lasso, in [0, 1]
  std::vector<double> lambda{};      ///< penalties, descending, > 0; empty: `lambdas` of them from where the first column enters
  std::size_t lambdas = 100;         ///< >= 1
  double least_ratio = 0;            ///< of the last lambda to the first, in (0, 1); 0: 1e-4, with fewer rows than columns 1e-2
  bool standardise = true;           ///< penalise coefficients of columns in their own standard deviations
  std::size_t max_iterations = 100;  ///< Newton steps a lambda, >= 1
  executor_ref executor{};           ///< who runs the blocks of rows; same bits whoever does
  progress_callback progress{};      ///< told (lambdas done, lambdas); false ends the path early

  /// \throws invalid_input naming the option
  void validate(std::string_view where) const;
};

/// Fitted models by falling penalty.
struct elastic_net_path {
  double alpha = 1;
  std::vector<double> lambda;          ///< as many as models
  std::vector<logistic_model> models;  ///< in the columns' own units, without covariance
  std::vector<fit_status> status;      ///< converged or max_iterations, of each
  double null_log_likelihood = missing;

  /** \throws invalid_input for options out of range, data that logistic_model::fit refuses, no column that varies
      \returns fewer models than penalties where the caller asked to stop */
  template<class Covariates = covariates>
  static elastic_net_path fit(const std::type_identity_t<Covariates>& x, const outcomes& y,
                              const elastic_net_options& options = {});

  std::size_t size() const noexcept { return models.size(); }
  /// Columns with a coefficient.
  std::size_t columns_used(std::size_t k) const noexcept {
    std::size_t n = 0;
    for (std::size_t j = 1; j < models[k].beta.size(); ++j) n += models[k].beta[j] != 0;
    return n;
  }
  /// Share of the null deviance explained.
  double explained(std::size_t k) const noexcept { return 1 - models[k].log_likelihood / null_log_likelihood; }
};

/// What held-out folds say of each penalty.
struct penalty_choice {
  std::vector<double> lambda, deviance, error;  ///< mean held-out deviance a row, and its standard error over folds
  std::size_t best = 0;                         ///< smallest deviance
  std::size_t simplest = 0;                     ///< largest penalty with at most deviance[best] + error[best]
};

/** Row i is of fold i % folds, so that sorted rows are spread evenly; or as `fold` says, whole numbers from 0 to folds - 1.
    \throws invalid_input as fit; for fewer than two folds, a fold that holds one outcome only or leaves only one to the others */
template<class Covariates = covariates>
penalty_choice choose_penalty(const std::type_identity_t<Covariates>& x, const outcomes& y,
                              const elastic_net_options& options = {}, std::size_t folds = 10, std::span<const double> fold = {});

}  // namespace walaa::inline WALAA_ABI

#include <walaa/regression/detail/elastic_net_fit.hpp>  // bodies
