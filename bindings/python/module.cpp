// SPDX-License-Identifier: Apache-2.0
// The module's table of contents; a file a room, no logic here.
#include <pybind11/pybind11.h>

#include <walaa/version.hpp>

#define WALAA_TEXT_OF(x) #x
#define WALAA_TEXT(x) WALAA_TEXT_OF(x)

namespace walaa::python {

namespace py = pybind11;

void bind_errors(py::module_&);
void bind_archive(py::module_&);
void bind_fit(py::module_&);
void bind_data(py::module_&);
void bind_rates(py::module_&);
void bind_survival(py::module_&);
void bind_cox(py::module_&);
void bind_curves(py::module_&);
void bind_parametric(py::module_&);
void bind_regression(py::module_&);
void bind_value(py::module_&);
void bind_satisfaction(py::module_&);
void bind_evaluate(py::module_&);
void bind_metrics(py::module_&);
void bind_scoring(py::module_&);
void bind_churn(py::module_&);

PYBIND11_MODULE(_core, m, py::mod_gil_not_used()) {
  m.doc() = "The C++ library as it is; the package walaa puts names, frames and plots on top.";
  m.attr("__version__") = WALAA_TEXT(WALAA_VERSION_MAJOR) "." WALAA_TEXT(WALAA_VERSION_MINOR) "." WALAA_TEXT(WALAA_VERSION_PATCH);
  bind_errors(m);
  bind_fit(m);
  bind_data(m);
  bind_rates(m);
  bind_survival(m);
  bind_cox(m);
  bind_curves(m);
  bind_parametric(m);
  bind_value(m);
  bind_satisfaction(m);
  bind_evaluate(m);
  bind_metrics(m);
  bind_scoring(m);
  bind_regression(m);  // strategies are values of bind_scoring's Strategy, here and in churn
  bind_churn(m);
  bind_archive(m);
}

}  // namespace walaa::python
