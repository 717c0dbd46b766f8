// SPDX-License-Identifier: Apache-2.0
#include <walaa/value/forecast.hpp>

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

// optima of the CDNOW tenth, with the range of its data
template<class M> fitted<M> on_cdnow(const M& m) {
  fit_report report;
  report.status = fit_status::converged;
  report.unit = time_unit::week;
  report.max_frequency = 29;
  report.max_age = 38.86;
  return {m, report, {}};
}
const fitted<bg_nbd> bg = on_cdnow(bg_nbd{0.24259452243, 4.4136020190, 0.79292201723, 2.4259067768});
const fitted<mbg_nbd> mbg = on_cdnow(mbg_nbd{0.52484315911, 6.1830852796, 0.89135939073, 1.6140022402});

std::vector<std::uint64_t> bits(const std::vector<double>& column) {
  std::vector<std::uint64_t> out;
  for (const double v : column) out.push_back(std::bit_cast<std::uint64_t>(v));
  return out;
}

// rows of all kinds: CDNOW, missing ones, and some far outside the tables
tests::owned_histories mixed_rows() {
  tests::owned_histories all = tests::repeated(tests::cdnow_tenth(), 4);  // 9,428 rows: three blocks
  for (const purchase_history& h : {purchase_history{missing, 1, 2},
                                    {3, missing, 20},
                                    {0, 0, missing},
                                    {200, 30, 31},
                                    {1, 300, 500},
                                    {0, 0, 1e6},
                                    {127, 30, 31},
                                    {128, 30, 31},
                                    {44, 30, 31},
                                    {45, 30, 31}}) {
    all.add(h);
    all.monetary_value.push_back(0);
  }
  return all;
}

template<class M> void expect_columns_equal_single_customers(const fitted<M>& m) {
  const tests::owned_histories rows = mixed_rows();
  const purchase_histories h = rows;
  const std::size_t n = h.size();
  std::vector<double> one(n), column(n);
  p_alive(m, h, column);
  for (std::size_t i = 0; i < n; ++i) one[i] = p_alive(*m, h[i]);
  EXPECT_EQ(bits(one), bits(column));

  const purchase_forecast year(m, weeks{52});
  year(h, column);
  for (std::size_t i = 0; i < n; ++i) one[i] = year(h[i]);
  EXPECT_EQ(bits(one), bits(column));

  std::vector<double> again(n);
  expected_purchases(m, h, weeks{52}, again);
  EXPECT_EQ(bits(again), bits(column));

  for (const unsigned threads : {1u, 2u, 3u, 16u}) {
    thread_pool pool(threads);
    std::fill(again.begin(), again.end(), -1);
    year(h, again, pool);
    EXPECT_EQ(bits(again), bits(column)) << threads;
    p_alive(m, h, one, pool);
    p_alive(m, h, again);
    EXPECT_EQ(bits(one), bits(again)) << threads;
  }
}

TEST(forecast, columns_equal_single_customers_bit_for_bit) {
  expect_columns_equal_single_customers(bg);
  expect_columns_equal_single_customers(mbg);
}

TEST(forecast, is_within_1e_12_of_the_model_itself) {
  const tests::owned_histories rows = mixed_rows();
  const purchase_histories h = rows;
  for (const days horizon : {days{1}, days{weeks{39}}, days{years{10}}}) {
    const purchase_forecast ahead(mbg, horizon);
    double worst = 0;
    for (std::size_t i = 0; i < h.size(); ++i) {
      const double direct = expected_purchases(mbg, h[i], horizon);
      if (!is_missing(direct)) worst = std::max(worst, std::abs(ahead(h[i]) / direct - 1));
    }
    EXPECT_LT(worst, 1e-12) << horizon.count();
  }
}

TEST(forecast, expects_the_published_values) {  // recomputed in 50 digits at these parameters
  const fitted<bg_nbd> rounded = on_cdnow(bg_nbd{0.243, 4.414, 0.793, 2.426});
  const purchase_forecast weeks39(rounded, weeks{39});
  EXPECT_RELATIVE(weeks39({2, 30.43, 38.86}), 1.2260281747671444, 1e-13);
  EXPECT_RELATIVE(weeks39({5, 30, 39}), 2.67945733157565, 1e-13);
  EXPECT_RELATIVE(weeks39({100, 38, 39}), 63.8311892795, 1e-12);  // outside the table
}

