// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The version of walaa, typed here and nowhere else: CMake, Python and the file writer read these three lines. */

#define WALAA_VERSION_MAJOR 0
#define WALAA_VERSION_MINOR 1
#define WALAA_VERSION_PATCH 0
