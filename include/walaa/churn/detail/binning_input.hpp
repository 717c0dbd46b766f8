// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What the columns of a binning or a scorecard must be. */

#include <walaa/core/check.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace walaa::inline WALAA_ABI {

namespace detail {

inline void refuse_option(std::string_view where, std::string_view name, double value, std::string_view rule) {
  throw invalid_input(error_code::bad_option,
                      std::string(where) + ": " + std::string(name) + " = " + number_text(value) + " " + std::string(rule), name,
                      no_row, value);
}

inline void check_classes(std::string_view where, std::span<const double> churned) {
  std::size_t leavers = 0;
  for (std::size_t i = 0; i < churned.size(); ++i) {
    if (!(churned[i] == 0 || churned[i] == 1))
      refuse(error_code::out_of_range, where, "churned", i, churned[i], "is neither 0 (stayed) nor 1 (left)");
    leavers += churned[i] == 1;
  }
  if (leavers == 0 || leavers == churned.size())
    throw invalid_input(error_code::out_of_range,
                        std::string(where) + ": churned has one class only, everybody " + (leavers == 0 ? "stayed" : "left") +
                            "; leavers and stayers are compared",
                        "churned");
}

}  // namespace detail

}  // namespace walaa::inline WALAA_ABI
