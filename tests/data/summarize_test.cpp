// SPDX-License-Identifier: Apache-2.0
#include <walaa/data/summarize.hpp>  // the header under test comes first: it must stand alone

#include "cdnow.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

namespace {

using namespace walaa;

date day(const char* text) { return parse_date(text); }

/// The rows of a test, as columns.
struct sales {
  std::vector<std::int64_t> customer;
  std::vector<date> on;
  std::vector<double> amount;
  std::vector<std::int64_t> id;

  sales& add(std::int64_t who, const char* when) { return customer.push_back(who), on.push_back(day(when)), *this; }
  sales& add(std::int64_t who, const char* when, double how_much) { return add(who, when), amount.push_back(how_much), *this; }
  sales& add(std::int64_t who, const char* when, double how_much, std::int64_t event) {
    return add(who, when, how_much), id.push_back(event), *this;
  }
  purchase_log log() const {
    return {.customer = customer, .on = on, .amount = amount, .id = id.empty() ? key_view{} : key_view(id)};
  }
};

std::vector<double> values(const customers& c, const char* name) { return {c[name].begin(), c[name].end()}; }

// The fixtures of the lifetimes package, checked by hand; end of observation 2015-02-07.
TEST(summarize, counts_repeats_recency_and_age_in_days) {
  sales s;
  s.add(1, "2015-02-01").add(1, "2015-02-06").add(2, "2015-01-01").add(3, "2015-01-01").add(3, "2015-01-02").add(3, "2015-01-05");
  const customers c = summarize({.purchases = s.log()}, {.as_of = day("2015-02-07")});
  EXPECT_EQ(values(c, "frequency"), (std::vector<double>{1, 0, 2}));
  EXPECT_EQ(values(c, "recency"), (std::vector<double>{5, 0, 4}));
  EXPECT_EQ(values(c, "T"), (std::vector<double>{6, 37, 37}));
  EXPECT_FALSE(c.has("monetary_value"));
}

}  // namespace
