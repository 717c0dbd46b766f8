// SPDX-License-Identifier: Apache-2.0
// The room `fit`: what a fit says about itself.
#include "support.hpp"

#include <walaa/fit/fit_report.hpp>

#include <algorithm>
#include <string>

namespace walaa::python {

void bind_fit(py::module_& m) {
  py::class_<fit_report>(m, "FitReport", "What a fit says about itself; status and evidence, not an optimiser's \"success\".")
      .def_property_readonly("status",
                             [](const fit_report& r) {  // one word, as in C++: "not_identified"
                               std::string name(status_name(r.status));
                               std::replace(name.begin(), name.end(), ' ', '_');
                               return name;
                             })
      .def_readonly("model", &fit_report::model)
      .def_readonly("message", &fit_report::message)
      .def_readonly("parameter_names", &fit_report::parameter_names)
      .def_readonly("estimates", &fit_report::estimates)
      .def_readonly("standard_errors", &fit_report::standard_errors)
      .def_readonly("log_likelihood", &fit_report::log_likelihood)
      .def_readonly("penalty", &fit_report::penalty)
      .def_readonly("gradient_norm", &fit_report::gradient_norm)
      .def_readonly("eigenvalues", &fit_report::eigenvalues)
      .def_readonly("condition", &fit_report::condition)
      .def_readonly("at_bound", &fit_report::at_bound)
      .def_readonly("iterations", &fit_report::iterations)
      .def_readonly("evaluations", &fit_report::evaluations)
      .def_readonly("starts", &fit_report::starts)
      .def_readonly("best_start", &fit_report::best_start)
      .def_readonly("spread_of_optima", &fit_report::spread_of_optima)
      .def_readonly("rows_used", &fit_report::rows_used)
      .def_readonly("rows_without_information", &fit_report::rows_without_information)
      .def_readonly("rows_clamped", &fit_report::rows_clamped)
      .def_readonly("observations", &fit_report::observations)
      .def_readonly("influential_rows", &fit_report::influential_rows)
      .def_readonly("influence", &fit_report::influence)
      .def_readonly("max_frequency", &fit_report::max_frequency)
      .def_readonly("max_age", &fit_report::max_age)
      .def_readonly("time_scale", &fit_report::time_scale)
      .def_property_readonly("unit", [](const fit_report& r) { return std::string(unit_name(r.unit)); })
      .def_readonly("library", &fit_report::library)
      .def_property_readonly("usable", &fit_report::usable)
      .def_property_readonly("aic", &fit_report::aic)
      .def("brief", &fit_report::brief)
      .def("full", &fit_report::full)
      .def("__repr__", &fit_report::full)
      .def("__eq__", [](const fit_report& a, const fit_report& b) { return a == b; });
}

}  // namespace walaa::python
