// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The strategies that come with walaa, made known to a registry: what load_scorer knows unless it is told more.

        load_scorer(bytes, builtin().add<my_strategy>());

    They take a compiler twenty seconds. With walaa::compiled they are in the library, and this header does without those of the
    strategies: a program includes what it names itself (walaa/scoring.hpp, scoring/strategies/silence.hpp, ...). */

#include <walaa/scoring/registry.hpp>

namespace walaa::inline WALAA_ABI {

/** Both are templates so that only a program that asks for the built-in strategies compiles them all.
    \throws invalid_input when one of them is known already */
template<int = 0> void register_builtin(registry& r);

/// A registry of the built-in strategies.
template<int = 0> registry builtin();

}  // namespace walaa::inline WALAA_ABI

#if defined(WALAA_COMPILED)
namespace walaa::inline WALAA_ABI {
extern template void register_builtin<0>(registry&);
extern template registry builtin<0>();
}  // namespace walaa::inline WALAA_ABI
#else
#include <walaa/scoring/detail/builtin_impl.hpp>  // bodies
#endif
