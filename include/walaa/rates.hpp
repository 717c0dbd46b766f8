// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The room `rates`: shares and rates with honest intervals, of one unit alone or of many that learn from each other. */

#include <walaa/rates/beta_binomial.hpp>
#include <walaa/rates/credibility.hpp>
#include <walaa/rates/gamma_poisson.hpp>
#include <walaa/rates/proportion.hpp>
#include <walaa/rates/reputation.hpp>
