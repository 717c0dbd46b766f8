// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    How a caller watches and stops long work: a callback that is told how far the work is and answers whether to go on.
    It is called from the thread that made the call, never from a worker. Default: nobody is told, nothing stops. */

#include <walaa/core/config.hpp>

#include <cstddef>
#include <functional>

namespace walaa::inline WALAA_ABI {

/// (done, total) in steps of the work at hand; return false to stop.
using progress_callback = std::function<bool(std::size_t done, std::size_t total)>;

/// True when nobody listens or the listener wants more.
inline bool keep_going(const progress_callback& progress, std::size_t done, std::size_t total) {
  return !progress || progress(done, total);
}

}  // namespace walaa::inline WALAA_ABI
