// SPDX-License-Identifier: Apache-2.0
#include <walaa/value/purchase_model.hpp>

#include "relative.hpp"  // for EXPECT_RELATIVE

#include <walaa/value/bg_nbd.hpp>
#include <walaa/value/mbg_nbd.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <concepts>
#include <limits>
#include <string>
#include <vector>

namespace {

using namespace walaa;

constexpr bg_nbd s{.r = 0.243, .alpha = 4.414, .a = 0.793, .b = 2.426};
constexpr mbg_nbd modified{.r = 0.5, .alpha = 6, .a = 0.9, .b = 1.6};

// ---- what does and what does not compile ----

template<class M, class T>
concept takes_horizon = requires(const fitted<M>& m, purchase_history h, T t) { expected_purchases(m, h, t); };
template<class M, class T>
concept alive_after = requires(const fitted<M>& m, purchase_history h, T t) { p_alive(m, h, t); };
template<class M, class T>
concept counts_within = requires(const fitted<M>& m, purchase_history h, T t) { probability(m, h, 1, t); };

static_assert(takes_horizon<bg_nbd, weeks> && takes_horizon<bg_nbd, days> && takes_horizon<bg_nbd, months>);
static_assert(!takes_horizon<bg_nbd, double> && !takes_horizon<bg_nbd, int>);  // 39 of what?
static_assert(alive_after<mbg_nbd, years> && !alive_after<mbg_nbd, double>);
static_assert(counts_within<mbg_nbd, days> && !counts_within<mbg_nbd, double>);

struct no_model {
  double log_odds_dead(const purchase_history&) const { return 0; }
};
static_assert(purchase_model<bg_nbd> && purchase_model<mbg_nbd> && !purchase_model<no_model> && !purchase_model<fitted<bg_nbd>>);
static_assert(alive_model<bg_nbd> && alive_model<mbg_nbd>);  // a model is its own new customer

// A model of somebody's own that says only what the concept asks for.
struct forgetful {
  double rate = 1;
  double log_odds_dead(const purchase_history& h) const noexcept { return h.age - h.recency - 2; }
  beta_geometric given_alive(const purchase_history& h) const noexcept { return {rate + h.frequency, 1 + h.age, 2, 3}; }
};
static_assert(purchase_model<forgetful> && !in_lanes<forgetful> && in_lanes<bg_nbd>);

// ---- numbers: 50 digits, exact closed forms at the printed parameters ----

TEST(purchase_model, bg_nbd_values) {
  EXPECT_RELATIVE(expected_purchases(s, {2, 30.43, 38.86}, 39), 1.2260281747671444, 1e-14);
  EXPECT_RELATIVE(p_alive(s, {2, 30.43, 38.86}), 0.7265785701, 1e-10);
  EXPECT_RELATIVE(expected_purchases(s, {10, 35, 39}, 2), 0.3915692071, 2e-10);
  EXPECT_RELATIVE(p_alive(s, {23, 39, 39}), 0.9685554542, 1e-10);
  EXPECT_RELATIVE(p_alive(s, {20, 30, 39}), 0.1968204445, 2e-10);
  const purchase_history h{5, 30, 39};
  EXPECT_RELATIVE(p_alive(s, h), 0.70562684715786, 1e-14);
  EXPECT_RELATIVE(p_alive(s, h, 39), 0.495676158640396, 1e-14);
  EXPECT_RELATIVE(expected_purchases(s, h, 39), 2.67945733157565, 1e-14);
  EXPECT_RELATIVE(probability(s, h, 0, 39), 0.318868011600268, 1e-14);
  EXPECT_RELATIVE(probability(s, h, 1, 39), 0.120628544028187, 1e-14);
  EXPECT_RELATIVE(probability(s, h, 2, 39), 0.122347650746482, 1e-14);
  EXPECT_RELATIVE(discounted_purchases(s, h, 0.0027), 10.4086457075889, 1e-13);
}

TEST(purchase_model, mbg_nbd_values) {
  const purchase_history h{5, 30, 39};
  EXPECT_RELATIVE(p_alive(modified, h), 0.682468778753124, 2e-15);
  EXPECT_RELATIVE(p_alive(modified, h, 39), 0.460210975976426, 1e-14);
  EXPECT_RELATIVE(expected_purchases(modified, h, 39), 2.56489228620262, 1e-14);
  EXPECT_RELATIVE(p_alive(modified, {0, 0, 20}), 0.460630567611822, 1e-14);
  EXPECT_RELATIVE(modified.expected_purchases(52), 1.37082768102149, 1e-14);
  EXPECT_RELATIVE(modified.probability(0, 30), 0.621278905896872, 1e-14);
  EXPECT_RELATIVE(modified.probability(5, 30), 0.0159094061309479, 1e-14);
  constexpr mbg_nbd optimum{0.52484315911, 6.1830852796, 0.89135939073, 1.6140022402};
  const double weeks[] = {0.1429, 1, 3, 31.8571, 32, 78};
  const double expected[] = {0.0077795725833, 0.053060323434, 0.15079221908, 1.0334670238, 1.0366057113, 1.8036304175};
  for (std::size_t i = 0; i < 6; ++i) EXPECT_RELATIVE(optimum.expected_purchases(weeks[i]), expected[i], 1e-9);
}

TEST(purchase_model, hard_customers) {  // 50 digits; the formulas of other packages are infinite or NaN here
  EXPECT_RELATIVE(expected_purchases(s, {26, 216.0 / 7, 31}, 52), 25.7564922154, 2e-12);
  EXPECT_RELATIVE(expected_purchases(s, {100, 38, 39}, 39), 63.8311892795, 1e-12);
  EXPECT_EQ(expected_purchases(s, {1000, 10, 100}, 30), 0);  // 2e-855
  EXPECT_RELATIVE(expected_purchases(bg_nbd{0.243, 4.414, 1, 2.426}, {2, 30.43, 38.86}, 39), 1.1021367860399558, 1e-14);
  EXPECT_RELATIVE(expected_purchases(bg_nbd{0.243, 4.414, 1 + 1e-12, 2.426}, {2, 30.43, 38.86}, 39), 1.1021367860394095, 1e-14);
  EXPECT_RELATIVE(expected_purchases(bg_nbd{0.243, 4.414, 0.4, 0.6}, {0, 0, 38.86}, 39), 0.18478526960983741, 1e-14);
  EXPECT_RELATIVE(expected_purchases(s, {2, 30.43, 38.86}, 1e-8), 3.7660390363686330e-10, 1e-14);
  EXPECT_RELATIVE(expected_purchases(bg_nbd{0.243, 4.414, 0.793, 1e6}, {0, 0, 38.86}, 39), 0.21899976407504528, 1e-14);
  EXPECT_RELATIVE(expected_purchases(s, {1000, 38.8, 38.86}, 39), 685.46770984374880, 1e-13);
}

// ---- laws ----

TEST(purchase_model, logarithm_goes_on_where_the_probability_is_zero) {
  const purchase_history gone{1000, 10, 100};
  EXPECT_EQ(p_alive(s, gone), 0);
  EXPECT_RELATIVE(log_p_alive(s, gone), -s.log_odds_dead(gone), 1e-15);
  EXPECT_LT(log_p_alive(s, gone), -1900);
  EXPECT_RELATIVE(std::exp(log_p_alive(s, {5, 30, 39})), p_alive(s, {5, 30, 39}), 1e-15);
}

TEST(purchase_model, what_is_conditional_is_p_alive_times_what_an_alive_customer_does) {
  const purchase_history h{3, 20, 50};
  for (const double t : {0.5, 10.0, 300.0}) {
    EXPECT_EQ(expected_purchases(s, h, t), p_alive(s, h) * s.given_alive(h).expected_purchases(t));
    EXPECT_EQ(p_alive(s, h, t), p_alive(s, h) * s.given_alive(h).survival(t));
    double total = 0, mean = 0;
    for (int n = 0; n <= 400; ++n) {
      total += probability(s, h, n, t);
      mean += n * probability(s, h, n, t);
    }
    EXPECT_NEAR(total, 1, 1e-12);
    EXPECT_RELATIVE(mean, expected_purchases(s, h, t), 1e-10);
  }
}

TEST(purchase_model, a_model_of_ones_own_gets_everything) {
  const forgetful m{.rate = 0.5};
  EXPECT_RELATIVE(p_alive(m, {1, 3, 5}), 0.5, 1e-15);
  EXPECT_RELATIVE(expected_purchases(m, {1, 3, 5}, 4), 0.5 * (beta_geometric{1.5, 6, 2, 3}.expected_purchases(4)), 1e-15);
  EXPECT_GT(probability(m, {1, 3, 5}, 0, 4), 0.5);
  EXPECT_GT(discounted_purchases(m, {1, 3, 5}, 0.1), 0);
}

TEST(purchase_model, silence_keeps_its_digits) {  // ln(1 + u) for u far below 1 and far above, with recency above age by rounding
  EXPECT_RELATIVE(detail::log_silence(4, 1e6, 1e6 + 0x1p-20), std::log1p(0x1p-20 / (1e6 + 4)), 1e-15);
  EXPECT_EQ(detail::log_silence(2, 30, 30), 0);
  EXPECT_EQ(detail::log_silence(2, 30, 30 - 1e-12), 0);
  EXPECT_RELATIVE(detail::log_silence(1, 0, 1e300), std::log(1e300), 1e-15);
  for (double u = 1e-18; u < 1e6; u *= 1.7) EXPECT_RELATIVE(detail::log_silence(1, 0, u), std::log1p(u), 4e-16) << u;
}

TEST(purchase_model, nan_in_nan_out) {
  const purchase_history unknown[] = {{missing, 1, 2}, {1, missing, 2}, {1, 1, missing},
                                      {0, 0, missing}, {0, missing, 3}, {missing, missing, missing}};
  for (const purchase_history& h : unknown) {
    EXPECT_TRUE(is_missing(p_alive(s, h)));
    EXPECT_TRUE(is_missing(p_alive(modified, h)));
    EXPECT_TRUE(is_missing(log_p_alive(s, h)));
    EXPECT_TRUE(is_missing(expected_purchases(modified, h, 3)));
    EXPECT_TRUE(is_missing(probability(modified, h, 1, 3)));
    EXPECT_TRUE(is_missing(discounted_purchases(s, h, 0.1)));
    EXPECT_TRUE(is_missing(p_alive(modified, h, 3)));
  }
  EXPECT_TRUE(is_missing(expected_purchases(s, {1, 2, 3}, missing)));
}

// ---- doors ----

TEST(purchase_model, doors_convert_durations_to_the_unit_of_the_fit) {
  const fitted<bg_nbd> by_week(s, time_unit::week);
  const purchase_history h{5, 30, 39};
  EXPECT_EQ(expected_purchases(by_week, h, weeks{39}), expected_purchases(s, h, 39));
  EXPECT_EQ(expected_purchases(by_week, h, days{273}), expected_purchases(s, h, 39));
  EXPECT_EQ(p_alive(by_week, h, weeks{10}), p_alive(s, h, 10));
  EXPECT_EQ(probability(by_week, h, 2, weeks{10}), probability(s, h, 2, 10));
  EXPECT_EQ(p_alive(by_week, h), p_alive(s, h));
  EXPECT_EQ(log_p_alive(by_week, h), log_p_alive(s, h));
  bg_nbd slower = s;
  slower.alpha *= 7;
  const fitted<bg_nbd> by_day(slower, time_unit::day);
  EXPECT_RELATIVE(expected_purchases(by_day, {5, 210, 273}, weeks{39}), expected_purchases(s, h, 39), 1e-13);
}

TEST(purchase_model, doors_refuse_a_fit_that_may_not_be_used) {
  fit_report report;
  report.status = fit_status::not_identified;
  const fitted<bg_nbd> bad(s, report, {});
  EXPECT_THROW(static_cast<void>(p_alive(bad, {1, 2, 3})), not_usable);
  EXPECT_THROW(static_cast<void>(expected_purchases(bad, {1, 2, 3}, weeks{1})), not_usable);
  EXPECT_EQ(p_alive(bad.unchecked(), {1, 2, 3}), p_alive(s, {1, 2, 3}));
}

TEST(purchase_model, purchases_are_columns_of_the_table) {
  customers c(std::vector<std::int64_t>{1, 2}, parse_date("1997-09-30"), time_unit::week);
  c.with("frequency", std::vector<double>{2, 0})
      .with("recency", std::vector<double>{30.43, 0})
      .with("T", std::vector<double>{38.86, 38});
  const purchase_histories h = purchases(c);
  EXPECT_EQ(h.size(), 2u);
  EXPECT_EQ(h.unit, time_unit::week);
  EXPECT_EQ(h[0].recency, 30.43);
  EXPECT_TRUE(h.monetary_value.empty());
  c.with("monetary_value", std::vector<double>{20, 0});
  EXPECT_EQ(purchases(c).monetary_value[0], 20);
}

}  // namespace
