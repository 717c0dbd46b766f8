// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The room math: special functions, sums, small matrices. Headers that need Boost.Math or Eigen are included by name. */

#include <walaa/math/beta.hpp>
#include <walaa/math/chebyshev.hpp>
#include <walaa/math/chebyshev.hpp>
#include <walaa/math/count_table.hpp>
#include <walaa/math/exponential_integral.hpp>
#include <walaa/math/gamma.hpp>
#include <walaa/math/incomplete_gamma.hpp>
#include <walaa/math/log_space.hpp>
#include <walaa/math/low_discrepancy.hpp>
#include <walaa/math/normal.hpp>
#include <walaa/math/pareto_race.hpp>
#include <walaa/math/pareto_race_table.hpp>
#include <walaa/math/quadrature.hpp>
#include <walaa/math/random.hpp>
#include <walaa/math/simd/functions.hpp>
#include <walaa/math/simd/map_rows.hpp>
#include <walaa/math/simd/path.hpp>
#include <walaa/math/small_matrix.hpp>
#include <walaa/math/sum.hpp>
