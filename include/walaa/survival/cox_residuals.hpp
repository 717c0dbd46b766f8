// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Residuals of a proportional hazards fit, on the rows that it was fitted to.

        martingale  M = event - hazard lived through             leavers seen less leavers expected; they sum to 0, weighted
        score       part of a row in the derivative of ln L in b; times the covariance: what a row moves the coefficients by
        Schoenfeld  x of who left - mean x of those at risk      one a leaver; a trend over time is a hazard not proportional

    Large martingale residuals mark customers who left earlier than their covariates say. Under Efron's ties one of d who left
    together has lived through 1 - l/d of each term of their time, l = 0 ... d - 1: anything else does not sum to 0. Of exact ties
    they are those of Breslow's hazard.

    Source: Barlow & Prentice (1988), Biometrika 75; Schoenfeld (1982), Biometrika 69; Therneau & Grambsch (2000), chapter 4. */

#include <walaa/survival/cox.hpp>

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// A row a leaver, by stratum and time.
struct schoenfeld_residuals {
  std::vector<std::size_t> row;  ///< of the data
  std::vector<double> time;
  std::vector<double> value;  ///< a number a column for each leaver, row by row
};

namespace detail {

/// The rows about the model's centre, columns in their own units.
inline cox_rows rows_of_model(std::string_view where, const cox_model& m, const cox_data& data, const executor_ref& executor) {
  cox_data own = data;
  own.x = matching(where, data.x, m.estimates.names);
  check_cox_data(where, own);
  return sort_cox_rows(own, m.centre, std::vector<double>(m.centre.size(), 1.0), executor);
}

}  // namespace detail

/** Of every row, in the order of the data. \throws invalid_input for bad data */
template<class Model = cox_model>
void martingale_residuals(const Model& m, const cox_data& data, std::span<double> out, const executor_ref& executor = {}) {
  constexpr std::string_view where = "martingale_residuals";
  check_same_length(where, "duration", data.time.size(), "out", out.size());
  const detail::cox_rows rows = detail::rows_of_model(where, m, data, executor);
  const detail::cox_paths c = detail::cox_paths_of(rows, m.estimates.values, m.ties == cox_ties::efron, false, executor);
  const std::vector<double> shift = detail::shift_of_groups(rows, c.shift);
  detail::for_cox_rows(rows, [&](std::size_t i, std::size_t g, bool left) {
    const std::size_t from = rows.late() ? rows.entered[i] : detail::cox_rows::never;
    const double lived = (left ? c.own[g] : c.hazard[g]) - (from == detail::cox_rows::never ? 0.0 : c.hazard[from]);
    out[rows.place[i]] = (left ? 1.0 : 0.0) - detail::cox_risk(rows, m.estimates.values, i, shift[g]) * lived;
  });
}

/** Of every row, in the order of the data: a number a column, row by row. \throws invalid_input for bad data, and for exact ties */
template<class Model = cox_model>
std::vector<double> score_residuals(const Model& m, const cox_data& data, const executor_ref& executor = {}) {
  constexpr std::string_view where = "score_residuals";
  if (m.ties == cox_ties::exact)
    throw invalid_input(error_code::bad_option, std::string(where) + ": exact ties have none; fit with efron or breslow", "ties");
  const detail::cox_rows rows = detail::rows_of_model(where, m, data, executor);
  return detail::cox_score_residuals(rows, m.estimates.values, m.ties == cox_ties::efron, executor);
}

/// Of every leaver. \throws invalid_input for bad data
template<class Model = cox_model>
schoenfeld_residuals schoenfeld(const Model& m, const cox_data& data, const executor_ref& executor = {}) {
  const detail::cox_rows rows = detail::rows_of_model("schoenfeld", m, data, executor);
  const std::size_t p = m.estimates.size();
  const detail::cox_paths c = detail::cox_paths_of(rows, m.estimates.values, m.ties == cox_ties::efron, true, executor);
  schoenfeld_residuals s;
  for (const detail::cox_stratum& k : rows.strata)
    for (std::size_t g = k.last_group; g-- > k.first_group;)
      for (std::size_t i = rows.groups[g].events; i < rows.groups[g].last; ++i) {
        s.row.push_back(rows.place[i]);
        s.time.push_back(rows.groups[g].time);
        for (std::size_t j = 0; j < p; ++j) s.value.push_back(rows.at(i, j + 1) - c.mean[g * p + j]);
      }
  return s;
}

}  // namespace walaa::inline WALAA_ABI
