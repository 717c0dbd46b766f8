// SPDX-License-Identifier: Apache-2.0
#include <walaa/value/lifetime_value.hpp>

#include "cdnow.hpp"     // for cdnow_tenth, owned_histories
#include "relative.hpp"  // for EXPECT_RELATIVE

#include <walaa/core/thread_pool.hpp>
#include <walaa/value/bg_nbd.hpp>
#include <walaa/value/mbg_nbd.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace {

using namespace walaa;

template<class M> fitted<M> on_cdnow(const M& m) {  // with the range of the CDNOW tenth
  fit_report report;
  report.status = fit_status::converged;
  report.unit = time_unit::week;
  report.max_frequency = 29;
  report.max_age = 38.86;
  return {m, report, {}};
}
const fitted<bg_nbd> bg = on_cdnow(bg_nbd{0.243, 4.414, 0.793, 2.426});
const fitted<mbg_nbd> mbg = on_cdnow(mbg_nbd{0.52484315911, 6.1830852796, 0.89135939073, 1.6140022402});
const fitted<gamma_gamma> spend(gamma_gamma{6.25, 3.74, 15.44}, time_unit::week);
constexpr purchase_history h{5, 30, 39};

// The definition, term by term, with days instead of the model's unit, in extended precision of sums.
template<class M>
double by_definition(const fitted<M>& m, const purchase_history& who, double horizon, double step, double d,
                     bool middle = false) {
  double sum = 0, before = 0, from = 0;
  for (double end = step; from < horizon - 1e-9; end += step) {
    end = std::min(end, horizon);
    const double made = expected_purchases(m, who, days{end});
    sum += (made - before) * std::pow(1 + d, -(middle ? 0.5 * (from + end) : end) / 365.2425);
    before = made;
    from = end;
  }
  return sum;
}

TEST(lifetime_value, is_its_definition) {
  const double mean = 6.25 * (15.44 + 5 * 22.5) / (6.25 * 5 + 3.74 - 1);
  const double year = 12 * 30.436875, month = 30.436875;
  EXPECT_RELATIVE(value_forecast(bg, spend)(h, 22.5), mean * by_definition(bg, h, year, month, 0.10), 1e-12);
  EXPECT_RELATIVE(value_forecast(mbg, spend, {.annual_discount = 0.15, .margin = 0.3})(h, 22.5),
                  0.3 * mean * by_definition(mbg, h, year, month, 0.15), 1e-12);
  EXPECT_RELATIVE(
      value_forecast(bg, spend, {.horizon = years{3}, .step = weeks{1}, .at = discounted_at::middle_of_step})(h, 22.5),
      mean * by_definition(bg, h, 3 * 365.2425, 7, 0.10, true), 1e-12);
  EXPECT_RELATIVE(value_forecast(bg, spend, {.horizon = days{100}, .step = days{30}})(h, 22.5),
                  mean * by_definition(bg, h, 100, 30, 0.10), 1e-12);  // 30 30 30 10
  EXPECT_RELATIVE(value_forecast(bg, spend, {.horizon = days{10}})(h, 22.5), mean * by_definition(bg, h, 10, 10, 0.10), 1e-12);
}

TEST(lifetime_value, twelve_undiscounted_months_are_the_expected_purchases) {
  const value_forecast year(bg, spend, {.annual_discount = 0.0});
  EXPECT_RELATIVE(year.purchases(h), expected_purchases(bg, h, months{12}), 1e-12);
}

TEST(lifetime_value, without_a_horizon_is_discounted_continuously) {  // 50 digits: delta = 0.0027 a week
  const double a_year = std::expm1(0.0027 * 365.2425 / 7);
  const value_forecast forever(bg, spend, {.horizon = unlimited, .annual_discount = a_year});
  EXPECT_RELATIVE(forever.purchases(h), 10.4086457075889, 1e-12);
  EXPECT_RELATIVE(forever(h, 22.5), 10.4086457075889 * spend->expected_spend(5, 22.5), 1e-12);
  // what ever shorter steps and longer horizons come to
  const value_forecast long_one(
      bg, spend, {.horizon = years{300}, .annual_discount = a_year, .step = weeks{2}, .at = discounted_at::middle_of_step});
  EXPECT_RELATIVE(long_one.purchases(h), 10.4086457075889, 1e-5);
}

