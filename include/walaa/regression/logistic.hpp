// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Logistic regression: the probability of one of two outcomes (left or stayed) from columns.

        p = 1 / (1 + e^-eta),   eta = offset + b_0 + sum b_j x_j
        maximised: sum w (y ln p + (1 - y) ln(1 - p)) - lambda / 2 sum b_j^2          (b_0 is not penalised)

    For outcomes within a fixed time that everybody was seen for; where customers were seen for unequal times, take a hazard model
    (survival/). lambda stands against the *summed* log-likelihood: it is 1 / C of scikit-learn. On columns of different units
    penalise standardised ones (`standardise`): lambda / 2 sum (b_j s_j)^2, s_j the weighted standard deviation over the sum of
    weights. Without a penalty, columns that tell the outcomes apart have no estimate: the status is `separated` and the report
    names column and sign. Columns that are made of others are `not_identified`, named with what they are made of; a penalty
    makes both estimable. For coefficients that shall be exactly 0 see elastic_net.hpp.

    The covariance is the inverse of the (penalised) information.

    Sources: Cox (1958), J. R. Stat. Soc. B 20(2); Albert & Anderson (1984), Biometrika 71(1), on separation; Hoerl & Kennard
    (1970), Technometrics 12(1), on the penalty. */

#include <walaa/regression/detail/logistic_class.hpp>
#include <walaa/regression/detail/logistic_fit.hpp>
