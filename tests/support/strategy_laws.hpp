// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The laws of a strategy (scoring/strategy.hpp) as one call: expect_strategy_laws(strategy, table, registry). The table
    should have rows of every standing. */

#include <walaa/scoring/scorer.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

namespace walaa::tests {

inline std::vector<std::uint64_t> bits_of(std::span<const double> v) {
  std::vector<std::uint64_t> out;
  for (const double x : v) out.push_back(std::bit_cast<std::uint64_t>(x));
  return out;
}

/// What a strategy says of a table, with the rule for missing evidence applied.
struct scored_table {
  std::vector<double> value, error;
  std::vector<standing> status;

  scored_table(const any_strategy& s, customer_view c) : value(c.size()), error(c.size()), status(c.size()) {
    score_settled(s, c, {value, error, status, true});
  }
  bool same_bits(const scored_table& o) const {
    return bits_of(value) == bits_of(o.value) && bits_of(error) == bits_of(o.error) && status == o.status;
  }
};

/// The same rows in another order: row i of the result is row order[i].
inline customers in_order(customer_view c, const std::vector<std::size_t>& order) {
  std::vector<std::int64_t> keys(order.begin(), order.end());
  customers out(keys, c.as_of(), c.unit());
  for (const std::string& name : c.names()) {
    std::vector<double> column;
    for (const std::size_t i : order) column.push_back(c[name][i]);
    out.with(name, column);
  }
  return out;
}

inline void fills_its_rows_and_nothing_else(const any_strategy& s, customer_view c) {
  constexpr double guard = 12345.678;
  std::vector<double> value(c.size() + 2, guard), error(c.size() + 2, guard);
  std::vector<standing> status(c.size() + 2, standing::prior_only);
  s.score(c, {{value.data() + 1, c.size()}, {error.data() + 1, c.size()}, {status.data() + 1, c.size()}, true});
  EXPECT_EQ(value.front(), guard);
  EXPECT_EQ(value.back(), guard);
  EXPECT_EQ(error.front(), guard);
  EXPECT_EQ(error.back(), guard);
  EXPECT_EQ(std::count(value.begin() + 1, value.end() - 1, guard), 0) << s.name() << " left rows without a value";
}

inline void leaves_the_table_unchanged(const any_strategy& s, customer_view c) {
  std::vector<std::vector<std::uint64_t>> before, after;
  for (const std::string& n : c.names()) before.push_back(bits_of(c[n]));
  scored_table(s, c);
  for (const std::string& n : c.names()) after.push_back(bits_of(c[n]));
  EXPECT_EQ(before, after) << s.name();
}

inline void scores_a_batch_as_its_rows(const any_strategy& s, customer_view c) {
  const scored_table all(s, c);
  for (std::size_t i = 0; i < c.size(); ++i) {
    const scored_table one(s, c.rows(i, 1));
    EXPECT_EQ(bits_of(one.value)[0], std::bit_cast<std::uint64_t>(all.value[i])) << s.name() << " row " << i;
    EXPECT_EQ(bits_of(one.error)[0], std::bit_cast<std::uint64_t>(all.error[i])) << s.name() << " row " << i;
    EXPECT_EQ(one.status[0], all.status[i]) << s.name() << " row " << i;
  }
}

inline void permutes_with_its_rows(const any_strategy& s, customer_view c) {
  std::vector<std::size_t> order(c.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::reverse(order.begin(), order.end());
  std::rotate(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(c.size() / 3), order.end());
  const customers other = in_order(c, order);
  const scored_table a(s, c), b(s, other);
  for (std::size_t i = 0; i < order.size(); ++i) {
    EXPECT_EQ(std::bit_cast<std::uint64_t>(b.value[i]), std::bit_cast<std::uint64_t>(a.value[order[i]])) << s.name();
    EXPECT_EQ(b.status[i], a.status[order[i]]) << s.name();
  }
}

inline void is_called_from_many_threads(const any_strategy& s, customer_view c) {
  const scored_table alone(s, c);
  std::vector<char> same(16);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < same.size(); ++t) threads.emplace_back([&, t] { same[t] = scored_table(s, c).same_bits(alone); });
  for (std::thread& t : threads) t.join();
  EXPECT_EQ(std::count(same.begin(), same.end(), 1), 16) << s.name();
}

inline void scores_the_same_bits_after_saving(const any_strategy& s, customer_view c, const registry& known) {
  ASSERT_TRUE(s.is_storable()) << s.name();
  const stored_strategy form = from_tree<stored_strategy>(to_tree(stored_form("test", s)));
  const any_strategy again = known.make(form);
  EXPECT_EQ(again.name(), s.name());
  EXPECT_TRUE(scored_table(again, c).same_bits(scored_table(s, c))) << s.name();
  EXPECT_TRUE(to_tree(stored_form("test", again)) == to_tree(form)) << s.name();
}

inline void never_gives_a_number_without_evidence(const any_strategy& s, customer_view c) {
  const scored_table all(s, c);
  for (std::size_t i = 0; i < c.size(); ++i) {
    EXPECT_EQ(is_missing(all.value[i]), all.status[i] == standing::insufficient) << s.name() << " row " << i;
    EXPECT_TRUE(is_missing(all.error[i]) || (all.error[i] >= 0 && !is_missing(all.value[i]))) << s.name() << " row " << i;
  }
}

inline void gives_reasons_that_sum_to_the_score(const any_strategy& s, customer_view c) {
  scorer one{s};
  one.set_reference(c);
  for (std::size_t i = 0; i < c.size(); ++i) {
    const explanation e = one.explain(c, i, s.name());
    EXPECT_FALSE(e.text("en").empty());
    EXPECT_FALSE(e.text("ar").empty());
    if (e.status == standing::insufficient) {
      EXPECT_TRUE(e.why.empty());
      continue;
    }
    double sum = e.base, largest = std::max({1.0, std::fabs(e.base), std::fabs(e.total)});
    for (const contribution& w : e.why) sum += w.effect, largest = std::max(largest, std::fabs(w.effect));
    EXPECT_NEAR(sum, e.total, 1e-12 * largest) << s.name() << " row " << i;
    if (e.scale == "log_odds")
      EXPECT_NEAR(e.value, 1 / (1 + std::exp(-e.total)), 1e-12) << s.name() << " row " << i;
    else if (e.scale == "log_hazard")
      EXPECT_NEAR(e.value, 1 - std::exp(-std::exp(e.total)), 1e-12) << s.name() << " row " << i;
    else
      EXPECT_NEAR(e.value, e.total, 1e-12 * largest) << s.name() << " row " << i;
    for (std::size_t k = 1; k < e.why.size(); ++k) EXPECT_GE(std::fabs(e.why[k - 1].effect), std::fabs(e.why[k].effect));
  }
}

/// All laws that stand in the comment of the concept.
inline void expect_strategy_laws(const any_strategy& s, customer_view c, const registry& known) {
  fills_its_rows_and_nothing_else(s, c);
  leaves_the_table_unchanged(s, c);
  scores_a_batch_as_its_rows(s, c);
  permutes_with_its_rows(s, c);
  is_called_from_many_threads(s, c);
  scores_the_same_bits_after_saving(s, c, known);
  never_gives_a_number_without_evidence(s, c);
  gives_reasons_that_sum_to_the_score(s, c);
}

}  // namespace walaa::tests
