// SPDX-License-Identifier: Apache-2.0
// How long does it take to score a column of customers: P(alive), expected purchases, twelve months' value, whole profiles?
// Each beside the plain and the careful reference and beside the floor of the machine, a copy of the columns.
#include "careful.hpp"
#include "models.hpp"

#include <walaa/core/executor.hpp>
#include <walaa/scoring/scorer.hpp>
#include <walaa/scoring/strategies/lifetime_value.hpp>
#include <walaa/scoring/strategies/no_purchase_within.hpp>
#include <walaa/scoring/strategies/p_alive.hpp>
#include <walaa/value/bg_nbd.hpp>
#include <walaa/value/forecast.hpp>
#include <walaa/value/lifetime_value.hpp>
#include <walaa/value/mbg_nbd.hpp>

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace {

using namespace walaa_bench;
using walaa::bg_nbd;

constexpr walaa::days horizon = walaa::weeks{39};
constexpr double discount = 0.10;  // a year

const population& customers(std::size_t n) {
  static std::map<std::size_t, population> made;
  auto& p = made[n];
  if (p.size() == 0) p = rotated_population(n);
  return p;
}

/// The questions, each answered by the two references and by walaa into a column.
struct p_alive {
  static void plain(const population& p, std::span<double> out) { plain::p_alive(cdnow, p.frequency, p.recency, p.age, out); }
  static void careful(const population& p, std::span<double> out) { careful::p_alive(cdnow, p.frequency, p.recency, p.age, out); }
  explicit p_alive(const population& p) : visits(cdnow_visits<bg_nbd>(p)) {}
  void operator()(const population& p, std::span<double> out) const { walaa::p_alive(visits, p.view(), out); }
  walaa::fitted<bg_nbd> visits;
};

struct expected_purchases {
  static constexpr double t = 39;
  static void plain(const population& p, std::span<double> out) {
    plain::expected_purchases(cdnow, p.frequency, p.recency, p.age, t, out);
  }
  static void careful(const population& p, std::span<double> out) {
    careful::expected_purchases(cdnow, p.frequency, p.recency, p.age, t, out);
  }
  explicit expected_purchases(const population& p) : of(cdnow_visits<bg_nbd>(p), horizon) {}
  void operator()(const population& p, std::span<double> out) const { of(p.view(), out); }
  walaa::purchase_forecast<bg_nbd> of;
};

struct value {
  static constexpr double month = walaa::days(walaa::months{1}).count() / 7;
  static double factor() { return std::pow(1 + discount, -1.0 / 12); }
  static void plain(const population& p, std::span<double> out) {
    plain::lifetime_value(cdnow, cdnow_spend, p.frequency, p.recency, p.age, p.spend, month, factor(), out);
  }
  static void careful(const population& p, std::span<double> out) {
    careful::lifetime_value(cdnow, cdnow_spend, p.frequency, p.recency, p.age, p.spend, month, factor(), out);
  }
  explicit value(const population& p) : of(cdnow_visits<bg_nbd>(p), cdnow_purses(), {.annual_discount = discount}) {}
  void operator()(const population& p, std::span<double> out) const { of(p.view(), out); }
  walaa::value_forecast<bg_nbd> of;
};

bool agree(std::span<const double> a, std::span<const double> b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!(std::abs(a[i] - b[i]) <= 1e-9 * std::abs(b[i]) + 1e-300)) return false;
  return true;
}

