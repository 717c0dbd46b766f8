// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Calibration: scores into probabilities that come true, on customers who were not used to fit the score.

        Platt        p = 1 / (1 + e^(a f + b)), targets (N+ + 1) / (N+ + 2) and 1 / (N- + 2)     few customers, any score
        isotonic     the nondecreasing p nearest to the outcomes (pool adjacent violators)       many customers, any order-keeping score
        beta         logit p' = c + a ln p - b ln(1 - p), a, b >= 0                              probabilities, bent at both ends
        prior shift  odds times (to / (1 - to)) / (from / (1 - from))                            another share of leavers than in the fit

    A calibrator is a value; it travels inside the strategy that uses it (scoring/strategies/logistic_risk.hpp) and into its file.
    Of a logistic model, Platt is fitted on the log-odds (linear predictors), the others on the probabilities. a < 0 in Platt's form
    for a score that rises with leaving. evaluate/calibration_curve.hpp shows whether it helped.

    Isotonic: equal scores are merged first; between knots it is interpolated as in scikit-learn, or a step (`interpolate` false);
    outside the scores seen it stays at the ends. Its probabilities may be 0 and 1. Beta with a = b is Platt on logit p, (1, 1, 0)
    changes nothing; a coefficient that turns negative is set to 0 and the rest fitted again.

    Sources: Platt (1999) and Lin, Lin & Weng (2007), Machine Learning 68; Ayer et al. (1955), Ann. Math. Stat. 26; Zadrozny & Elkan
    (2002), KDD; Kull, Silva Filho & Flach (2017), AISTATS; Saerens, Latinne & Decaestecker (2002), Neural Computation 14. */

#include <walaa/regression/detail/calibrator_class.hpp>
#include <walaa/regression/detail/calibration_fit.hpp>
