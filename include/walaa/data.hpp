// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The room data: logs of events, and the table of customers that they are summarised into. */

#include <walaa/data/amount.hpp>
#include <walaa/data/customer_book.hpp>
#include <walaa/data/customers.hpp>
#include <walaa/data/join_report.hpp>
#include <walaa/data/log_columns.hpp>
#include <walaa/data/logs.hpp>
#include <walaa/data/partial_summary.hpp>
#include <walaa/data/period.hpp>
#include <walaa/data/simulate.hpp>
#include <walaa/data/split.hpp>
#include <walaa/data/summarize.hpp>
#include <walaa/data/summary.hpp>
