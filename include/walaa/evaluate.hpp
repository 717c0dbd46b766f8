// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The room `evaluate`: did the forecasts come true, and which model is the better one? */

#include <walaa/evaluate/brier_time.hpp>
#include <walaa/evaluate/calibration_curve.hpp>
#include <walaa/evaluate/censoring_curve.hpp>
#include <walaa/evaluate/compare_models.hpp>
#include <walaa/evaluate/concordance.hpp>
#include <walaa/evaluate/drift.hpp>
#include <walaa/evaluate/dynamic_auc.hpp>
#include <walaa/evaluate/expected_profit.hpp>
#include <walaa/evaluate/frozen_bins.hpp>
#include <walaa/evaluate/h_measure.hpp>
#include <walaa/evaluate/holdout.hpp>
#include <walaa/evaluate/model_comparison.hpp>
#include <walaa/evaluate/probability_scores.hpp>
#include <walaa/evaluate/profit.hpp>
#include <walaa/evaluate/ranking.hpp>
#include <walaa/evaluate/roc.hpp>
#include <walaa/evaluate/tracking.hpp>
#include <walaa/evaluate/uno_c.hpp>
#include <walaa/evaluate/uplift.hpp>
#include <walaa/evaluate/uplift_rows.hpp>
