// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Ordinal regression: ratings on a few ordered steps (1 to 5 stars, well to impaired) from columns.

        P(Y <= level k) = F(theta_k - eta),   eta = offset + sum b_j x_j,   theta_1 < theta_2 < ...

    with F the logistic distribution (proportional odds: exp(b) multiplies the odds of a higher answer, whichever step they are taken
    at) or the normal one. The steps are not taken as numbers: 4 is above 3 and nothing more. Two levels are logistic regression, or
    probit. The thresholds stand in for the intercept. A positive b raises answers, as in R's polr and statsmodels.

    Estimates by Newton's method, from the thresholds of the answers' own shares; the log-likelihood is concave. Columns that tell the
    answers apart have no estimate: the status is `separated`, and the report names them. A level that nobody chose has no thresholds
    of its own: list `levels` to have it refused by name instead of passed over.

    Sources: McCullagh (1980), J. R. Stat. Soc. B 42(2); Agresti (2002), Categorical Data Analysis, section 7.2; Pratt (1981), J. Am. Stat.
    Assoc. 76, on concavity. */

#include <walaa/core/executor.hpp>
#include <walaa/core/progress.hpp>
#include <walaa/fit/fitted.hpp>
#include <walaa/math/log_space.hpp>
#include <walaa/math/normal.hpp>
#include <walaa/regression/coefficients.hpp>
#include <walaa/regression/covariates.hpp>
#include <walaa/regression/detail/ordinal_ascent.hpp>  // for ordinal_link
#include <walaa/regression/outcomes.hpp>

#include <boost/core/nvp.hpp>  // for make_nvp

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace walaa::inline WALAA_ABI {

struct ordinal_options {
  ordinal_link link = ordinal_link::logit;
  std::vector<double> levels{};      ///< answers there are, ascending; empty: those that occur
  std::size_t max_iterations = 100;  ///< Newton steps, >= 1
  executor_ref executor{};           ///< who runs the blocks of rows; same bits whoever does
  progress_callback progress{};      ///< told (step, max_iterations); false ends the fit as `cancelled`
};

/// A fitted ordinal regression: a plain value that predicts without the data it was fitted on.
struct ordinal_model {
  ordinal_link link = ordinal_link::logit;
  std::vector<double> levels{0, 1};     ///< answers, ascending
  coefficients beta{{"0|1"}, {0}, {}};  ///< the thresholds, "1|2" between the answers 1 and 2, then the columns
  std::vector<double> centre;           ///< mean of each column in the fit: the baseline of reasons
  double log_likelihood = missing;
  double null_log_likelihood = missing;  ///< of the answers' own shares; missing beside an offset

  static constexpr std::string_view name = "ordinal";
  static constexpr std::size_t most_levels = 100;

  /** \param x  columns of finite numbers, as many rows as answers; may be none
      \param y  answers on at least two levels; weights > 0
      \throws invalid_input naming column, row and rule, one level only, a level that nobody chose, an answer that is no level
      \returns status converged, separated, not_identified, max_iterations, stalled or cancelled */
  template<class Covariates = covariates>
  static fitted<ordinal_model> fit(const std::type_identity_t<Covariates>& x, const outcomes& y,
                                   const ordinal_options& options = {});

  std::size_t columns() const noexcept { return beta.size() - thresholds(); }
  std::size_t thresholds() const noexcept { return levels.size() - 1; }
  std::span<const std::string> column_names() const noexcept { return std::span(beta.names).subspan(thresholds()); }

  /// Of one row: columns() values in the order of column_names(). Allocates nothing; NaN gives NaN.
  double linear_predictor(std::span<const double> row, double offset = 0) const noexcept {
    double eta = offset;
    for (std::size_t j = 0; j < columns(); ++j) eta += beta.values[thresholds() + j] * row[j];
    return eta;
  }
  /// P(answers at most the k-th level), k from 0.
  double at_most(std::size_t k, double linear_predictor) const noexcept {
    if (k + 1 >= levels.size()) return is_missing(linear_predictor) ? missing : 1;
    return cdf(beta.values[k] - linear_predictor);
  }
  /// P(answers the k-th level): differences are taken in the tail where they keep their digits.
  double probability(std::size_t k, double linear_predictor) const noexcept {
    const std::size_t last = levels.size() - 1;
    if (k == 0) return at_most(0, linear_predictor);
    const double low = beta.values[k - 1] - linear_predictor;
    if (k >= last) return cdf(-low);
    const double high = beta.values[k] - linear_predictor;
    return high + low > 0 ? cdf(-low) - cdf(-high) : cdf(high) - cdf(low);
  }
  /// Mean of the levels under those probabilities.
  double expected_level(double linear_predictor) const noexcept {
    double sum = 0;
    for (std::size_t k = 0; k < levels.size(); ++k) sum += levels[k] * probability(k, linear_predictor);
    return sum;
  }

  /** P(answers the level) of every row of a table that has the model's columns, in whatever order, among others.
      \throws invalid_input for an unknown level, a column that lacks, a value that is not finite */
  void probability(double level, const covariates& x, std::span<double> out) const {
    const std::size_t k = place_of(level);
    each("ordinal_model::probability", x, out, [&](double eta) { return probability(k, eta); });
  }
  void expected_level(const covariates& x, std::span<double> out) const {
    each("ordinal_model::expected_level", x, out, [&](double eta) { return expected_level(eta); });
  }

  double deviance() const noexcept { return -2 * log_likelihood; }

  /// \throws invalid_input when the parts contradict each other, as in a damaged file
  void validate() const;

  friend bool operator==(const ordinal_model& a, const ordinal_model& b) {
    const auto same = [](double x, double y) { return is_missing(x) ? is_missing(y) : x == y; };
    return a.link == b.link && a.levels == b.levels && a.beta == b.beta && a.centre == b.centre &&
           same(a.log_likelihood, b.log_likelihood) && same(a.null_log_likelihood, b.null_log_likelihood);
  }

  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<ordinal_model>(file_version);
    ar& boost::make_nvp("link", link) & boost::make_nvp("levels", levels) & boost::make_nvp("beta", beta) &
        boost::make_nvp("centre", centre) & boost::make_nvp("log_likelihood", log_likelihood) &
        boost::make_nvp("null_log_likelihood", null_log_likelihood);
  }

 private:
  double cdf(double x) const noexcept { return link == ordinal_link::logit ? logistic(x) : normal_cdf(x); }
  std::size_t place_of(double level) const {
    for (std::size_t k = 0; k < levels.size(); ++k)
      if (levels[k] == level) return k;
    throw invalid_input(error_code::out_of_range, "ordinal_model::probability: " + number_text(level) + " is none of the levels",
                        "level", no_row, level);
  }
  template<class Of> void each(std::string_view where, const covariates& x, std::span<double> out, const Of& of) const {
    const covariates own = matching(where, x, column_names());
    check_covariates(where, own, out.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
      double eta = 0;
      for (std::size_t j = 0; j < columns(); ++j) eta += beta.values[thresholds() + j] * own[j][i];
      out[i] = of(eta);
    }
  }
};

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::ordinal_model> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization

#include <walaa/regression/detail/ordinal_fit.hpp>  // bodies
