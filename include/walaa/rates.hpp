// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The room `rates`: shares and rates with honest intervals. */

#include <walaa/rates/proportion.hpp>
#include <walaa/rates/reputation.hpp>
