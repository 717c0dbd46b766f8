// SPDX-License-Identifier: Apache-2.0
#include <walaa/scoring/detail/builtin_impl.hpp>

namespace walaa::inline WALAA_ABI {

template void register_builtin<0>(registry&);
template registry builtin<0>();

}  // namespace walaa::inline WALAA_ABI