TEST(lifetime_value, of_a_customer_without_a_repeat_takes_the_mean_spend_of_all) {
  const value_forecast year(mbg, spend);
  EXPECT_RELATIVE(year({0, 0, 20}, missing), 6.25 * 15.44 / 2.74 * year.purchases({0, 0, 20}), 1e-14);
  EXPECT_EQ(year({0, 0, 20}, 0), year({0, 0, 20}, missing));
  EXPECT_RELATIVE(year.purchases({0, 0, 0}), by_definition(mbg, {0, 0, 0}, 12 * 30.436875, 30.436875, 0.1), 1e-12);
}

TEST(lifetime_value, is_infinite_or_a_number_and_never_negative) {
  const fitted<gamma_gamma> no_mean(gamma_gamma{0.1, 0.8, 15.4}, time_unit::week);  // q < 1: the formula says -45.4, 7.54/0, -7.7
  const value_forecast year(bg, no_mean);
  EXPECT_EQ(year({1, 10, 39}, 30), INFINITY);
  EXPECT_EQ(year({0, 0, 39}, missing), INFINITY);
  EXPECT_GT(year({12, 30, 39}, 30), 0);  // p x + q > 1
  EXPECT_TRUE(is_finite(year({12, 30, 39}, 30)));
  const value_forecast forever(bg, spend, {.horizon = unlimited, .annual_discount = 0.0});  // a < 1: infinitely many purchases
  EXPECT_EQ(forever(h, 22.5), INFINITY);
  EXPECT_EQ(forever({1000, 10, 100}, 22.5), INFINITY);  // P(alive) underflows, and is not 0
  const fitted<bg_nbd> leaving = on_cdnow(bg_nbd{0.243, 4.414, 2.5, 2.426});
  EXPECT_RELATIVE(value_forecast(leaving, spend, {.horizon = unlimited, .annual_discount = 0.0}).purchases(h),
                  p_alive(leaving, h) * (2.5 + 7.426 - 1) / 1.5, 1e-12);
}

TEST(lifetime_value, rises_with_margin_and_horizon_and_falls_with_the_discount) {
  double before = 0;
  for (const double years_ahead : {0.1, 0.5, 1.0, 2.0, 5.0, 20.0}) {
    const double v = value_forecast(mbg, spend, {.horizon = years{years_ahead}})(h, 22.5);
    EXPECT_GT(v, before);
    before = v;
  }
  EXPECT_LT(before, value_forecast(mbg, spend, {.horizon = unlimited, .annual_discount = 0.08})(h, 22.5));
  before = INFINITY;
  for (const double discount : {0.0, 0.05, 0.1, 0.5, 3.0}) {
    const double v = value_forecast(mbg, spend, {.annual_discount = discount})(h, 22.5);
    EXPECT_LT(v, before);
    before = v;
  }
  EXPECT_RELATIVE(value_forecast(mbg, spend, {.margin = 0.5})(h, 22.5), 0.5 * value_forecast(mbg, spend)(h, 22.5), 1e-15);
  EXPECT_EQ(value_forecast(mbg, spend, {.margin = 0.0})(h, 22.5), 0);
}

