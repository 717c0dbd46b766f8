// SPDX-License-Identifier: Apache-2.0
#include <walaa/value/pareto_nbd_rows.hpp>

#include "purchase_model_laws.hpp"  // for corner_histories
#include "simd_functions.hpp"       // for forced, paths_here

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>  // for accumulate
#include <vector>

namespace {

using walaa::pareto_nbd_likelihood;
using walaa::pareto_nbd_parameters;
using walaa::pareto_nbd_rows;
using walaa::purchase_history;
using walaa::second_order;

/// Adds one row, as a group of one.
void add(const pareto_nbd_rows& rows, std::size_t j, const purchase_history& h, double weight, second_order<4>& sum) {
  rows.add(j, h.frequency, &h.age, &h.recency, &weight, 0, 1, sum);
}

constexpr pareto_nbd_parameters points[] = {{0.55, 2.7, 0.61, 3.0}, {1.2, 30, 0.4, 2},  {1.2, 2, 0.4, 30}, {2, 7, 1, 7},
                                            {80, 90, 30, 500},      {1e-3, 1, 5, 1e-3}, {3, 1e-3, 1e-3, 1}};

void expect_the_exact_path() {
  std::vector<double> counts;
  for (const purchase_history& h : walaa::tests::corner_histories())
    if (h.age < 1e4) counts.push_back(h.frequency);
  std::sort(counts.begin(), counts.end());
  counts.erase(std::unique(counts.begin(), counts.end()), counts.end());
  for (const pareto_nbd_parameters& m : points) {
    const pareto_nbd_rows rows(m, counts, 100, 1000000);
    ASSERT_TRUE(rows);
    for (const purchase_history& h : walaa::tests::corner_histories()) {
      if (h.age > 100) continue;
      SCOPED_TRACE(testing::Message() << m.r << " " << m.alpha << " " << m.s << " " << m.beta << ": " << h.frequency << " "
                                      << h.recency << " " << h.age);
      second_order<4> table, exact;
      const auto j = static_cast<std::size_t>(std::lower_bound(counts.begin(), counts.end(), h.frequency) - counts.begin());
      add(rows, j, h, 1, table);
      pareto_nbd_likelihood(m, 0).add_silence(h, exact);
      const double n = m.r + h.frequency, size[] = {1, n, 1, 1};  // ln L has terms of n ln alpha
      EXPECT_NEAR(table.value, exact.value, 1e-11 * (1 + std::fabs(exact.value)));
      EXPECT_NEAR(rows.value(j, h.frequency, &h.age, &h.recency, nullptr, 0, 1), exact.value,
                  1e-11 * (1 + std::fabs(exact.value)));
      for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_NEAR(table.gradient(i), exact.gradient(i),
                    1e-11 * (size[i] + std::fabs(exact.gradient(i))) /
                        (i == 0   ? m.r
                         : i == 2 ? m.s
                                  : 1))
            << i;
        for (std::size_t k = 0; k <= i; ++k) {
          const double by = (i == 0 ? m.r : i == 2 ? m.s : 1) * (k == 0 ? m.r : k == 2 ? m.s : 1);
          EXPECT_NEAR(table.hessian(i, k), exact.hessian(i, k),
                      1e-9 * (std::sqrt(size[i] * size[k]) + std::fabs(exact.hessian(i, k))) / by)
              << i << k;
        }
      }
    }
  }
}

TEST(pareto_nbd_rows, tables_are_the_exact_path) {  // whatever the instructions
  for (const walaa::simd_path path : walaa::tests::paths_here()) {
    SCOPED_TRACE(name(path));
    const walaa::tests::forced by_hand(path);
    expect_the_exact_path();
  }
}

TEST(pareto_nbd_rows, a_weight_multiplies) {
  const std::vector<double> counts{0, 2};
  const pareto_nbd_rows rows(points[0], counts, 10, 1000000);
  for (const purchase_history& h : {purchase_history{0, 0, 7}, purchase_history{2, 3, 9}}) {
    second_order<4> once, thrice;
    const std::size_t j = h.frequency == 0 ? 0 : 1;
    add(rows, j, h, 1, once);
    add(rows, j, h, 3, thrice);
    EXPECT_NEAR(thrice.value, 3 * once.value, 1e-14);
    EXPECT_NEAR(thrice.hessian(3, 1), 3 * once.hessian(3, 1), 1e-14);
  }
}

TEST(pareto_nbd_rows, any_number_of_rows_is_the_sum_of_its_rows) {  // as many as there are lanes, and some more, and fewer
  const std::vector<double> counts{0, 2};
  const pareto_nbd_rows rows(points[1], counts, 10, 1000000);
  std::vector<double> age, recency, weight;
  for (int i = 0; i < 19; ++i) {
    age.push_back(10 - 0.3 * i);
    recency.push_back(age.back() * (i % 7 + 1) / 7);
    weight.push_back(1 + i % 3);
  }
  for (const walaa::simd_path path : walaa::tests::paths_here()) {
    const walaa::tests::forced by_hand(path);
    for (const std::size_t j : {0u, 1u})
      for (std::size_t last = 3; last <= age.size(); ++last) {
        second_order<4> all, one_by_one, unweighted, ones;
        rows.add(j, counts[j], age.data(), recency.data(), weight.data(), 3, last, all);
        rows.add(j, counts[j], age.data(), recency.data(), nullptr, 3, last, unweighted);
        for (std::size_t i = 3; i < last; ++i) {
          const purchase_history h{counts[j], j == 0 ? 0 : recency[i], age[i]};
          add(rows, j, h, weight[i], one_by_one);
          add(rows, j, h, 1, ones);
        }
        std::array<std::vector<double>, 4> columns;
        for (auto& column : columns) column.resize(last - 3);
        EXPECT_NEAR(rows.value(j, counts[j], age.data(), recency.data(), weight.data(), 3, last), all.value, 1e-12);
        EXPECT_NEAR(rows.value(j, counts[j], age.data(), recency.data(), nullptr, 3, last), unweighted.value, 1e-12);
        rows.gradients(j, counts[j], age.data(), recency.data(), 3, last,
                       {columns[0].data(), columns[1].data(), columns[2].data(), columns[3].data()});
        for (std::size_t i = 0; i < 4; ++i)
          EXPECT_NEAR(std::accumulate(columns[i].begin(), columns[i].end(), 0.0), unweighted.gradient(i), 1e-11) << i;
        EXPECT_NEAR(all.value, one_by_one.value, 1e-12);
        EXPECT_NEAR(unweighted.value, ones.value, 1e-12);
        for (std::size_t i = 0; i < 4; ++i) {
          EXPECT_NEAR(all.gradient(i), one_by_one.gradient(i), 1e-11);
          for (std::size_t k = 0; k <= i; ++k) {
            EXPECT_NEAR(all.hessian(i, k), one_by_one.hessian(i, k), 1e-11);
            EXPECT_NEAR(unweighted.hessian(i, k), ones.hessian(i, k), 1e-11);
          }
        }
      }
  }
}

TEST(pareto_nbd_rows, tables_that_cost_more_than_the_rows_are_not_made) {
  const std::vector<double> counts{0, 1, 2};
  EXPECT_FALSE(pareto_nbd_rows(points[1], counts, 10, 50));
  EXPECT_TRUE(pareto_nbd_rows(points[1], counts, 10, 100000));
  EXPECT_FALSE(pareto_nbd_rows(points[1], {}, 10, 100000));
}

}  // namespace
