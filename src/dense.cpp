// SPDX-License-Identifier: Apache-2.0
// Eigen's decompositions, compiled once.
#include <walaa/math/dense.hpp>

namespace walaa::inline WALAA_ABI {

template dense_eigen<double> decompose_symmetric(std::span<const double>, std::size_t);
template std::vector<double> solve_positive_definite(std::span<const double>, std::span<const double>);
template dense_least_squares<double> solve_least_squares(std::span<const double>, std::span<const double>, std::size_t);

}  // namespace walaa::inline WALAA_ABI
