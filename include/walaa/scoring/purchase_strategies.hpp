// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The strategies over a purchase model, made known to a registry: for a model of one's own.

        registry known = builtin();
        register_purchase_strategies<my_model>(known);
        load_scorer(bytes, known); */

#include <walaa/scoring/registry.hpp>
#include <walaa/scoring/strategies/lifetime_value.hpp>
#include <walaa/scoring/strategies/no_purchase_within.hpp>
#include <walaa/scoring/strategies/p_alive.hpp>
#include <walaa/scoring/strategies/silent_leaver.hpp>
#include <walaa/value/purchase_model.hpp>

namespace walaa::inline WALAA_ABI {

/// Lifetime value, P(alive), no purchase within, silent leaver. \throws invalid_input when one is known already
template<purchase_model Model> void register_purchase_strategies(registry& r) {
  r.add<strategies::lifetime_value_strategy<Model>>();
  r.add<strategies::p_alive_strategy<Model>>();
  r.add<strategies::no_purchase_within<Model>>();
  r.add<strategies::silent_leaver_strategy<Model>>();
}

}  // namespace walaa::inline WALAA_ABI
