// SPDX-License-Identifier: Apache-2.0
// How long do 1e7 unsorted purchases take to become customers, beside std::unordered_map and a copy of the log?
#include "plain.hpp"
#include "population.hpp"

#include <walaa/core/executor.hpp>
#include <walaa/data/summarize.hpp>

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <map>
#include <span>
#include <vector>

namespace {

using namespace walaa_bench;

const event_log& events(std::size_t n) {
  static std::map<std::size_t, event_log> made;
  auto& log = made[n];
  if (log.customer.empty()) log = simulate_events(n, n / 10);
  return log;
}

std::span<const std::int64_t> days(const event_log& log) {
  return {reinterpret_cast<const std::int64_t*>(log.on.data()), log.on.size()};
}

void with_unordered_map(benchmark::State& state) {
  const event_log& log = events(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(plain::summarize(log.customer, days(log), log.amount));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

bool same_totals(const event_log& log) {
  const walaa::customers c = walaa::summarize(log.view(), events_summary());
  const plain::summary_totals t = plain::summarize(log.customer, days(log), log.amount);
  double frequency = 0, recency = 0, spend = 0;
  for (std::size_t i = 0; i < c.size(); ++i) {
    frequency += c["frequency"][i];
    recency += c["recency"][i] * 7;
    spend += c["frequency"][i] > 0 ? c["monetary_value"][i] : 0;
  }
  return static_cast<double>(c.size()) == t.customers && frequency == t.frequency && std::abs(recency / t.recency - 1) < 1e-12 &&
         std::abs(spend / t.spend - 1) < 1e-9;
}

void with_walaa(benchmark::State& state) {
  const event_log& log = events(static_cast<std::size_t>(state.range(0)));
  if (state.range(0) <= 1000000 && !same_totals(log)) return state.SkipWithError("the summaries differ");
  for (auto _ : state) benchmark::DoNotOptimize(walaa::summarize(log.view(), events_summary()));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void with_two_threads(benchmark::State& state) {
  const event_log& log = events(static_cast<std::size_t>(state.range(0)));
  walaa::thread_pool pool(2);
  walaa::summary how = events_summary();
  how.executor = pool;
  for (auto _ : state) benchmark::DoNotOptimize(walaa::summarize(log.view(), how));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

/// The floor of the machine: reading the log's 24 bytes a row and writing them once.
void copy_of_the_log(benchmark::State& state) {
  const event_log& log = events(static_cast<std::size_t>(state.range(0)));
  std::vector<std::int64_t> who(log.customer.size()), when(who.size());
  std::vector<double> paid(who.size());
  for (auto _ : state) {
    std::memcpy(who.data(), log.customer.data(), who.size() * 8);
    std::memcpy(when.data(), log.on.data(), who.size() * 8);
    std::memcpy(paid.data(), log.amount.data(), who.size() * 8);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

}  // namespace

BENCHMARK(with_unordered_map)->Name("summarize/unordered_map")->Arg(1000000)->Arg(10000000)->Unit(benchmark::kMillisecond);
BENCHMARK(with_walaa)->Name("summarize/walaa")->Arg(1000000)->Arg(10000000)->Unit(benchmark::kMillisecond);
BENCHMARK(with_two_threads)->Name("summarize/walaa/two threads")->Arg(10000000)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(copy_of_the_log)->Name("summarize/copy")->Arg(1000000)->Arg(10000000)->Unit(benchmark::kMillisecond);

// 1e8 events take 5 GiB: ./dev bench --large.
static const bool large = [] {
  const char* asked = std::getenv("WALAA_BENCH_LARGE");
  if (asked && *asked) BENCHMARK(with_walaa)->Name("summarize/walaa")->Arg(100000000)->Unit(benchmark::kMillisecond);
  return true;
}();
