// SPDX-License-Identifier: Apache-2.0
#include <walaa/evaluate/profit.hpp>

#include "ranked_data.hpp"
#include "relative.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace {

using walaa::contact_paid;
using walaa::empc;
using walaa::mpc;
using walaa::offer;
using walaa::profit_by_fraction;
using walaa::ranking;
using namespace walaa::tests;
using column = std::vector<double>;

ranking of(const ranked_rows& rows) { return {rows.label, rows.score}; }

TEST(profit, eight_rows_have_the_published_profits) {  // empulse 0.13.1; EMPC with a reproduction to 1e-12
  const ranking r = of(eight_rows());
  const auto expected = empc(r);
  EXPECT_RELATIVE(expected.profit, 23.875593418348124, 1e-12);
  EXPECT_RELATIVE(expected.fraction, 0.8743700763487141, 1e-12);
  EXPECT_EQ(expected.threshold, 0.2);  // empulse optimal_threshold
  const auto known = mpc(r);
  EXPECT_RELATIVE(known.profit, 23.875, 1e-14);
  EXPECT_EQ(known.fraction, 0.875);
  EXPECT_EQ(known.threshold, 0.2);
  const auto dear = empc(r, {}, {.value = 100, .incentive = 30, .contact_cost = 5});
  EXPECT_RELATIVE(dear.profit, 2.006212826784497, 1e-12);
  EXPECT_RELATIVE(dear.fraction, 0.12968529158634168, 1e-12);
}

TEST(profit, perfect_inverted_and_constant_scores_have_the_published_profits) {
  column label, score, inverted;
  for (int i = 0; i < 20; ++i) label.push_back(i % 2), score.push_back(i % 2), inverted.push_back(-(i % 2));
  const auto perfect = empc({label, score});
  EXPECT_RELATIVE(perfect.profit, 28.0000000000391, 1e-12);
  EXPECT_RELATIVE(perfect.fraction, 0.499999999728095, 1e-12);
  EXPECT_RELATIVE(mpc({label, score}).profit, 28.0, 1e-15);
  EXPECT_EQ(mpc({label, score}).fraction, 0.5);
  for (const column& bad : {inverted, column(20, 7.0)}) {
    const auto all = empc({label, bad});
    EXPECT_RELATIVE(all.profit, 22.5007912244511, 1e-12);
    EXPECT_RELATIVE(all.fraction, 0.9991601018889205, 1e-12);
    EXPECT_RELATIVE(mpc({label, bad}).profit, 22.5, 1e-15);
    EXPECT_EQ(mpc({label, bad}).fraction, 1);
  }
}

TEST(profit, rows_221_have_the_published_profits) {  // empulse tests/metrics/test_metrics.py (MIT)
  const ranking r = of(rows_221());
  const auto near = [](const walaa::best_contact& b, double profit, double fraction) {
    EXPECT_RELATIVE(b.profit, profit, 1e-10);
    EXPECT_RELATIVE(b.fraction, fraction, 1e-10);
  };
  near(empc(r), 14.9946647690104, 0.5807038600143406);
  near(empc(r, {.alpha = 2}), 5.04518077557418, 0.3984799748965802);
  near(empc(r, {.beta = 5}), 30.2276738879406, 0.6595939761685953);
  near(empc(r, {10, 7}, {.value = 300, .incentive = 50, .contact_cost = 25}), 23.8505727106226, 0.4360480478313282);
  near(mpc(r), 14.814479638009047, 0.665158371040724);
  near(mpc(r, 0.2), 9.02262443438914, 0.4434389140271493);
}

TEST(profit, empc_is_the_mean_of_mpc_over_acceptances) {
  const ranking r = of(random_rows(31, 90, 12));
  for (const contact_paid paid : {contact_paid::on_every_contact, contact_paid::on_acceptance}) {
    const offer o{.value = 120, .incentive = 25, .contact_cost = 8, .paid = paid};
    constexpr int grid = 100'000;
    double mean = 0, mass = 0, fraction = 0;
    for (int i = 0; i < grid; ++i) {
      const double g = (i + 0.5) / grid, w = std::pow(g, 3) * std::pow(1 - g, 2);  // Beta(4, 3)
      const auto best = mpc(r, g, o);
      mean += w * best.profit;
      fraction += w * best.fraction;
      mass += w;
    }
    const auto exact = empc(r, {4, 3}, o);
    EXPECT_RELATIVE(exact.profit, mean / mass, 1e-8);
    EXPECT_RELATIVE(exact.fraction, fraction / mass, 1e-4);  // it jumps: the grid cannot do better
  }
}

TEST(profit, a_law_that_is_nearly_sure_is_the_known_acceptance) {
  const ranking r = of(rows_221());
  EXPECT_RELATIVE(empc(r, {3e7, 7e7}).profit, mpc(r, 0.3).profit, 1e-6);
}

