// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Any Python object with `tag`, `inputs` and a `score` method as a strategy.

    The object is owned through a shared_ptr, so copying the strategy moves no Python reference count and needs no GIL;
    score takes the GIL and hands out read-only views of the columns, which are dead after the call. What Python raises
    arrives as it was raised. Such a strategy cannot be saved: `save` names it. */

#include "support.hpp"

#include <walaa/scoring/strategy.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::python {

class python_strategy {
 public:
  std::string tag;

  explicit python_strategy(py::object user) {
    tag = user.attr("tag").cast<std::string>();
    names_ = std::make_shared<const std::vector<std::string>>(user.attr("inputs").cast<std::vector<std::string>>());
    auto views = std::make_shared<std::vector<std::string_view>>(names_->begin(), names_->end());
    inputs_ = std::move(views);
    if (py::hasattr(user, "scale")) scale_ = user.attr("scale").cast<std::string>();
    held_ = std::shared_ptr<py::object>(new py::object(std::move(user)), [](py::object* p) {
      if (!Py_IsInitialized()) return;  // the interpreter is gone, and with it the object
      const py::gil_scoped_acquire gil;
      delete p;
    });
  }

  input_names inputs() const { return *inputs_; }
  std::string_view scale() const { return scale_; }

  void score(customer_view c, score_out out) const {
    const py::gil_scoped_acquire gil;
    py::dict columns;
    for (const std::string& name : *names_) {
      const auto values = c[name];
      // a base object keeps numpy from copying; the memory is the table's
      py::array_t<double> array(static_cast<py::ssize_t>(values.size()), values.data(), py::capsule(values.data(), [](void*) {}));
      array.attr("flags").attr("writeable") = false;
      columns[py::str(name)] = array;
    }
    const py::object proxy = py::module_::import("types").attr("MappingProxyType")(columns);
    const py::object result = held_->attr("score")(proxy);
    if (py::isinstance<py::tuple>(result)) {  // (value, error)
      const auto pair = result.cast<std::pair<py::object, py::object>>();
      copy(pair.first, c.size(), out.value);
      copy(pair.second, c.size(), out.error);
    } else {
      copy(result, c.size(), out.value);
    }
  }

 private:
  void copy(const py::object& result, std::size_t n, std::span<double> to) const {
    const auto values = py::array_t<double, py::array::c_style | py::array::forcecast>::ensure(result);
    if (!values) throw py::error_already_set();
    if (values.ndim() != 1 || static_cast<std::size_t>(values.size()) != n)
      throw invalid_input(
          error_code::wrong_length,
          tag + ": score() returned " + std::to_string(values.size()) + " values for " + std::to_string(n) + " customers", tag);
    std::copy(values.data(), values.data() + n, to.begin());
  }

  std::shared_ptr<const std::vector<std::string>> names_;
  std::shared_ptr<const std::vector<std::string_view>> inputs_;
  std::string scale_ = "score";
  std::shared_ptr<py::object> held_;
};

static_assert(strategy<python_strategy>);

}  // namespace walaa::python
