// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A share of any kind as the tuple that the Python layer names. */

#include "support.hpp"

namespace walaa::python {

template<class Share> py::tuple to_tuple(const Share& s) { return py::make_tuple(s.value, s.lo, s.hi, s.error, s.n, s.missing); }

}  // namespace walaa::python
