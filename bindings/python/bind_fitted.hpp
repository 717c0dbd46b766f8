// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What all fitted models have in Python: options in, parameters, covariance, report and bytes out. */

#include "model_bytes.hpp"
#include "support.hpp"

#include <walaa/core/tree.hpp>
#include <walaa/fit/fitted.hpp>

#include <string>
#include <utility>
#include <vector>

namespace walaa::python {

inline fit_options options_of(std::size_t max_iterations, double gradient_tolerance, double ridge, const std::string& bad_rows,
                              executor_ref run, py::object progress) {
  return {.max_iterations = max_iterations,
          .gradient_tolerance = gradient_tolerance,
          .ridge = ridge,
          .bad_rows = bad_rows == "repair" ? policy::repair : policy::strict,
          .executor = run,
          .progress = interruptible(std::move(progress))};
}

/// What all fitted models have: parameters, covariance, report, equality, bytes.
template<class Model> py::class_<fitted<Model>> bind_fitted(py::module_& m, const char* name) {
  py::class_<fitted<Model>> cls(m, name);
  cls.def_property_readonly("parameters",
                            [](const fitted<Model>& f) {
                              std::vector<double> out;
                              const tree t = to_tree(f.unchecked());  // the members in the order of parameter_names
                              for (const tree& value : t.children) out.push_back(value.num);
                              return out;
                            })
      .def_property_readonly(
          "covariance", [](const fitted<Model>& f) { return std::vector<double>(f.covariance().begin(), f.covariance().end()); })
      .def_property_readonly("report", [](const fitted<Model>& f) { return f.report(); })
      .def_property_readonly("unit", [](const fitted<Model>& f) { return std::string(unit_name(f.unit())); })
      .def("__eq__", [](const fitted<Model>& a, const fitted<Model>& b) { return a == b; });
  bind_bytes(cls);
  return cls;
}

}  // namespace walaa::python
