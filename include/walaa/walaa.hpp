// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    walaa: what customers are worth, whether they are satisfied, whether they are leaving, and why.

    The rooms in the order of the sentence: a log of events is summarised into customers (data); general statistics (rates,
    survival) and models of value and satisfaction are fitted to them (fit) and evaluated; strategies turn fitted models into
    scores, and every score is explained (scoring). Saving is walaa/archive.hpp.

    It stays cheap to include. Whole rooms that not every program needs are asked for by name: walaa/regression.hpp,
    walaa/survival.hpp, walaa/churn.hpp, walaa/evaluate.hpp, or any header of theirs. */

#include <walaa/core.hpp>
#include <walaa/math.hpp>
#include <walaa/fit.hpp>
#include <walaa/data.hpp>
#include <walaa/rates.hpp>
#include <walaa/survival/curve.hpp>
#include <walaa/survival/leaves_within.hpp>
#include <walaa/value.hpp>
#include <walaa/satisfaction.hpp>
#include <walaa/evaluate/compare_models.hpp>
#include <walaa/evaluate/holdout.hpp>
#include <walaa/evaluate/tracking.hpp>
#include <walaa/scoring.hpp>
