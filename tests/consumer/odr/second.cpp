// SPDX-License-Identifier: Apache-2.0
#include "every.hpp"

std::size_t rows_seen_by_second(const walaa::customers& table) { return walaa::customer_view(table).size(); }
