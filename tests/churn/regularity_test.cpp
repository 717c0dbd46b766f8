// SPDX-License-Identifier: Apache-2.0
#include <walaa/churn/regularity.hpp>  // the header under test comes first: it must stand alone

#include <walaa/math/random.hpp>

#include "refuses.hpp"
#include "relative.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace {

using walaa::purchase_regularity;
using walaa::regularity_status;

TEST(regularity, is_the_moment_estimate_of_wheat_and_morrison) {  // M = 1/4, 1/2, 3/4: Var M = 1/16, k = (1 - 1/4)/(1/2) = 3/2
  const std::vector<double> first{1, 2, 3}, second{3, 2, 1};
  const auto r = purchase_regularity(first, second);
  EXPECT_EQ(r.status, regularity_status::estimated);
  EXPECT_RELATIVE(r.variance, 1.0 / 16, 1e-15);
  EXPECT_RELATIVE(r.k, 1.5, 1e-15);
  EXPECT_EQ(r.customers, 3);
  EXPECT_EQ(r.stages(), 2);
  EXPECT_RELATIVE(r.error, std::sqrt(1.0 / 3) / 0.5, 1e-14);  // (2 - 6/6) / 3 under the root, over 8/16
}

TEST(regularity,
     of_beta_variances_is_k) {  // Var of Beta(k, k) is 1 / (4 (2k + 1)): two points at 1/2 -+ s have sample variance 2 s^2
  for (const double k : {0.5, 1.0, 2.0, 7.0}) {
    const double s = std::sqrt(1 / (8 * (2 * k + 1)));
    const std::vector<double> first{0.5 - s, 0.5 + s}, second{0.5 + s, 0.5 - s};
    EXPECT_RELATIVE(purchase_regularity(first, second).k, k, 1e-13);
  }
}

TEST(regularity, depends_on_no_customers_own_rate) {
  const std::vector<double> first{1, 2, 3}, second{3, 2, 1}, slow{100, 2e-3, 3e200}, slow_too{300, 2e-3, 1e200};
  EXPECT_RELATIVE(purchase_regularity(slow, slow_too).k, purchase_regularity(first, second).k, 1e-14);
}

TEST(regularity, is_found_again_in_simulated_gaps) {  // 4,000 customers: within 4 standard errors, false once in 16,000 runs
  walaa::random_stream draw(20240611, 0);
  for (const int k : {1, 2, 5}) {
    std::vector<double> first, second;
    for (int i = 0; i < 4000; ++i) {
      const double rate = 0.05 + draw.uniform();
      const auto gap = [&] {
        double sum = 0;
        for (int j = 0; j < k; ++j) sum -= std::log(draw.uniform());
        return sum / rate;
      };
      first.push_back(gap());
      second.push_back(gap());
    }
    const auto r = purchase_regularity(first, second);
    EXPECT_NEAR(r.k, k, 4 * r.error);
    EXPECT_LT(r.error, 0.1 * k);
    EXPECT_EQ(r.stages(), k);
  }
}

TEST(regularity, of_degenerate_gaps_is_a_status) {
  EXPECT_EQ(purchase_regularity(std::vector<double>{}, std::vector<double>{}).status, regularity_status::too_few);
  EXPECT_EQ(purchase_regularity(std::vector<double>{1}, std::vector<double>{2}).status, regularity_status::too_few);
  const auto same = purchase_regularity(std::vector<double>{1, 2, 4}, std::vector<double>{1, 2, 4});
  EXPECT_EQ(same.status, regularity_status::without_variance);
  EXPECT_EQ(same.k, HUGE_VAL);
  EXPECT_TRUE(walaa::is_missing(same.stages()));
  const auto bursts = purchase_regularity(std::vector<double>{1e9, 1e-9}, std::vector<double>{1e-9, 1e9});
  EXPECT_EQ(bursts.status, regularity_status::as_in_bursts);
  EXPECT_EQ(bursts.k, 0);
}

TEST(regularity, reads_the_first_two_ended_gaps_of_each_customer) {
  walaa::gap_table g;
  g.duration = {1, 3, 9, 5, 2, 2, 7};
  g.event = {1, 1, 0, 0, 1, 1, 0};
  g.customer = {0, 0, 0, 1, 2, 2, 2};
  g.first = {0, 3, 4, 7};
  const auto r = purchase_regularity(g);
  EXPECT_EQ(r.customers, 2);
  EXPECT_RELATIVE(r.variance, 1.0 / 32, 1e-15);  // M = 1/4, 1/2
}

TEST(regularity, refuses_gaps_that_are_none) {
  EXPECT_REFUSES(purchase_regularity(std::vector<double>{1, 0}, std::vector<double>{1, 1}),
                 "purchase_regularity: first[1] = 0 is not positive [D111]");
  EXPECT_REFUSES(purchase_regularity(std::vector<double>{1, 1}, std::vector<double>{1, walaa::missing}),
                 "purchase_regularity: second[1] = NaN is not a finite number [D103]");
  EXPECT_REFUSES(purchase_regularity(std::vector<double>{1, 1}, std::vector<double>{1}),
                 "purchase_regularity: first has 2 rows and second has 1; one row a customer in both [D101]");
}

}  // namespace
