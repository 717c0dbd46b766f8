// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Amounts as whole multiples of a smallest unit (0.01: cents). Whole numbers add exactly and in any order, and a refund
    takes back what the purchase brought, to the bit; doubles do neither. */

#include <walaa/core/check.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace walaa::inline WALAA_ABI {

class amount_scale {
 public:
  /// \throws invalid_input unless the unit is positive and finite
  explicit amount_scale(double unit) : unit_(unit) {
    check_positive("summarize", "amount_unit", unit);
    const double inverse = 1 / unit;
    const double whole = static_cast<double>(static_cast<std::int64_t>(inverse < 1e15 ? inverse + 0.5 : 0));
    // 1 / 0.01 is meant as 100: dividing by a whole number rounds once, multiplying by 0.01 twice
    const double difference = inverse - whole;
    divides_ = whole >= 1 && difference <= 1e-9 * inverse && -difference <= 1e-9 * inverse;
    if (divides_) per_one_ = whole;
  }

  /** The whole number of units that an amount is; false when it is none, within 1e-6 of a unit or two roundings of a double.
      The largest amount is 2^48 units. */
  bool to_units(double amount, std::int64_t& units) const noexcept {
    const double exact = divides_ ? amount * per_one_ : amount / unit_;
    const double size = exact < 0 ? -exact : exact;
    if (!(size < 0x1p48)) {  // NaN too
      units = 0;
      return false;
    }
    units = static_cast<std::int64_t>(exact + (exact < 0 ? -0.5 : 0.5));
    const double off = exact - static_cast<double>(units), slack = size * 0x1p-51 > 1e-6 ? size * 0x1p-51 : 1e-6;
    return off <= slack && -off <= slack;
  }

  /// The same of many amounts; false when one of them is none.
  bool to_units(std::span<const double> amounts, std::int64_t* units) const noexcept {
    if (divides_ && whole_units(amounts, units)) return true;
    for (std::size_t i = 0; i < amounts.size(); ++i)
      if (!to_units(amounts[i], units[i])) return false;
    return true;
  }

  /// The mean of n amounts whose sum is known; correctly rounded where 1 / unit is whole.
  double mean(std::int64_t sum, double n) const noexcept {
    return divides_ ? static_cast<double>(sum) / (per_one_ * n) : static_cast<double>(sum) * unit_ / n;
  }

  double amount(std::int64_t units) const noexcept { return mean(units, 1); }
  double unit() const noexcept { return unit_; }

 private:
  /// Two at a time, where all are below 2^48 units and whole to 1e-6: nearly always.
  bool whole_units(std::span<const double> amounts, std::int64_t* units) const noexcept {
    using pair = double __attribute__((vector_size(16)));
    using flags = long long __attribute__((vector_size(16)));
    constexpr double round = 0x1.8p52;  // a number below 2^51 added to it is a whole number in the low bits
    flags whole = {-1, -1};
    for (std::size_t i = 0; i < amounts.size(); i += 2) {
      const std::size_t second = i + 1 < amounts.size() ? i + 1 : i;
      const pair exact = pair{amounts[i], amounts[second]} * per_one_, rounded = exact + round, off = exact - (rounded - round);
      whole &= (off <= 1e-6) & (off >= -1e-6) & (exact < 0x1p48) & (exact > -0x1p48);
      units[i] = std::bit_cast<std::int64_t>(rounded[0]) - std::bit_cast<std::int64_t>(round);
      units[second] = std::bit_cast<std::int64_t>(rounded[1]) - std::bit_cast<std::int64_t>(round);
    }
    return (whole[0] & whole[1]) != 0;
  }

  double unit_, per_one_ = 1;
  bool divides_ = false;
};

}  // namespace walaa::inline WALAA_ABI
