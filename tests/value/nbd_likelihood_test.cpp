// SPDX-License-Identifier: Apache-2.0
#include <walaa/value/nbd_likelihood.hpp>

#include "relative.hpp"  // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <cmath>

namespace {

using walaa::nbd_likelihood;
using walaa::purchase_history;

// Not a constant to the compiler, which would follow a count beyond the table and warn of it.
volatile double most = 10;

// 50 digits: the textbook's gamma functions, and the integral of the Poisson process over lambda, which agree.
TEST(nbd_likelihood, single_customers) {
  const nbd_likelihood of({0.38476613577, 12.072022845}, most);
  EXPECT_EQ(of.value({0, 0, 0}), 0);
  EXPECT_RELATIVE(of.value({0, 0, 39}), -0.55496598739014652718, 1e-14);
  EXPECT_RELATIVE(of.value({2, 30, 38.86}), -9.0444818228315928233, 1e-14);
  EXPECT_RELATIVE(of.value({5, 30, 39}), -17.284216361097232149, 1e-14);
  EXPECT_RELATIVE(of.value({29, 30, 39}), -46.27411802632376466, 1e-14);  // beyond the table
}

TEST(nbd_likelihood, keeps_its_digits_for_a_million_purchases_and_for_customers_who_hardly_differ) {
  EXPECT_RELATIVE(nbd_likelihood({0.25, 4}, most).value({1e6, 999, 1000}), 5903758.053387723414961207, 1e-14);
  EXPECT_RELATIVE(nbd_likelihood({1e5, 1.3e6}, most).value({3, 30, 39}), -10.69486307218461395808146, 1e-14);
}

TEST(nbd_likelihood, rows_of_one_count_are_the_sum_of_their_rows) {
  const walaa::nbd_parameters p{0.7, 3};
  const nbd_likelihood of(p, 4);
  walaa::second_order<2> one_by_one, together;
  walaa::rising_walk walk(p.r);
  walk.to(4);
  const walaa::nbd_count c{4, p.r + 4, walk.value(), walk.first(), walk.second()};
  walaa::nbd_sums sums;
  for (const double age : {10.0, 11.5, 1e-3, 400.0}) {
    of.add({4, age / 2, age}, 1.5, one_by_one);
    sums.log_y += 1.5 * std::log(sums.add(age, 1 / p.alpha, 1.5));
  }
  sums.add_to(together, c, p, std::log(p.alpha));
  EXPECT_RELATIVE(together.value, one_by_one.value, 1e-14);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_RELATIVE(together.gradient(i), one_by_one.gradient(i), 1e-13);
    EXPECT_RELATIVE(sums.gradient(c, p)[i], together.gradient(i), 1e-15);
    for (std::size_t j = 0; j < 2; ++j) EXPECT_RELATIVE(together.hessian(i, j), one_by_one.hessian(i, j), 1e-13);
  }
}

}  // namespace
