// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The room data: logs of events, and the table of customers that they are summarised into.

    Opt-in, for those who have a use for them, since everybody who includes walaa.hpp would pay: data/log_columns.hpp,
    data/partial_summary.hpp, data/customer_book.hpp, data/simulate.hpp and data/csv.hpp. */

#include <walaa/data/amount.hpp>
#include <walaa/data/customers.hpp>
#include <walaa/data/join_report.hpp>
#include <walaa/data/logs.hpp>
#include <walaa/data/period.hpp>
#include <walaa/data/split.hpp>
#include <walaa/data/summarize.hpp>
#include <walaa/data/summary.hpp>
