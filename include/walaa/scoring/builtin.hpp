// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The strategies that come with walaa, made known to a registry: what load_scorer knows unless it is told more.

        load_scorer(bytes, builtin().add<my_strategy>());

    A purchase model of one's own makes strategies of its own: builtin().add<strategies::p_alive_strategy<my_model>>(). */

#include <walaa/scoring/registry.hpp>
#include <walaa/scoring/strategies/blend.hpp>
#include <walaa/scoring/strategies/leaves_within.hpp>
#include <walaa/scoring/strategies/lifetime_value.hpp>
#include <walaa/scoring/strategies/logistic_risk.hpp>
#include <walaa/scoring/strategies/no_purchase_within.hpp>
#include <walaa/scoring/strategies/p_alive.hpp>
#include <walaa/scoring/strategies/promise_trust.hpp>
#include <walaa/scoring/strategies/rfm.hpp>
#include <walaa/scoring/strategies/scorecard_risk.hpp>
#include <walaa/scoring/strategies/silence.hpp>
#include <walaa/scoring/strategies/silent_leaver.hpp>
#include <walaa/scoring/strategies/voice.hpp>
#include <walaa/survival/curve.hpp>
#include <walaa/value/bg_nbd.hpp>
#include <walaa/value/mbg_nbd.hpp>
#include <walaa/value/nbd.hpp>
#include <walaa/value/pareto_nbd.hpp>

namespace walaa::inline WALAA_ABI {

/// The strategies over a purchase model. \throws invalid_input when one is known already
template<purchase_model Model> void register_purchase_strategies(registry& r) {
  r.add<strategies::lifetime_value_strategy<Model>>();
  r.add<strategies::p_alive_strategy<Model>>();
  r.add<strategies::no_purchase_within<Model>>();
  r.add<strategies::silent_leaver_strategy<Model>>();
}

/** Both are templates so that only a program that asks for the built-in strategies compiles them all.
    \throws invalid_input when one of them is known already */
template<int = 0> void register_builtin(registry& r) {
  register_purchase_strategies<mbg_nbd>(r);
  register_purchase_strategies<bg_nbd>(r);
  register_purchase_strategies<pareto_nbd>(r);
  register_purchase_strategies<nbd>(r);
  r.add<strategies::leaves_within_strategy<kaplan_meier>>();
  r.add<strategies::promise_trust>();
  r.add<strategies::rfm>();
  r.add<strategies::silence_strategy>();
  r.add<strategies::scorecard_risk_strategy>();
  r.add<strategies::logistic_risk_strategy>();
  r.add<strategies::voice_strategy>();
  r.add<strategies::blend>();
}

/// A registry of the built-in strategies.
template<int = 0> registry builtin() {
  registry r;
  register_builtin(r);
  return r;
}

// Sixteen strategies over four models take a compiler ten seconds: with walaa::compiled they are in the library.
#if defined(WALAA_COMPILED)
extern template void register_builtin<0>(registry&);
extern template registry builtin<0>();
#endif

}  // namespace walaa::inline WALAA_ABI
