// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What becomes of rows that cannot be right: refused with their number, or mended by fixed rules and counted. Which rules,
    says the place that takes the policy: summary (data/summary.hpp) for logs, repaired_histories for customers to fit. */

#include <walaa/core/config.hpp>

#include <cstdint>

namespace walaa::inline WALAA_ABI {

enum class policy : std::uint8_t { strict, repair };

}  // namespace walaa::inline WALAA_ABI