template<class Question> void by_plain(benchmark::State& state) {
  const population& p = customers(static_cast<std::size_t>(state.range(0)));
  std::vector<double> out(p.size());
  for (auto _ : state) Question::plain(p, out), benchmark::ClobberMemory();
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

template<class Question> void by_careful(benchmark::State& state) {
  const population& p = customers(static_cast<std::size_t>(state.range(0)));
  std::vector<double> out(p.size());
  for (auto _ : state) Question::careful(p, out), benchmark::ClobberMemory();
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

/// Through the door: the columns are checked in every call. Tables are made once, see `ready`.
template<class Question> void by_walaa(benchmark::State& state) {
  const population &p = customers(static_cast<std::size_t>(state.range(0))), &some = customers(8192);
  const Question ask(p);
  std::vector<double> out(some.size()), theirs(some.size());
  const Question ask_some(some);
  ask_some(some, out);
  for (const auto reference : {&Question::plain, &Question::careful}) {
    reference(some, theirs);
    if (!agree(out, theirs)) return state.SkipWithError("the answers differ");
  }
  out.resize(p.size());
  for (auto _ : state) ask(p, out), benchmark::ClobberMemory();
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

/// The kernel alone, without the door.
void p_alive_kernel(benchmark::State& state) {
  const population& p = customers(static_cast<std::size_t>(state.range(0)));
  const auto visits = cdnow_visits<bg_nbd>(p);
  std::vector<double> out(p.size());
  for (auto _ : state) walaa::p_alive(visits.unchecked(), p.view(), out), benchmark::ClobberMemory();
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void p_alive_mbg(benchmark::State& state) {
  const population& p = customers(static_cast<std::size_t>(state.range(0)));
  const auto visits = cdnow_visits<walaa::mbg_nbd>(p);
  std::vector<double> out(p.size());
  for (auto _ : state) walaa::p_alive(visits, p.view(), out), benchmark::ClobberMemory();
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

/// Making the table of a question: once a model and horizon.
template<class Question> void ready(benchmark::State& state) {
  const population& p = customers(8192);
  for (auto _ : state) benchmark::DoNotOptimize(Question(p));
}

// ---- whole profiles: P(alive), no purchase within 30 days, lifetime value, with what each rests on ----

void profile_by_plain(benchmark::State& state) {
  const population& p = customers(static_cast<std::size_t>(state.range(0)));
  std::vector<double> alive(p.size()), quiet(p.size()), worth(p.size());
  for (auto _ : state) {
    p_alive::plain(p, alive);
    plain::no_purchase(cdnow, p.frequency, p.recency, p.age, 30.0 / 7, quiet);
    value::plain(p, worth);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

walaa::scorer loyalty(const population& p) {
  const auto visits = cdnow_visits<bg_nbd>(p);
  return {walaa::strategies::p_alive(visits), walaa::strategies::no_purchase_within(visits, walaa::days{30}),
          walaa::strategies::lifetime_value(visits, cdnow_purses(), {.annual_discount = discount})};
}

walaa::table_view table(const population& p) {
  walaa::table_view t(p.size(), walaa::parse_date("2025-12-31"), walaa::time_unit::week);
  t.with("frequency", p.frequency).with("recency", p.recency).with("T", p.age).with("monetary_value", p.spend);
  return t;
}

bool profiles_agree() {
  const population& p = customers(8192);
  const walaa::table_view t = table(p);
  const walaa::profiles ours = loyalty(p).score(t);
  std::vector<double> alive(p.size()), quiet(p.size()), worth(p.size());
  p_alive::plain(p, alive);
  plain::no_purchase(cdnow, p.frequency, p.recency, p.age, 30.0 / 7, quiet);
  value::plain(p, worth);
  return agree(ours["p_alive"].value, alive) && agree(ours["no_purchase_within"].value, quiet) &&
         agree(ours["lifetime_value"].value, worth);
}

void profile_by_walaa(benchmark::State& state, unsigned threads) {
  if (!profiles_agree()) return state.SkipWithError("the profiles differ");
  const population& p = customers(static_cast<std::size_t>(state.range(0)));
  const walaa::scorer s = loyalty(p);
  const walaa::table_view t = table(p);
  walaa::thread_pool pool(threads);
  walaa::score_options how;
  if (threads > 1) how.run = pool;
  walaa::profiles reused;
  for (auto _ : state) s.score(t, reused, how), benchmark::ClobberMemory();
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
void profile_on_one_thread(benchmark::State& state) { profile_by_walaa(state, 1); }
void profile_on_two_threads(benchmark::State& state) { profile_by_walaa(state, 2); }

/// The floor of the machine: three columns read, one written.
void copy(benchmark::State& state) {
  const population& p = customers(static_cast<std::size_t>(state.range(0)));
  std::vector<double> out(p.size());
  for (auto _ : state) {
    for (const auto* column : {&p.frequency, &p.recency, &p.age}) {
      std::memcpy(out.data(), column->data(), out.size() * sizeof(double));
      benchmark::ClobberMemory();
    }
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void declare(benchmark::internal::Benchmark* b, bool slow_at_a_million) {
  b->Arg(8192)->Unit(benchmark::kMillisecond);
  const char* asked = std::getenv("WALAA_BENCH_LARGE");
  const bool large = asked && *asked;
  if (large || !slow_at_a_million) b->Arg(1000000);  // a series a row and month takes half a minute there
  if (large && !slow_at_a_million) b->Arg(10000000);
}
void quick(benchmark::internal::Benchmark* b) { declare(b, false); }
void slow(benchmark::internal::Benchmark* b) { declare(b, true); }

}  // namespace

BENCHMARK(by_plain<p_alive>)->Name("p_alive/plain")->Apply(quick);
BENCHMARK(by_careful<p_alive>)->Name("p_alive/careful")->Apply(quick);
BENCHMARK(by_walaa<p_alive>)->Name("p_alive/walaa")->Apply(quick);
BENCHMARK(p_alive_kernel)->Name("p_alive/walaa/unchecked")->Apply(quick);
BENCHMARK(p_alive_mbg)->Name("p_alive/walaa/mbg_nbd")->Apply(quick);
BENCHMARK(by_plain<expected_purchases>)->Name("expected_purchases/plain")->Apply(slow);
BENCHMARK(by_careful<expected_purchases>)->Name("expected_purchases/careful")->Apply(slow);
BENCHMARK(by_walaa<expected_purchases>)->Name("expected_purchases/walaa")->Apply(quick);
BENCHMARK(ready<expected_purchases>)->Name("expected_purchases/table")->Unit(benchmark::kMillisecond);
BENCHMARK(by_plain<value>)->Name("value/plain")->Apply(slow);
BENCHMARK(by_careful<value>)->Name("value/careful")->Apply(slow);
BENCHMARK(by_walaa<value>)->Name("value/walaa")->Apply(quick);
BENCHMARK(ready<value>)->Name("value/table")->Unit(benchmark::kMillisecond);
BENCHMARK(profile_by_plain)->Name("profile/plain")->Apply(slow);
BENCHMARK(profile_on_one_thread)->Name("profile/walaa")->Apply(quick);
BENCHMARK(profile_on_two_threads)->Name("profile/walaa/two threads")->Arg(1000000)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(copy)->Name("score/copy")->Apply(quick);
