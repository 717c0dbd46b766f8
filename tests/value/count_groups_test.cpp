// SPDX-License-Identifier: Apache-2.0
#include <walaa/value/count_groups.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace {

using walaa::count_groups;

void expect_sorted(const std::vector<double>& x, const std::vector<std::size_t>& rows) {
  const count_groups sorted(x, [&](std::size_t i) { return std::find(rows.begin(), rows.end(), i) != rows.end(); });
  ASSERT_EQ(sorted.size(), rows.size());
  for (std::size_t k = 1; k < sorted.size(); ++k) {
    const double before = x[sorted.row(k - 1)], now = x[sorted.row(k)];
    EXPECT_TRUE(before < now || (before == now && sorted.row(k - 1) < sorted.row(k))) << "not stable at " << k;
  }
  std::size_t place = 0;
  for (const auto& g : sorted) {
    EXPECT_EQ(g.first, place);
    EXPECT_GT(g.last, g.first);
    for (; place < g.last; ++place) EXPECT_EQ(x[sorted.row(place)], g.count);
  }
  EXPECT_EQ(place, rows.size());
}

TEST(count_groups, sorts_stably_by_count) {
  expect_sorted({3, 0, 2, 0, 3, 7, 0}, {0, 1, 2, 3, 4, 5, 6});
  expect_sorted({3, 0, 2, 0, 3, 7, 0}, {1, 3, 4, 6});
  expect_sorted({5}, {0});
  expect_sorted({2e6, 0, 5, 1e9, 5}, {0, 1, 2, 3, 4});  // too large for a histogram
}

TEST(count_groups, carries_other_columns_along) {
  for (const double large : {7.0, 2e6}) {  // by histogram and by comparison
    const std::vector<double> x{3, 0, large, 0, 3};
    std::vector<std::size_t> rows;
    const count_groups sorted(
        x, [](std::size_t i) { return i != 3; },
        [&](std::size_t n) {
          rows.resize(n);
          return [&](std::size_t k, std::size_t i) { rows[k] = i; };
        });
    EXPECT_EQ(rows, (std::vector<std::size_t>{1, 0, 4, 2}));
    for (std::size_t k = 0; k < rows.size(); ++k) EXPECT_EQ(rows[k], sorted.row(k));
  }
}

TEST(count_groups, visits_the_parts_of_groups_in_a_range) {
  const std::vector<double> x{0, 0, 0, 1, 1, 4};
  const count_groups sorted(x, [](std::size_t) { return true; });
  std::vector<std::vector<std::size_t>> seen;
  sorted.for_each(1, 4, [&](std::size_t g, std::size_t first, std::size_t last) { seen.push_back({g, first, last}); });
  EXPECT_EQ(seen, (std::vector<std::vector<std::size_t>>{{0, 1, 3}, {1, 3, 4}}));
  seen.clear();
  sorted.for_each(5, 6, [&](std::size_t g, std::size_t first, std::size_t last) { seen.push_back({g, first, last}); });
  EXPECT_EQ(seen, (std::vector<std::vector<std::size_t>>{{2, 5, 6}}));
}

TEST(count_groups, gives_every_count_its_share_of_a_sample) {
  const std::vector<double> x{0, 0, 0, 1, 1, 4, 4, 4, 0, 4};
  const count_groups sample = count_groups(x, [](std::size_t) { return true; }).every(3);  // places 0, 3, 6, 9
  ASSERT_EQ(sample.size(), 4u);
  EXPECT_EQ(sample.row(0), 0u);
  EXPECT_EQ(sample.row(1), 8u);
  EXPECT_EQ(sample.row(2), 5u);
  EXPECT_EQ(sample.row(3), 9u);
  ASSERT_EQ(sample.groups(), 2u);
  EXPECT_EQ(sample[0].count, 0);
  EXPECT_EQ(sample[0].last, 2u);
  EXPECT_EQ(sample[1].count, 4);
  EXPECT_EQ(sample[1].first, 2u);
}

TEST(count_groups, refuses_more_rows_than_it_can_number) {
  const double one = 1;
  const std::span<const double> too_many(&one, std::size_t{1} << 32);  // refused before any is read
  EXPECT_THROW(count_groups(too_many, [](std::size_t) { return true; }), walaa::invalid_input);
}

TEST(count_groups, may_be_empty) {
  const count_groups none({}, [](std::size_t) { return true; });
  EXPECT_EQ(none.size(), 0u);
  EXPECT_EQ(none.groups(), 0u);
}

}  // namespace
