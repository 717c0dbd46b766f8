// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Customers and purchase logs to measure on: simulated with a fixed seed, at the CDNOW parameters, in weeks.

    Three orders of the same customers, so that neither the cache nor the branch predictor flatters: as they came (shuffled),
    sorted by count, and with a heavy tail of counts. */

#include <walaa/core/time.hpp>
#include <walaa/data/logs.hpp>
#include <walaa/data/summary.hpp>
#include <walaa/math/random.hpp>
#include <walaa/value/purchase_model.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

namespace walaa_bench {

struct population {
  std::vector<double> frequency, recency, age, spend;

  std::size_t size() const { return frequency.size(); }
  walaa::purchase_histories view() const {
    return {.frequency = frequency,
            .recency = recency,
            .age = age,
            .monetary_value = spend,
            .weight = {},
            .unit = walaa::time_unit::week};
  }
};

/// BG/NBD customers of 27 to 39 weeks, one at a time from their own streams; `rate` multiplies how often they buy.
inline population simulate_population(std::size_t n, double rate = 1, std::uint64_t seed = 20260101) {
  population p;
  for (auto* column : {&p.frequency, &p.recency, &p.age, &p.spend}) column->reserve(n);
  for (std::size_t i = 0; i < n; ++i) {
    walaa::random_stream g(seed, i);
    const double lambda = rate * g.gamma(0.243, 4.414), leaves = g.beta(0.793, 2.426), age = 27 + 12 * g.uniform();
    double x = 0, last = 0;
    for (double t = g.exponential(lambda); t < age; t += g.exponential(lambda)) {
      ++x;
      last = t;
      if (g.chance(leaves)) break;
    }
    const double nu = g.gamma(3.744, 15.44);
    p.frequency.push_back(x);
    p.recency.push_back(last);
    p.age.push_back(age);
    p.spend.push_back(x > 0 ? g.gamma(6.25 * x, nu * x) : walaa::missing);
  }
  return p;
}

/// The same customers, those with few purchases first.
inline population sorted_by_count(const population& p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p.frequency[a] < p.frequency[b]; });
  population out;
  for (const std::size_t i : order) {
    out.frequency.push_back(p.frequency[i]);
    out.recency.push_back(p.recency[i]);
    out.age.push_back(p.age[i]);
    out.spend.push_back(p.spend[i]);
  }
  return out;
}

/// A log of `events` purchases by `customers` customers over two years, in no order, with keys that are not dense.
struct event_log {
  std::vector<std::int64_t> customer;
  std::vector<walaa::date> on;
  std::vector<double> amount;

  walaa::logs view() const { return {.purchases = {.customer = customer, .on = on, .amount = amount}}; }
};

inline event_log simulate_events(std::size_t events, std::size_t customers, std::uint64_t seed = 20260102) {
  event_log log;
  walaa::random_stream g(seed, 0);
  const walaa::date first = walaa::parse_date("2024-01-01");
  for (std::size_t i = 0; i < events; ++i) {
    const auto who = static_cast<std::uint64_t>(g.uniform() * static_cast<double>(customers));
    log.customer.push_back(static_cast<std::int64_t>(who * 0x9e3779b97f4a7c15u >> 1));  // spread over 63 bits
    log.on.push_back(first + walaa::date::duration{static_cast<std::int64_t>(g.uniform() * 730)});
    log.amount.push_back(static_cast<double>(static_cast<std::int64_t>(100 + g.uniform() * 9900)) / 100);
  }
  return log;
}

inline walaa::summary events_summary() { return {.as_of = walaa::parse_date("2025-12-31"), .unit = walaa::time_unit::week}; }

}  // namespace walaa_bench
