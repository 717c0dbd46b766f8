// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The room `evaluate`: did the forecasts come true, and which model is the better one? */

#include <walaa/evaluate/holdout.hpp>
#include <walaa/evaluate/model_comparison.hpp>
#include <walaa/evaluate/compare_models.hpp>
#include <walaa/evaluate/tracking.hpp>
