// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What a regression reads: named columns of equal length that somebody else owns.

    A model remembers the names it was fitted on; `matching` finds them again in whatever table is to be scored, in the
    model's order, so that a table with further columns, or with the same ones in another order, is scored alike. */

#include <walaa/core/check.hpp>
#include <walaa/data/customers.hpp>  // for customer_view

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// A column and its name. Owns neither.
struct covariate {
  std::string_view name;
  std::span<const double> values;
};

/// Named columns of equal length; owns the names, not the numbers.
class covariates {
 public:
  covariates() = default;  ///< none
  /// \throws invalid_input for unequal lengths, an empty name, a name given twice
  covariates(std::initializer_list<covariate> columns)
      : covariates(std::span<const covariate>(columns.begin(), columns.size())) {}
  explicit covariates(std::span<const covariate> columns) {
    for (const covariate& c : columns) add(c);
  }
  /// The columns of these names. \throws invalid_input when the table lacks one
  covariates(customer_view table, std::span<const std::string_view> names) {
    for (const std::string_view name : names) add({name, table[name]});
  }

  std::size_t rows() const noexcept { return columns_.empty() ? 0 : columns_.front().size(); }
  std::size_t columns() const noexcept { return columns_.size(); }
  const std::string& name(std::size_t j) const noexcept { return names_[j]; }
  const std::vector<std::string>& names() const noexcept { return names_; }
  std::span<const double> operator[](std::size_t j) const noexcept { return columns_[j]; }

  /// Where the column of this name stands; columns() when there is none.
  std::size_t find(std::string_view name) const noexcept {
    std::size_t j = 0;
    while (j < names_.size() && names_[j] != name) ++j;
    return j;
  }

 private:
  void add(const covariate& c) {
    const std::string name(c.name);
    if (name.empty()) throw invalid_input(error_code::out_of_range, "covariates: a column without a name");
    if (find(name) < columns())
      throw invalid_input(error_code::duplicate_column, "covariates: two columns named '" + name + "'", name);
    if (!columns_.empty()) check_same_length("covariates", names_.front(), rows(), name, c.values.size());
    names_.push_back(name);
    columns_.push_back(c.values);
  }

  std::vector<std::string> names_;
  std::vector<std::span<const double>> columns_;
};

/// \throws invalid_input naming column and row for a value that is not finite, and for columns not of `rows` rows
inline void check_covariates(std::string_view where, const covariates& x, std::size_t rows) {
  for (std::size_t j = 0; j < x.columns(); ++j) {
    check_same_length(where, "rows", rows, x.name(j), x[j].size());
    check_finite(where, x.name(j), x[j]);
  }
}

/// A model's own columns, in its order. \throws invalid_input naming the column that x lacks
inline covariates matching(std::string_view where, const covariates& x, std::span<const std::string> names) {
  std::vector<covariate> own;
  own.reserve(names.size());
  for (const std::string& name : names) {
    const std::size_t j = x.find(name);
    if (j == x.columns()) {
      std::string there;
      for (const std::string& n : x.names()) there += (there.empty() ? "" : ", ") + n;
      throw invalid_input(error_code::unknown_column,
                          std::string(where) + ": no column '" + name + "', which the model was fitted on; there is: " + there,
                          name);
    }
    own.push_back({name, x[j]});
  }
  return covariates(own);
}

}  // namespace walaa::inline WALAA_ABI
