// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The room scoring: strategies turn fitted models into scores, a scorer puts them together, every score is explained.

    Strategies that need the rooms regression, survival or churn are asked for by name (scoring/strategies/scorecard_risk.hpp,
    ...); scoring/builtin.hpp makes all of them known to a registry. */

#include <walaa/scoring/any_strategy.hpp>
#include <walaa/scoring/average_slope.hpp>
#include <walaa/scoring/explanation.hpp>
#include <walaa/scoring/name_list.hpp>
#include <walaa/scoring/profiles.hpp>
#include <walaa/scoring/purchase_strategy.hpp>
#include <walaa/scoring/reason.hpp>
#include <walaa/scoring/registry.hpp>
#include <walaa/scoring/save_list.hpp>
#include <walaa/scoring/scorer.hpp>
#include <walaa/scoring/shapley.hpp>
#include <walaa/scoring/strategies/blend.hpp>
#include <walaa/scoring/strategies/leaves_within.hpp>
#include <walaa/scoring/strategies/lifetime_value.hpp>
#include <walaa/scoring/strategies/no_purchase_within.hpp>
#include <walaa/scoring/strategies/p_alive.hpp>
#include <walaa/scoring/strategies/promise_trust.hpp>
#include <walaa/scoring/strategies/rfm.hpp>
#include <walaa/scoring/strategy.hpp>
