// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    walaa: what customers are worth, whether they are satisfied, whether they are leaving, and why.

    The rooms in the order of the sentence: a log of events is summarised into customers (data); general statistics (rates,
    regression, survival) and models of value, satisfaction and leaving (churn) are fitted to them (fit) and evaluated;
    strategies turn fitted models into scores, and every score is explained (scoring). Saving is walaa/archive.hpp.

    All of it costs a compiler 4 s; a program that minds includes the rooms that it uses, or their headers. */

#include <walaa/core.hpp>
#include <walaa/math.hpp>
#include <walaa/fit.hpp>
#include <walaa/data.hpp>
#include <walaa/rates.hpp>
#include <walaa/regression.hpp>
#include <walaa/survival.hpp>
#include <walaa/value.hpp>
#include <walaa/satisfaction.hpp>
#include <walaa/churn.hpp>
#include <walaa/evaluate.hpp>
#include <walaa/scoring.hpp>
