// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The logs that a business already has, one row an event; every log names its customer and its day.

    A log is a set of columns that somebody else owns. Columns that may be absent are empty spans. Rows need no order. */

#include <walaa/core/key.hpp>
#include <walaa/core/time.hpp>

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

/** Purchases and refunds. A refund is a row with a negative amount; where events have an id, a refund repeats the id of the
    purchase that it takes back, wholly or in part, and may stand before it. Amounts are multiples of a declared smallest
    unit (summary::amount_unit): inside they are whole numbers, exact and order-free. */
struct purchase_log {
  key_view customer{};
  std::span<const date> on{};
  std::span<const double> amount{};  ///< empty: counts only, no spend
  key_view id{};                     ///< of the event; empty: rows of one customer and one period are merged, no duplicates known
};

/// One question of a survey: answers on a scale from lowest to highest, a missing answer is NaN.
struct item {
  std::string_view name;
  std::span<const double> answer{};
  double lowest = 0, highest = 10;
  bool reversed = false;  ///< a high answer is bad: turned round (lowest + highest - answer) on the way in
};

struct answer_log {
  key_view customer{};
  std::span<const date> on{};
  std::vector<item> items{};
};

/// What a service case was.
enum class service_kind : std::uint8_t { request, complaint, promise, product_return };

/** Service cases: requests, complaints, promises ("the part will be here on Monday": due), returned goods. A day that has
    not come yet is no_date. */
struct service_log {
  key_view customer{};
  std::span<const date> opened{}, first_reply{}, resolved{}, due{};
  std::span<const std::uint8_t> kind{};  ///< service_kind; empty: all requests
};

/// Contracts: from a day on, until a day; no_date: still on.
struct contract_log {
  key_view customer{};
  std::span<const date> from{}, until{};
};

struct logs {
  purchase_log purchases{};
  answer_log answers{};
  service_log service{};
  contract_log contracts{};
  key_view roster{};  ///< customers who count although no log may know them
};

}  // namespace walaa::inline WALAA_ABI
