// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The room of saving and loading, which programs opt into. archive/json.hpp and archive/boost_archive.hpp are asked for by
    name. */

#include <walaa/archive/container.hpp>
#include <walaa/archive/digest.hpp>
#include <walaa/archive/file.hpp>
#include <walaa/archive/model_file.hpp>
#include <walaa/archive/scorer_file.hpp>
