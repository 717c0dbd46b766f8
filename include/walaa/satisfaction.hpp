// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The room `satisfaction`: what customers say. */

#include <walaa/satisfaction/answer_rule.hpp>
#include <walaa/satisfaction/shares.hpp>
