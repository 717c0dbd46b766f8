// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The aml trial (Miller 1997; Therneau & Grambsch 2000): weeks in remission, 1 relapse, 0 censored. Facts as printed in
    the books. */

#include <walaa/survival/spell.hpp>

#include <array>

namespace walaa::tests {

inline spells aml_maintained() {
  static constexpr std::array<double, 11> time{9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161};
  static constexpr std::array<double, 11> event{1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0};
  return {.duration = time, .event = event, .entry = {}, .weight = {}, .unit = time_unit::week};
}

inline spells aml_nonmaintained() {
  static constexpr std::array<double, 12> time{5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45};
  static constexpr std::array<double, 12> event{1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1};
  return {.duration = time, .event = event, .entry = {}, .weight = {}, .unit = time_unit::week};
}

}  // namespace walaa::tests
