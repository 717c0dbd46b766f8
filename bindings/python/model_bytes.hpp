// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A storable value in Python: to_bytes, from_bytes, and the name of its type in files. */

#include "support.hpp"

#include <walaa/archive/model_file.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::python {

inline py::bytes to_python(const std::vector<std::byte>& bytes) {
  return py::bytes(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

/// Views the bytes object's own memory.
inline std::span<const std::byte> bytes_of(const py::bytes& data) { return std::as_bytes(std::span(std::string_view(data))); }

template<class T, class... Options> void bind_bytes(py::class_<T, Options...>& cls) {
  cls.def("to_bytes", [](const T& value) { return to_python(save(value)); })
      .def_static(
          "from_bytes", [](const py::bytes& data) { return load<T>(bytes_of(data)); }, py::arg("data"));
  cls.attr("file_type") = std::string(walaa::detail::stored_as<T>::type());
}

}  // namespace walaa::python
