// SPDX-License-Identifier: Apache-2.0
// C++ exceptions become the classes of walaa._errors, with code, argument, row and value as attributes.
#include <walaa/core/error.hpp>

#include <pybind11/pybind11.h>

#include <exception>

namespace walaa::python {

namespace py = pybind11;

namespace {

const char* class_of(const error& e) {
  if (dynamic_cast<const not_usable*>(&e)) return "NotUsableError";
  if (dynamic_cast<const load_error*>(&e)) return "LoadError";
  if (dynamic_cast<const cancelled*>(&e)) return "Cancelled";
  if (e.code() == error_code::unknown_column || e.code() == error_code::missing_input || e.code() == error_code::unknown_name)
    return "ColumnError";
  if (dynamic_cast<const invalid_input*>(&e)) return "DataError";
  return "WalaaError";
}

void raise(const error& e) {
  const py::object type = py::module_::import("walaa._errors").attr(class_of(e));
  const py::object instance = type(e.what());
  instance.attr("code") = code_text(e.code());
  if (const auto* input = dynamic_cast<const invalid_input*>(&e)) {
    if (!input->argument().empty()) instance.attr("argument") = input->argument();
    if (input->row() != no_row) instance.attr("row") = input->row();
    if (!is_missing(input->value())) instance.attr("value") = input->value();
  }
  if (const auto* load = dynamic_cast<const load_error*>(&e)) instance.attr("offset") = load->offset();
  PyErr_SetObject(type.ptr(), instance.ptr());
}

}  // namespace

void bind_errors(py::module_&) {
  py::register_local_exception_translator([](std::exception_ptr p) {
    try {
      if (p) std::rethrow_exception(p);
    } catch (const error& e) {
      raise(e);
    }
  });
}

}  // namespace walaa::python
