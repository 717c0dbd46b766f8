// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The room `survival`: how long customers stay. */

#include <walaa/survival/aft.hpp>
#include <walaa/survival/bdw.hpp>
#include <walaa/survival/competing_risks.hpp>
#include <walaa/survival/competing_spell.hpp>
#include <walaa/survival/cox.hpp>
#include <walaa/survival/cox_data.hpp>
#include <walaa/survival/cox_proportionality.hpp>
#include <walaa/survival/cox_residuals.hpp>
#include <walaa/survival/curve.hpp>
#include <walaa/survival/dated_covariates.hpp>
#include <walaa/survival/discrete_hazard.hpp>
#include <walaa/survival/discrete_weibull.hpp>
#include <walaa/survival/leaves_within.hpp>
#include <walaa/survival/lifetime.hpp>
#include <walaa/survival/log_rank.hpp>
#include <walaa/survival/mixture_cure.hpp>
#include <walaa/survival/nelson_aalen.hpp>
#include <walaa/survival/regression_model.hpp>
#include <walaa/survival/renewal_problem.hpp>
#include <walaa/survival/renewals.hpp>
#include <walaa/survival/sbg.hpp>
#include <walaa/survival/spell.hpp>
#include <walaa/survival/survival_fit_options.hpp>
#include <walaa/survival/survival_model.hpp>
