// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The room core: the vocabulary of the other rooms. */

#include <walaa/core/check.hpp>
#include <walaa/core/config.hpp>
#include <walaa/core/error.hpp>
#include <walaa/core/executor.hpp>
#include <walaa/core/key.hpp>
#include <walaa/core/number.hpp>
#include <walaa/core/origin_audit.hpp>
#include <walaa/core/policy.hpp>
#include <walaa/core/progress.hpp>
#include <walaa/core/time.hpp>
#include <walaa/core/tree.hpp>
#include <walaa/core/tree_node.hpp>
#include <walaa/core/utf8.hpp>
#include <walaa/version.hpp>