TEST(profit, the_contact_is_paid_on_every_contact_unless_named_otherwise) {
  // one leaver found alone: g (V - d) - f against g (V - d - f), over two customers
  const column label{1, 0}, score{2, 1};
  EXPECT_RELATIVE(mpc({label, score}, 0.3, {200, 10, 15}).profit, (0.3 * 190 - 15) / 2, 1e-15);
  EXPECT_RELATIVE(mpc({label, score}, 0.3, {200, 10, 15, contact_paid::on_acceptance}).profit, 0.3 * 175 / 2, 1e-15);
}

TEST(profit, the_curve_passes_through_the_best_point) {
  for (std::uint32_t seed = 1; seed < 20; ++seed) {
    const ranking r = of(random_rows(seed, 150, 20));
    const auto curve = profit_by_fraction(r, 0.4, {.value = 90, .incentive = 20, .contact_cost = 4});
    const auto best = mpc(r, 0.4, {.value = 90, .incentive = 20, .contact_cost = 4});
    EXPECT_EQ(curve.contacted.front(), 0);
    EXPECT_EQ(curve.contacted.back(), 1);
    EXPECT_EQ(curve.profit.front(), 0);
    EXPECT_NEAR(*std::max_element(curve.profit.begin(), curve.profit.end()), best.profit, 1e-13);
    EXPECT_NEAR(curve.best.profit, best.profit, 1e-13);
  }
}

TEST(profit, where_no_contact_pays_nobody_is_contacted) {
  const ranking r = of(rows_221());
  const offer ruinous{.value = 20, .incentive = 10, .contact_cost = 50};
  const auto best = mpc(r, 0.3, ruinous);
  EXPECT_EQ(best.profit, 0);
  EXPECT_EQ(best.fraction, 0);
  EXPECT_EQ(best.threshold, std::numeric_limits<double>::infinity());
  const auto expected = empc(r, {}, ruinous);
  EXPECT_EQ(expected.profit, 0);
  EXPECT_EQ(expected.fraction, 0);
  EXPECT_EQ(expected.threshold, std::numeric_limits<double>::infinity());
}

TEST(profit, free_offers_go_to_everybody_who_may_leave) {
  const ranking r = of(rows_221());
  const auto free = empc(r, {}, {.value = 100, .incentive = 0, .contact_cost = 0});
  EXPECT_RELATIVE(free.profit, 100 * 0.3 * 74 / 221, 1e-12);
}

TEST(profit, the_order_of_rows_does_not_matter_to_the_bit) {
  const auto rows = random_rows(77, 2000, 30);
  const auto order = shuffled(rows.label.size(), 1);
  const ranking a = of(rows), b(taken(rows.label, order), taken(rows.score, order));
  EXPECT_EQ(empc(a).profit, empc(b).profit);
  EXPECT_EQ(empc(a).fraction, empc(b).fraction);
  EXPECT_EQ(mpc(a).profit, mpc(b).profit);
}

TEST(profit, money_scales_with_the_currency) {
  const ranking r = of(random_rows(5, 300, 12));
  EXPECT_RELATIVE(empc(r, {}, {2000, 100, 10}).profit, 10 * empc(r).profit, 1e-13);
  EXPECT_RELATIVE(empc(r, {}, {2000, 100, 10}).fraction, empc(r).fraction, 1e-13);
}

TEST(profit, bad_input_names_the_argument_and_the_rule) {
  const column label{0, 1}, one_class{1, 1}, score{1, 2};
  const ranking r(label, score), single(one_class, score);
  EXPECT_EQ(refusal([&] { return mpc(single).profit; }), "mpc: label has no row with 0; nobody stayed [D114]");
  EXPECT_EQ(refusal([&] { return empc(single).profit; }), "empc: label has no row with 0; nobody stayed [D114]");
  EXPECT_EQ(refusal([&] { return mpc(r, 0).profit; }), "mpc: acceptance = 0 is outside (0, 1) [D114]");
  EXPECT_EQ(refusal([&] { return mpc(r, 1).profit; }), "mpc: acceptance = 1 is outside (0, 1) [D114]");
  EXPECT_EQ(refusal([&] { return mpc(r, 0.3, {.value = 10, .incentive = 10}).profit; }),
            "mpc: value = 10 does not exceed what a leaver who accepts costs, 10; nobody is worth an offer [D114]");
  EXPECT_EQ(refusal([&] { return mpc(r, 0.3, {.incentive = -1}).profit; }), "mpc: incentive = -1 is negative [D104]");
  EXPECT_EQ(refusal([&] { return mpc(r, 0.3, {.contact_cost = -1}).profit; }), "mpc: contact_cost = -1 is negative [D104]");
  EXPECT_EQ(refusal([&] { return mpc(r, 0.3, {.value = walaa::missing}).profit; }),
            "mpc: value = NaN is not a finite number [D103]");
  EXPECT_EQ(refusal([&] { return empc(r, {.alpha = 0}).profit; }), "empc: alpha = 0 is not positive [D111]");
  EXPECT_EQ(refusal([&] { return empc(r, {.beta = -1}).profit; }), "empc: beta = -1 is not positive [D111]");
  EXPECT_EQ(refusal([&] { return profit_by_fraction(r, 2).best.profit; }),
            "profit_by_fraction: acceptance = 2 is outside (0, 1) [D114]");
}

}  // namespace
