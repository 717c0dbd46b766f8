// SPDX-License-Identifier: Apache-2.0
// The room `archive`: model files, their JSON twins, writing them whole or not at all.
#include "model_bytes.hpp"

#include <walaa/archive.hpp>
#include <walaa/archive/json.hpp>

#include <string>

namespace walaa::python {

void bind_archive(py::module_& m) {
  m.def(
      "read_file", [](const std::string& path) { return to_python(read_file(path)); }, py::arg("path"));
  m.def(
      "write_file", [](const std::string& path, const py::bytes& data) { write_file(path, bytes_of(data)); }, py::arg("path"),
      py::arg("data"));
  m.def(
      "to_json", [](const py::bytes& data) { return to_json(bytes_of(data)); }, py::arg("data"));
  m.def(
      "from_json", [](const std::string& text) { return to_python(from_json(text)); }, py::arg("text"));
  m.def(
      "file_type",
      [](const py::bytes& data) {
        const container c = from_bytes(bytes_of(data));
        return c.kind == file_kind::scorer ? std::string("scorer") : c.type;
      },
      py::arg("data"), "'scorer', or the name of the type of the value in a model file; the file is checked as a whole");
}

}  // namespace walaa::python
