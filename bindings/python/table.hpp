// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Keys and tables between numpy and walaa: int64 arrays or lists of str, a dict of columns as a borrowed table. */

#include "support.hpp"

#include <walaa/core/key.hpp>
#include <walaa/data/customers.hpp>

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace walaa::python {

/// Keys as Python holds them: an int64 array (borrowed) or a list of str (copied).
class key_column {
 public:
  key_column() = default;
  explicit key_column(const py::handle& keys) {
    if (py::isinstance<py::list>(keys)) {
      text_ = true;
      texts_ = keys.cast<std::vector<std::string>>();
    } else {
      numbers_ = keys.cast<day_column>();
    }
  }
  key_view view() const {
    if (text_) return texts_;
    return std::span<const std::int64_t>{numbers_.data(), static_cast<std::size_t>(numbers_.size())};
  }
  std::variant<std::vector<std::int64_t>, std::vector<std::string>> owned() const {
    if (text_) return texts_;
    return std::vector<std::int64_t>(numbers_.data(), numbers_.data() + numbers_.size());
  }

 private:
  bool text_ = false;
  day_column numbers_;  // int64, whatever it counts
  std::vector<std::string> texts_;
};

inline py::object keys_to_python(key_view keys) {
  if (keys.is_text()) return py::cast(std::vector<std::string>(keys.texts().begin(), keys.texts().end()));
  return py::array_t<std::int64_t>(static_cast<py::ssize_t>(keys.size()), keys.numbers().data());
}

/** A table over numpy columns, {"columns": {name: array}, "keys": keys or None, "as_of": days, "unit": name, "size": n}:
    what the Python layer makes of a frame. Borrows the arrays for the call. */
class borrowed_table {
 public:
  explicit borrowed_table(const py::dict& frame)
      : keys_(frame["keys"].is_none() ? key_column() : key_column(frame["keys"])),
        table_(frame["size"].cast<std::size_t>(), day(frame["as_of"].cast<std::int64_t>()),
               unit_of(frame["unit"].cast<std::string>()), keys_.view()) {
    for (const auto& [name, values] : frame["columns"].cast<py::dict>())
      table_.with(name.cast<std::string>(), python::view(held_.emplace_back(values.cast<column>())));
  }
  borrowed_table(const borrowed_table&) = delete;
  borrowed_table& operator=(const borrowed_table&) = delete;

  customer_view view() const { return table_; }

 private:
  key_column keys_;
  std::deque<column> held_;
  table_view table_;
};

/// A table argument: walaa's own Customers as they are, or a dict of columns.
class table_argument {
 public:
  explicit table_argument(const py::object& table) {
    if (py::isinstance<customers>(table))
      own_ = &table.cast<const customers&>();
    else
      borrowed_.emplace(py::dict(table));
  }
  customer_view view() const { return own_ ? customer_view(*own_) : borrowed_->view(); }

 private:
  const customers* own_ = nullptr;
  std::optional<borrowed_table> borrowed_;
};

}  // namespace walaa::python
