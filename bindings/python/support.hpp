// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What every binding file needs: columns in and out, units, threads, and a progress callback that lets Ctrl-C through.

    The Python layer has turned what people have into contiguous float64 columns and int64 days; the bindings take exactly
    these and copy nothing. */

#include <walaa/core/thread_pool.hpp>
#include <walaa/core/progress.hpp>
#include <walaa/core/time.hpp>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace walaa::python {

namespace py = pybind11;

using column = py::array_t<double, py::array::c_style>;
using day_column = py::array_t<std::int64_t, py::array::c_style>;

inline std::span<const double> view(const column& values) { return {values.data(), static_cast<std::size_t>(values.size())}; }

inline std::span<const double> view(const std::optional<column>& values) {
  return values ? view(*values) : std::span<const double>{};
}

/// numpy's datetime64[D] and walaa's dates are both int64 days since 1970-01-01.
inline std::span<const date> dates(const day_column& values) {
  static_assert(sizeof(date) == sizeof(std::int64_t));
  return {reinterpret_cast<const date*>(values.data()), static_cast<std::size_t>(values.size())};
}

inline std::span<const date> dates(const std::optional<day_column>& values) {
  return values ? dates(*values) : std::span<const date>{};
}

inline date day(std::int64_t days_since_1970) { return date{date::duration{days_since_1970}}; }

inline time_unit unit_of(std::string_view name) {
  return name == "weeks" ? time_unit::week : name == "months" ? time_unit::month : time_unit::day;
}

/// A new array of n doubles that f fills with the GIL released.
template<class F> column filled(std::size_t n, F&& f) {
  column out(static_cast<py::ssize_t>(n));
  const std::span<double> to{out.mutable_data(), n};
  {
    const py::gil_scoped_release no_gil;
    f(to);
  }
  return out;
}

/// Hands a vector's memory to numpy without a copy.
template<class T> py::array_t<T> moved(std::vector<T> values) {
  auto owner = std::make_unique<std::vector<T>>(std::move(values));
  const auto n = static_cast<py::ssize_t>(owner->size());
  T* data = owner->data();
  py::capsule release(owner.release(), [](void* p) { delete static_cast<std::vector<T>*>(p); });
  return py::array_t<T>(n, data, release);
}

/** A progress callback that runs Python's signal handlers every 50 ms (Ctrl-C raises KeyboardInterrupt out of the call) and
    passes (done, total) on to the user's callable; None counts as "go on". The call runs with the GIL released. */
inline progress_callback interruptible(py::object user) {
  using clock = std::chrono::steady_clock;
  auto held = std::shared_ptr<py::object>(new py::object(std::move(user)), [](py::object* p) {
    const py::gil_scoped_acquire gil;
    delete p;
  });
  const bool asks = !held->is_none();
  return [held, asks, last = clock::now()](std::size_t done, std::size_t total) mutable {
    const auto now = clock::now();
    const bool due = now - last >= std::chrono::milliseconds(50);
    if (!due && !asks) return true;
    const py::gil_scoped_acquire gil;
    if (due) {
      last = now;
      if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    }
    if (!asks) return true;
    const py::object answer = (*held)(done, total);
    return answer.is_none() || answer.cast<bool>();
  };
}

/** The executor of one call: threads that end with it, so that a forked child never inherits a pool, and between two handfuls
    of blocks Python's signals are heard, so that Ctrl-C ends the call wherever it is. */
class call_threads {
 public:
  explicit call_threads(unsigned threads) : go_on_(interruptible(py::none())) {
    if (threads != 1) pool_ = std::make_unique<thread_pool>(threads);
  }

  template<class F> void parallel_for(std::size_t n, F&& f) {
    constexpr std::size_t handful = 32;  // blocks: some milliseconds
    for (std::size_t first = 0; first < n; first += handful) {
      const std::size_t count = std::min(handful, n - first);
      const auto one = [&f, first](std::size_t i) { f(first + i); };
      if (pool_)
        pool_->parallel_for(count, one);
      else
        inline_executor{}.parallel_for(count, one);
      keep_going(go_on_, first + count, n);  // throws what a signal handler raised
    }
  }
  executor_ref executor() { return executor_ref(*this); }

 private:
  progress_callback go_on_;
  std::unique_ptr<thread_pool> pool_;
};

}  // namespace walaa::python
