// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The room `survival`: how long customers stay. */

#include <walaa/survival/spell.hpp>
#include <walaa/survival/curve.hpp>
#include <walaa/survival/survival_model.hpp>
#include <walaa/survival/leaves_within.hpp>
