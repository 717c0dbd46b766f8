// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The room `evaluate`: did the forecasts come true? */

#include <walaa/evaluate/holdout.hpp>
#include <walaa/evaluate/tracking.hpp>
