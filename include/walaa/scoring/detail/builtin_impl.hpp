// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Which strategies come with walaa; included by scoring/builtin.hpp and the library that compiles them. */

#include <walaa/scoring/builtin.hpp>
#include <walaa/scoring/purchase_strategies.hpp>
#include <walaa/scoring/strategies/blend.hpp>
#include <walaa/scoring/strategies/leaves_within.hpp>
#include <walaa/scoring/strategies/leaves_within_given.hpp>
#include <walaa/scoring/strategies/logistic_risk.hpp>
#include <walaa/scoring/strategies/promise_trust.hpp>
#include <walaa/scoring/strategies/rfm.hpp>
#include <walaa/scoring/strategies/scorecard_risk.hpp>
#include <walaa/scoring/strategies/silence.hpp>
#include <walaa/scoring/strategies/voice.hpp>
#include <walaa/survival/aft.hpp>
#include <walaa/survival/cox.hpp>
#include <walaa/survival/curve.hpp>
#include <walaa/survival/discrete_hazard.hpp>
#include <walaa/survival/mixture_cure.hpp>
#include <walaa/value/bg_nbd.hpp>
#include <walaa/value/mbg_nbd.hpp>
#include <walaa/value/nbd.hpp>
#include <walaa/value/pareto_nbd.hpp>

namespace walaa::inline WALAA_ABI {

template<int> void register_builtin(registry& r) {
  register_purchase_strategies<mbg_nbd>(r);
  register_purchase_strategies<bg_nbd>(r);
  register_purchase_strategies<pareto_nbd>(r);
  register_purchase_strategies<nbd>(r);
  r.add<strategies::leaves_within_strategy<kaplan_meier>>();
  r.add<strategies::leaves_within_given_strategy<cox_model>>();
  r.add<strategies::leaves_within_given_strategy<aft_model>>();
  r.add<strategies::leaves_within_given_strategy<discrete_hazard_model>>();
  r.add<strategies::leaves_within_given_strategy<mixture_cure_model>>();
  r.add<strategies::promise_trust>();
  r.add<strategies::rfm>();
  r.add<strategies::silence_strategy>();
  r.add<strategies::scorecard_risk_strategy>();
  r.add<strategies::logistic_risk_strategy>();
  r.add<strategies::voice_strategy>();
  r.add<strategies::blend>();
}

template<int> registry builtin() {
  registry r;
  register_builtin(r);
  return r;
}

}  // namespace walaa::inline WALAA_ABI
