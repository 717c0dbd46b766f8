// SPDX-License-Identifier: Apache-2.0
// How long do 1e7 purchases take to become customers, beside std::unordered_map and a copy of the log, by kinds of logs?
#include "plain.hpp"
#include "population.hpp"

#include <walaa/core/thread_pool.hpp>
#include <walaa/data/partial_summary.hpp>
#include <walaa/data/summarize.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace walaa_bench;

enum class kind { sparse, dense, crowded, by_customer, by_day, with_refunds, short_texts, long_texts, with_ids };

/// A log and what its view needs beside.
struct measured_log : event_log {
  std::vector<std::string> names;
  std::vector<std::int64_t> ids;

  walaa::logs view() const {
    walaa::logs l = event_log::view();
    if (!names.empty()) l.purchases.customer = names;
    if (!ids.empty()) l.purchases.id = ids;
    return l;
  }
};

constexpr std::uint64_t inverse = 0xf1de83e19937733du;  // of the odd number in simulate_events, modulo 2^64

/// The rows of a log in another order.
template<class Less> event_log sorted(const event_log& log, Less less) {
  std::vector<std::size_t> order(log.customer.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), less);
  event_log out;
  for (const std::size_t i : order) {
    out.customer.push_back(log.customer[i]);
    out.on.push_back(log.on[i]);
    out.amount.push_back(log.amount[i]);
  }
  return out;
}

measured_log make(kind k, std::size_t n) {
  measured_log log{simulate_events(n, n / 10), {}, {}};
  const auto plain = [&](std::int64_t code) {  // from 0 to n / 10: the multiplication of simulate_events undone
    const std::uint64_t even = (static_cast<std::uint64_t>(code) << 1) * inverse;
    return static_cast<std::int64_t>(even < n ? even : even + inverse);
  };
  if (k == kind::dense || k == kind::crowded)
    for (std::int64_t& c : log.customer) c = plain(c);
  if (k == kind::crowded) log.customer[0] = std::int64_t{1} << 62;
  if (k == kind::with_refunds)
    for (std::size_t i = 0; i < n; i += 33) log.amount[i] = -log.amount[i];
  if (k == kind::by_customer)
    static_cast<event_log&>(log) = sorted(log, [&](std::size_t a, std::size_t b) { return log.customer[a] < log.customer[b]; });
  if (k == kind::by_day)
    static_cast<event_log&>(log) = sorted(log, [&](std::size_t a, std::size_t b) { return log.on[a] < log.on[b]; });
  if (k == kind::short_texts || k == kind::long_texts)
    for (const std::int64_t c : log.customer) {
      std::string number = std::to_string(plain(c));
      number.insert(0, 9 - std::min<std::size_t>(9, number.size()), '0');
      log.names.push_back((k == kind::short_texts ? "C" : "customers/of/the/first/shop/") + number);
    }
  if (k == kind::with_ids)
    for (std::size_t i = 0; i < n; ++i) log.ids.push_back(static_cast<std::int64_t>(i));
  return log;
}

const measured_log& events(std::size_t n, kind k = kind::sparse) {
  static std::pair<std::size_t, kind> which;
  static std::unique_ptr<measured_log> log;  // one at a time: they are large
  if (!log || which != std::pair(n, k)) {
    log.reset();
    log = std::make_unique<measured_log>(make(k, n));
    which = {n, k};
  }
  return *log;
}

std::span<const std::int64_t> days(const event_log& log) {
  return {reinterpret_cast<const std::int64_t*>(log.on.data()), log.on.size()};
}

void with_unordered_map(benchmark::State& state) {
  const measured_log& log = events(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(plain::summarize(log.customer, days(log), log.amount));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

bool same_totals(const measured_log& log) {
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
  const measured_log& log = events(static_cast<std::size_t>(state.range(0)));
  if (state.range(0) <= 1000000 && !same_totals(log)) return state.SkipWithError("the summaries differ");
  for (auto _ : state) benchmark::DoNotOptimize(walaa::summarize(log.view(), events_summary()));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void with_two_threads(benchmark::State& state) {
  const measured_log& log = events(static_cast<std::size_t>(state.range(0)));
  walaa::thread_pool pool(2);
  walaa::summary how = events_summary();
  how.executor = pool;
  for (auto _ : state) benchmark::DoNotOptimize(walaa::summarize(log.view(), how));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void of_a_kind(benchmark::State& state, kind k) {
  const measured_log& log = events(static_cast<std::size_t>(state.range(0)), k);
  for (auto _ : state) benchmark::DoNotOptimize(walaa::summarize(log.view(), events_summary()));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

/// A year of chunks into a partial summary, then its table.
void in_parts(benchmark::State& state) {
  const measured_log& log = events(static_cast<std::size_t>(state.range(0)), kind::by_day);
  const std::size_t n = log.customer.size(), chunks = 12;
  for (auto _ : state) {
    walaa::partial_summary all(events_summary());
    for (std::size_t c = 0; c < chunks; ++c) {
      const std::size_t first = c * n / chunks, rows = (c + 1) * n / chunks - first;
      all.add({.customer = std::span(log.customer).subspan(first, rows),
               .on = std::span(log.on).subspan(first, rows),
               .amount = std::span(log.amount).subspan(first, rows)});
    }
    benchmark::DoNotOptimize(all.table());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

/// The floor of the machine: reading the log's 24 bytes a row and writing them once.
void copy_of_the_log(benchmark::State& state) {
  const measured_log& log = events(static_cast<std::size_t>(state.range(0)));
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

static const bool kinds = [] {
  const std::pair<const char*, kind> all[] = {
      {"dense keys", kind::dense},        {"crowded keys", kind::crowded},    {"in order of customers", kind::by_customer},
      {"in order of days", kind::by_day}, {"3% refunds", kind::with_refunds}, {"short texts", kind::short_texts},
      {"long texts", kind::long_texts},   {"event ids", kind::with_ids}};
  for (const auto& [name, k] : all)
    benchmark::RegisterBenchmark((std::string("summarize/") + name).c_str(), of_a_kind, k)
        ->Arg(10000000)
        ->Unit(benchmark::kMillisecond);
  BENCHMARK(in_parts)->Name("summarize/12 parts")->Arg(10000000)->Unit(benchmark::kMillisecond);
  return true;
}();

// 1e8 events take 5 GiB: ./dev bench --large.
static const bool large = [] {
  const char* asked = std::getenv("WALAA_BENCH_LARGE");
  if (asked && *asked) BENCHMARK(with_walaa)->Name("summarize/walaa")->Arg(100000000)->Unit(benchmark::kMillisecond);
  return true;
}();
