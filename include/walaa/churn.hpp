// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The room churn: silence against habit, voice and exit, who never got an answer, scorecards, win-back. */

#include <walaa/churn/binning.hpp>
#include <walaa/churn/binning_measures.hpp>
#include <walaa/churn/gaps.hpp>
#include <walaa/churn/own_habit.hpp>
#include <walaa/churn/regularity.hpp>
#include <walaa/churn/scorecard.hpp>
#include <walaa/churn/scorecard_export.hpp>
#include <walaa/churn/silence.hpp>
#include <walaa/churn/silent_dissatisfaction.hpp>
#include <walaa/churn/unanswered.hpp>
#include <walaa/churn/voice_exit.hpp>
#include <walaa/churn/win_back.hpp>