TEST(lifetime_value, speaks_the_convention_of_lifetimes) {  // 12 months of 30 days, 1 % a month, discounted at their ends
  const double monthly = 0.01;
  const value_forecast theirs(bg, spend,
                              {.horizon = days{360}, .annual_discount = annual_rate(monthly, days{30}), .step = days{30}});
  double sum = 0, before = 0;
  for (int k = 1; k <= 12; ++k) {
    const double made = expected_purchases(*bg, h, k * 30 / 7.0);
    sum += (made - before) / std::pow(1 + monthly, k);
    before = made;
  }
  EXPECT_RELATIVE(theirs.purchases(h), sum, 1e-12);
  EXPECT_RELATIVE(annual_rate(0.01, months{1}), std::pow(1.01, 12) - 1, 1e-14);
  EXPECT_RELATIVE(annual_rate(0.1, years{1}), 0.1, 1e-15);
}

TEST(lifetime_value, does_not_depend_on_the_unit_of_time) {
  bg_nbd by_day = *bg;
  by_day.alpha *= 7;
  fit_report report = bg.report();
  report.unit = time_unit::day;
  report.max_age *= 7;
  const value_forecast weekly(bg, spend), daily(fitted<bg_nbd>(by_day, report, {}), spend);
  EXPECT_RELATIVE(daily({5, 210, 273}, 22.5), weekly(h, 22.5), 1e-12);
}

std::vector<std::uint64_t> bits(const std::vector<double>& column) {
  std::vector<std::uint64_t> out;
  for (const double v : column) out.push_back(std::bit_cast<std::uint64_t>(v));
  return out;
}

// CDNOW four times, and rows that are missing or far outside the tables
tests::owned_histories mixed_rows() {
  tests::owned_histories all = tests::repeated(tests::cdnow_tenth(), 4);
  for (const purchase_history& who :
       {purchase_history{missing, 1, 2}, {3, 2, 20}, {0, 0, missing}, {200, 30, 31}, {1, 300, 500}, {0, 0, 1e6}}) {
    all.add(who);
    all.monetary_value.push_back(who.frequency == 0 ? 0 : who.frequency == 3 ? missing : 12.5);
  }
  return all;
}

TEST(lifetime_value, columns_equal_single_customers_bit_for_bit) {
  const tests::owned_histories rows = mixed_rows();
  const purchase_histories all = rows;
  const std::size_t n = all.size();
  const value_forecast year(mbg, spend);
  std::vector<double> one(n), column(n), again(n);
  year(all, column);
  for (std::size_t i = 0; i < n; ++i) one[i] = year(all[i], all.monetary_value[i]);
  EXPECT_EQ(bits(one), bits(column));
  for (const unsigned threads : {1u, 2u, 5u}) {
    thread_pool pool(threads);
    year(all, again, pool);
    EXPECT_EQ(bits(again), bits(column)) << threads;
    EXPECT_EQ(year.equity(all, pool).value, year.equity(all).value) << threads;
  }
  lifetime_value(mbg, spend, all, {}, again);
  EXPECT_EQ(bits(again), bits(column));
  const value_forecast loaded(from_tree<fitted<mbg_nbd>>(to_tree(mbg)), from_tree<fitted<gamma_gamma>>(to_tree(spend)));
  loaded(all, again);
  EXPECT_EQ(bits(again), bits(column));
  for (std::size_t i = n - 6; i < n - 3; ++i) EXPECT_TRUE(is_missing(column[i]));  // no evidence, no number
  for (std::size_t i = n - 3; i < n; ++i) EXPECT_FALSE(is_missing(column[i]));
}

template<class M> void expect_table_near_definition(const fitted<M>& m, const lifetime_value_options& o) {
  const tests::owned_histories rows = mixed_rows();
  const purchase_histories all = rows;
  const value_forecast ahead(m, spend, o);
  const discounted_purchases_of direct(o, time_unit::week);
  double worst = 0;
  for (std::size_t i = 0; i < 2357; ++i)
    worst = std::max(worst, std::abs(ahead.purchases(all[i]) / (p_alive(*m, all[i]) * direct(m->given_alive(all[i]))) - 1));
  EXPECT_LT(worst, 1e-12);
  EXPECT_EQ(ahead.table().counts(), 45u);
}