TEST(forecast, expects_of_cdnow_by_frequency_what_the_btyd_vignette_prints) {  // BTYD 2.4.3, x = 0 .. 6 and 7 or more
  const fitted<bg_nbd> vignette = on_cdnow(bg_nbd{0.2425982, 4.4136842, 0.7929899, 2.4261667});
  const purchase_histories h = tests::cdnow_tenth();
  std::vector<double> column(h.size()), total(8), customers_of(8);
  expected_purchases(vignette, h, weeks{39}, column);
  for (std::size_t i = 0; i < h.size(); ++i) {
    const auto bin = static_cast<std::size_t>(std::min(h.frequency[i], 7.0));
    total[bin] += column[i];
    ++customers_of[bin];
  }
  const double mean[] = {0.2250893, 0.5231364, 1.044126, 1.520256, 2.163824, 2.653789, 3.503957, 6.157036};
  for (std::size_t bin = 0; bin < 8; ++bin) EXPECT_RELATIVE(total[bin] / customers_of[bin], mean[bin], 1e-4) << bin;
}

TEST(forecast, missing_evidence_gives_no_number) {
  const tests::owned_histories rows = mixed_rows();
  const purchase_histories h = rows;
  std::vector<double> column(h.size());
  purchase_forecast(bg, weeks{1})(h, column);
  const std::size_t first = h.size() - 10;
  for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(is_missing(column[first + i]));
  EXPECT_FALSE(is_missing(column[first + 3]));
  p_alive(bg, h, column);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(is_missing(column[first + i]));
}

TEST(forecast, other_predictions_have_columns_too) {
  const purchase_histories h = tests::cdnow_tenth();
  std::vector<double> none(h.size()), later(h.size());
  probability(mbg, h, 0, days{90}, none);
  p_alive(mbg, h, weeks{10}, later);
  for (std::size_t i = 0; i < h.size(); i += 100) {
    EXPECT_EQ(none[i], probability(mbg, h[i], 0, days{90}));
    EXPECT_RELATIVE(later[i], p_alive(mbg, h[i], weeks{10}), 1e-12);
  }
  p_alive(mbg, h, days{0}, later);
  for (std::size_t i = 0; i < h.size(); i += 100) EXPECT_EQ(later[i], p_alive(mbg, h[i]));
}

TEST(forecast, tables_follow_from_the_stored_fit_alone) {
  const fitted<bg_nbd> loaded = from_tree<fitted<bg_nbd>>(to_tree(bg));
  const purchase_forecast before(bg, weeks{52}), after(loaded, weeks{52});
  EXPECT_EQ(before.table(), after.table());
  EXPECT_EQ(table_range::of(bg).counts, 45u);
  EXPECT_EQ(table_range::of(bg).age, 1.5 * 38.86);
  const table_range given = table_range::of(fitted<bg_nbd>(*bg, time_unit::week));  // nobody fitted these
  EXPECT_EQ(given.counts, 40u);
  EXPECT_EQ(given.age, 50 * bg->alpha);
}

template<class F> std::string message_of(const F& f) {
  try {
    f();
  } catch (const error& e) {
    return e.what();
  }
  return "nothing was thrown";
}

TEST(forecast, the_door_refuses_what_cannot_be) {
  std::vector<double> x{1, 2}, last{3, 5}, age{4, 4}, out(2), few(1);
  purchase_histories h{.frequency = x, .recency = last, .age = age, .unit = time_unit::week};
  const purchase_forecast year(bg, weeks{52});
  EXPECT_EQ(message_of([&] { year(h, out); }),
            "expected_purchases: recency[1] = 5 exceeds T[1] = 4; recency is the age at the last purchase - was \"days since "
            "last purchase\" passed? [D102]");
  EXPECT_THROW(p_alive(bg, h, out), invalid_input);
  age[1] = 6;
  EXPECT_NO_THROW(year(h, out));
  EXPECT_THROW(year(h, few), invalid_input);
  h.unit = time_unit::day;
  EXPECT_EQ(message_of([&] { year(h, out); }),
            "expected_purchases: the table is in days, the model was fitted in weeks; summarise the same logs in the model's "
            "unit [D115]");
  EXPECT_THROW(p_alive(bg, h, out), invalid_input);
  EXPECT_THROW(probability(bg, h, 0, days{3}, out), invalid_input);
  EXPECT_EQ(message_of([&] { purchase_forecast(bg, days{0}); }), "expected_purchases: horizon = 0 is not positive [D111]");
  EXPECT_THROW(purchase_forecast(bg, days{missing}), invalid_input);
  fit_report report;
  report.status = fit_status::degenerate_data;
  const fitted<bg_nbd> bad(*bg, report, {});
  EXPECT_THROW(purchase_forecast(bad, days{3}), not_usable);
  h.unit = report.unit;
  EXPECT_THROW(p_alive(bad, h, out), not_usable);
}

// only durations: expected_purchases(bg, h, 52.0, out) does not compile
template<class T>
concept takes_horizon =
    requires(const fitted<bg_nbd>& m, purchase_histories h, T t, std::span<double> out) { expected_purchases(m, h, t, out); };
static_assert(takes_horizon<weeks> && !takes_horizon<double>);
static_assert(!std::is_constructible_v<purchase_forecast<bg_nbd>, const fitted<bg_nbd>&, double>);

}  // namespace
