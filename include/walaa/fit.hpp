// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The room fit: the maximum of a likelihood, and an honest report of it. */

#include <walaa/fit/covariance.hpp>
#include <walaa/fit/fit_options.hpp>
#include <walaa/fit/fit_report.hpp>
#include <walaa/fit/fitted.hpp>
#include <walaa/fit/influence.hpp>
#include <walaa/fit/interval.hpp>
#include <walaa/fit/judgement.hpp>
#include <walaa/fit/likelihood_problem.hpp>
#include <walaa/fit/maximum_likelihood.hpp>
#include <walaa/fit/newton.hpp>
#include <walaa/fit/second_order.hpp>
#include <walaa/fit/transform.hpp>