TEST(lifetime_value, tables_are_within_1e_12_of_the_sums) {
  expect_table_near_definition(bg, {});
  expect_table_near_definition(mbg, {.horizon = years{10}, .step = months{3}});
  expect_table_near_definition(mbg, {.horizon = unlimited});
}

TEST(lifetime_value, equity_is_the_sum_of_the_customers) {
  const tests::owned_histories rows = mixed_rows();
  purchase_histories all = rows;
  const value_forecast year(bg, spend);
  std::vector<double> column(all.size());
  year(all, column);
  double sum = 0;
  for (const double v : column) sum += is_missing(v) ? 0 : v;
  const customer_equity total = year.equity(all);
  EXPECT_RELATIVE(total.value, sum, 1e-12);
  EXPECT_EQ(total.customers, all.size() - 3);
  EXPECT_EQ(total.unknown, 3u);
  const std::vector<double> twice(all.size(), 2.0);
  all.weight = twice;
  EXPECT_RELATIVE(year.equity(all).value, 2 * total.value, 1e-14);
}

template<class F> std::string message_of(const F& f) {
  try {
    f();
  } catch (const error& e) {
    return e.what();
  }
  return "nothing was thrown";
}

TEST(lifetime_value, refuses_what_cannot_be) {
  const auto with = [](const lifetime_value_options& o) { return message_of([&] { value_forecast(bg, spend, o); }); };
  EXPECT_EQ(with({.horizon = days{0}}), "lifetime_value: horizon = 0 is not positive; for ever is walaa::unlimited [D111]");
  EXPECT_EQ(with({.horizon = days{missing}}),
            "lifetime_value: horizon = NaN is not positive; for ever is walaa::unlimited [D111]");
  EXPECT_EQ(with({.annual_discount = -0.1}), "lifetime_value: annual_discount = -0.1 is negative [D104]");
  EXPECT_EQ(with({.annual_discount = INFINITY}), "lifetime_value: annual_discount = inf is not a finite number [D103]");
  EXPECT_EQ(with({.margin = -1.0}), "lifetime_value: margin = -1 is negative [D104]");
  EXPECT_EQ(with({.step = days{0}}), "lifetime_value: step = 0 is not positive [D111]");
  EXPECT_EQ(with({.horizon = years{100}, .step = days{1}}),
            "lifetime_value: step = 1 days makes more than 10000 steps to the horizon; take a longer step [D114]");
  const value_forecast year(bg, spend);
  std::vector<double> x{1, 0}, last{3, 0}, age{4, 4}, money{5, 0}, out(2);
  purchase_histories two{.frequency = x, .recency = last, .age = age, .monetary_value = money, .unit = time_unit::week};
  EXPECT_NO_THROW(year(two, out));
  two.unit = time_unit::day;
  EXPECT_EQ(
      message_of([&] { year(two, out); }),
      "lifetime_value: the table is in days, the model was fitted in weeks; summarise the same logs in the model's unit [D115]");
  two.unit = time_unit::week;
  money[1] = 7;
  EXPECT_THROW(year(two, out), invalid_input);  // spend of repeats without a repeat
  money[1] = 0;
  money[0] = -5;
  EXPECT_THROW(year.equity(two), invalid_input);
  two.monetary_value = {};
  EXPECT_THROW(year(two, out), invalid_input);
  fit_report report;
  report.status = fit_status::not_identified;
  EXPECT_THROW(value_forecast(bg, fitted<gamma_gamma>(*spend, report, {})), not_usable);
  EXPECT_THROW(value_forecast(fitted<bg_nbd>(*bg, report, {}), spend), not_usable);
}

// only durations
static_assert(std::is_same_v<decltype(lifetime_value_options::horizon), days> && !std::is_convertible_v<double, days> &&
              !std::is_convertible_v<int, days>);

}  // namespace
