// SPDX-License-Identifier: Apache-2.0
// How long does a proportional hazards fit take, beside the textbook: sort rows, and in each Newton step add the sums of r, r x and
// r x x' row by row, and the terms of Efron's ties one by one?
#include <walaa/survival/cox.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <numeric>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace {

constexpr std::size_t p = 10;

struct customers_of_cox {
  std::vector<double> duration, event;
  std::vector<std::vector<double>> x{p};
  std::vector<std::string> names;

  walaa::cox_data data() const {
    std::vector<walaa::covariate> columns;
    for (std::size_t j = 0; j < p; ++j) columns.push_back({names[j], x[j]});
    return {.time = {.duration = duration, .event = event, .entry = {}, .weight = {}, .unit = walaa::time_unit::day},
            .x = walaa::covariates(columns),
            .strata = {},
            .cluster = {}};
  }
};

/// Exponential lives with ten columns, 58 % leave; whole days (many ties) or not.
const customers_of_cox& drawn(std::size_t n, bool whole_days) {
  static std::map<std::pair<std::size_t, bool>, customers_of_cox> made;
  customers_of_cox& c = made[{n, whole_days}];
  if (!c.duration.empty()) return c;
  std::mt19937_64 draw(7);
  const auto uniform = [&draw] { return (static_cast<double>(draw() >> 11) + 0.5) * 0x1p-53; };
  for (std::size_t j = 0; j < p; ++j) c.names.push_back("x" + std::to_string(j));
  for (std::size_t i = 0; i < n; ++i) {
    double log_risk = 0;
    for (std::size_t j = 0; j < p; ++j) {
      c.x[j].push_back(3.46 * uniform() - 1.73);
      log_risk += 0.1 * (static_cast<double>(j % 3) - 1) * c.x[j].back();
    }
    const double life = -500 * std::log(uniform()) / std::exp(log_risk), seen = -700 * std::log(uniform());
    c.duration.push_back(whole_days ? std::ceil(std::min(life, seen)) : std::min(life, seen));
    c.event.push_back(life <= seen ? 1 : 0);
  }
  return c;
}

/// Newton's method on Efron's partial likelihood as books write it; returns the first coefficient.
double plain_fit(const customers_of_cox& c) {
  const std::size_t n = c.duration.size();
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return c.duration[a] > c.duration[b]; });
  std::vector<double> b(p), sum1(p), sum2(p * p), tied1(p), tied2(p * p), x(p), mean(p);
  for (int step = 0; step < 50; ++step) {
    std::vector<double> gradient(p), information(p * p);
    double sum0 = 0;
    sum1.assign(p, 0), sum2.assign(p * p, 0);
    for (std::size_t i = 0; i < n;) {
      const double t = c.duration[order[i]];
      double tied0 = 0, leavers = 0;
      tied1.assign(p, 0), tied2.assign(p * p, 0);
      for (; i < n && c.duration[order[i]] == t; ++i) {
        double log_risk = 0;
        for (std::size_t j = 0; j < p; ++j) log_risk += b[j] * (x[j] = c.x[j][order[i]]);
        const double r = std::exp(log_risk);
        const bool left = c.event[order[i]] == 1;
        sum0 += r;
        leavers += left, tied0 += left ? r : 0;
        for (std::size_t j = 0; j < p; ++j) {
          sum1[j] += r * x[j];
          if (left) tied1[j] += r * x[j], gradient[j] += x[j];
          for (std::size_t k = 0; k <= j; ++k) {
            sum2[j * p + k] += r * x[j] * x[k];
            if (left) tied2[j * p + k] += r * x[j] * x[k];
          }
        }
      }
      for (double l = 0; l < leavers; ++l) {
        const double a = l / leavers, s = sum0 - a * tied0;
        for (std::size_t j = 0; j < p; ++j) gradient[j] -= mean[j] = (sum1[j] - a * tied1[j]) / s;
        for (std::size_t j = 0; j < p; ++j)
          for (std::size_t k = 0; k <= j; ++k)
            information[j * p + k] += (sum2[j * p + k] - a * tied2[j * p + k]) / s - mean[j] * mean[k];
      }
    }
    walaa::cholesky(information, p);
    std::vector<double> move = gradient;
    walaa::cholesky_solve(information, p, move);
    double decrement = 0;
    for (std::size_t j = 0; j < p; ++j) {
      b[j] += move[j];
      decrement += move[j] * gradient[j];
    }
    if (decrement < 1e-9) break;
  }
  return b[0];
}

void cox_plain(benchmark::State& state) {
  const customers_of_cox& c = drawn(static_cast<std::size_t>(state.range(0)), state.range(1) == 1);
  for (auto _ : state) benchmark::DoNotOptimize(plain_fit(c));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void cox_walaa(benchmark::State& state) {
  const customers_of_cox& c = drawn(static_cast<std::size_t>(state.range(0)), state.range(1) == 1);
  const walaa::cox_data data = c.data();
  if (const double off = walaa::cox_model::fit(data)->estimates[0] - plain_fit(c); !(std::fabs(off) < 1e-7))
    state.SkipWithError("the fits differ");
  for (auto _ : state) benchmark::DoNotOptimize(walaa::cox_model::fit(data));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void sizes(benchmark::internal::Benchmark* b) {
  for (const long n : {10000L, 1000000L})
    for (const long whole_days : {0L, 1L}) b->Args({n, whole_days});
  b->ArgNames({"rows", "days"})->Unit(benchmark::kMillisecond);
}

BENCHMARK(cox_plain)->Apply(sizes);
BENCHMARK(cox_walaa)->Apply(sizes);

}  // namespace
