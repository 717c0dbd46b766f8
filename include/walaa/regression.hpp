// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The room regression: named columns, their look, linear, logistic and ordinal regression, elastic nets, and calibrated probabilities. */

#include <walaa/regression/calibration.hpp>
#include <walaa/regression/coefficients.hpp>
#include <walaa/regression/covariates.hpp>
#include <walaa/regression/design.hpp>
#include <walaa/regression/elastic_net.hpp>
#include <walaa/regression/linear.hpp>
#include <walaa/regression/logistic.hpp>
#include <walaa/regression/ordinal.hpp>
#include <walaa/regression/outcomes.hpp>
