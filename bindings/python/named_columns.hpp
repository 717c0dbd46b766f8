// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What the bindings of regressions share: columns by name, options by name. */

#include "support.hpp"

#include <walaa/regression/covariates.hpp>

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace walaa::python {

using names_of = std::vector<std::string>;

/// Columns with their names; the caller keeps both alive.
inline covariates named(const names_of& names, const std::vector<column>& columns) {
  check_same_length("covariates", "names", names.size(), "columns", columns.size());
  std::vector<covariate> x;
  for (std::size_t j = 0; j < names.size(); ++j) x.push_back({names[j], view(columns[j])});
  return covariates(x);
}

/// What an option's name stands for.
template<class T>
T picked(const char* where, const char* option, const std::string& value,
         std::initializer_list<std::pair<const char*, T>> known) {
  std::string names;
  for (const auto& [name, meaning] : known) {
    if (value == name) return meaning;
    names += (names.empty() ? "" : ", ") + std::string(name);
  }
  throw invalid_input(error_code::bad_option, std::string(where) + ": " + option + " = '" + value + "' is none of " + names,
                      option);
}

inline column copied(std::span<const double> values) { return moved(std::vector<double>(values.begin(), values.end())); }

}  // namespace walaa::python
