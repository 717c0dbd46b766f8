// SPDX-License-Identifier: Apache-2.0
// Every header, with rubbish for the names that careless programs define; the second unit holds them again.
#include "every.hpp"

std::size_t rows_seen_by_second(const walaa::customers& table);

int main() {
  const walaa::customers table;
  return rows_seen_by_second(table) == walaa::customer_view(table).size() ? 0 : 1;
}
