// SPDX-License-Identifier: Apache-2.0
// How long does one customer at the till take, and what does it cost that strategies are held by value behind one interface?
#include "models.hpp"
#include "paths.hpp"

#include <walaa/scoring/scorer.hpp>
#include <walaa/scoring/strategies/lifetime_value.hpp>
#include <walaa/scoring/strategies/no_purchase_within.hpp>
#include <walaa/scoring/strategies/promise_trust.hpp>
#include <walaa/value/mbg_nbd.hpp>

#include <benchmark/benchmark.h>

#include <atomic>
#include <cmath>
#include <cstdlib>
#include <new>
#include <span>
#include <vector>

namespace {
std::atomic<std::size_t> allocations{0};
}  // namespace

// not inlined: GCC takes an inlined pair of malloc and free for a mismatch
[[gnu::noinline]] void* operator new(std::size_t n) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* p = std::malloc(n ? n : 1)) return p;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* p) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept { std::free(p); }

namespace {

using namespace walaa_bench;

const population& customers() {
  static const population made = rotated_population(8192);
  return made;
}

void fill(walaa::customer& who, const population& p, std::size_t i) {
  who["frequency"] = p.frequency[i];
  who["recency"] = p.recency[i];
  who["T"] = p.age[i];
  who["monetary_value"] = p.spend[i];
  who["promises_kept"] = static_cast<double>(i % 7);
  who["promises_broken"] = static_cast<double>(i % 3);
}

/// Setting six values and reading value, risk of leaving and trust, with what each rests on.
void one_customer(benchmark::State& state, walaa::simd_path) {
  const population& p = customers();
  const auto visits = cdnow_visits<walaa::mbg_nbd>(p);
  const walaa::scorer s{walaa::strategies::lifetime_value(visits, cdnow_purses()),
                        walaa::strategies::no_purchase_within(visits, walaa::days{30}), walaa::strategies::promise_trust()};
  const walaa::value_forecast worth(visits, cdnow_purses());
  walaa::customer who = s.blank(walaa::parse_date("2025-12-31"));
  std::size_t next = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    fill(who, p, i);
    const walaa::scores one = s.score(who);
    const walaa::purchase_history h{p.frequency[i], p.recency[i], p.age[i]};
    if (one.at(0).value != worth(h, p.spend[i]) || one.at(1).value != walaa::none_within(*visits, h, 30.0 / 7) ||
        one.at(2).value != (1.0 + static_cast<double>(i % 7)) / static_cast<double>(2 + i % 7 + i % 3))
      return state.SkipWithError("not the bits of the models");
  }
  const std::size_t before = allocations;
  for (auto _ : state) {
    fill(who, p, next);
    next = next + 1 < p.size() ? next + 1 : 0;
    benchmark::DoNotOptimize(s.score(who));
  }
  if (allocations != before) return state.SkipWithError("scoring one customer allocates");
  state.counters["allocations"] = static_cast<double>(allocations - before);
}

// ---- a strategy of the user's own, by a loop of his own and behind the interface ----

struct overdue {
  static constexpr std::string_view tag = "overdue";
  walaa::number patience{2.0};
  walaa::input_names inputs() const {
    static constexpr std::string_view in[] = {"frequency", "recency", "T"};
    return in;
  }
  void score(walaa::customer_view c, walaa::score_out out) const {
    const auto x = c["frequency"], last = c["recency"], age = c["T"];
    for (std::size_t i = 0; i < c.size(); ++i) out.value[i] = (age[i] - last[i]) * (x[i] + 1) / (patience * (last[i] + 1));
  }
};

walaa::table_view table(const population& p) {
  walaa::table_view t(p.size(), walaa::parse_date("2025-12-31"), walaa::time_unit::week);
  t.with("frequency", p.frequency).with("recency", p.recency).with("T", p.age);
  return t;
}

void own_loop(benchmark::State& state) {
  const population& p = customers();
  std::vector<double> out(p.size());
  const double patience = 2;
  for (auto _ : state) {
    for (std::size_t i = 0; i < p.size(); ++i)
      out[i] = (p.age[i] - p.recency[i]) * (p.frequency[i] + 1) / (patience * (p.recency[i] + 1));
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(p.size()));
}

void any_strategy(benchmark::State& state) {
  const population& p = customers();
  const walaa::any_strategy s = overdue{};
  const walaa::table_view t = table(p);
  std::vector<double> value(p.size()), error(p.size());
  std::vector<walaa::standing> status(p.size());
  for (auto _ : state) {
    s.score(t, {value, error, status});
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(p.size()));
}

/// The same with the rule for missing evidence: three columns looked at, errors and standings written.
void scorer_of_one(benchmark::State& state) {
  const population& p = customers();
  const walaa::scorer s{overdue{}};
  const walaa::table_view t = table(p);
  walaa::profiles reused;
  s.score(t, reused);
  const std::size_t before = allocations;
  for (auto _ : state) s.score(t, reused), benchmark::ClobberMemory();
  if (allocations != before) return state.SkipWithError("profiles that are reused allocate");
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(p.size()));
}

const bool declared = [] {
  on_each_path("one_customer/walaa", "", one_customer, [](auto* b) { b->Unit(benchmark::kNanosecond); });
  return true;
}();

}  // namespace

BENCHMARK(own_loop)->Name("own_strategy/loop")->Unit(benchmark::kMicrosecond);
BENCHMARK(any_strategy)->Name("own_strategy/any_strategy")->Unit(benchmark::kMicrosecond);
BENCHMARK(scorer_of_one)->Name("own_strategy/scorer")->Unit(benchmark::kMicrosecond);
