// SPDX-License-Identifier: Apache-2.0
// How long do whole profiles take, through a scorer: P(alive), no purchase within 30 days, twelve months' value, with what each
// rests on, beside the plain loops for the same three columns?
#include "paths.hpp"
#include "questions.hpp"

#include <walaa/scoring/scorer.hpp>
#include <walaa/core/thread_pool.hpp>
#include <walaa/scoring/strategies/lifetime_value.hpp>
#include <walaa/scoring/strategies/no_purchase_within.hpp>
#include <walaa/scoring/strategies/p_alive.hpp>

#include <benchmark/benchmark.h>

#include <map>
#include <span>
#include <vector>

namespace {

using namespace walaa_bench;
using walaa::simd_path;

const population& customers(std::size_t n) {
  static std::map<std::size_t, population> made;
  auto& p = made[n];
  if (p.size() == 0) p = rotated_population(n);
  return p;
}
const population& customers(const benchmark::State& state) { return customers(static_cast<std::size_t>(state.range(0))); }

struct plain_profile {
  std::vector<double> alive, quiet, worth;
  explicit plain_profile(const population& p) : alive(p.size()), quiet(p.size()), worth(p.size()) {}
  void operator()(const population& p) {
    p_alive::plain(p, alive);
    no_purchase::plain(p, quiet);
    value::plain(p, worth);
  }
};

void by_plain(benchmark::State& state) {
  const population& p = customers(state);
  plain_profile profile(p);
  for (auto _ : state) profile(p), benchmark::ClobberMemory();
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

walaa::scorer loyalty(const population& p) {
  const auto visits = cdnow_visits<walaa::bg_nbd>(p);
  return {walaa::strategies::p_alive(visits), walaa::strategies::no_purchase_within(visits, walaa::days{30}),
          walaa::strategies::lifetime_value(visits, cdnow_purses(), {.annual_discount = discount})};
}

walaa::table_view table(const population& p) {
  walaa::table_view t(p.size(), walaa::parse_date("2025-12-31"), walaa::time_unit::week);
  t.with("frequency", p.frequency).with("recency", p.recency).with("T", p.age).with("monetary_value", p.spend);
  return t;
}

bool right(simd_path path) {
  static std::map<simd_path, bool> known;
  if (const auto it = known.find(path); it != known.end()) return it->second;
  const population& p = customers(8192);
  const walaa::table_view t = table(p);
  const walaa::profiles ours = loyalty(p).score(t);
  plain_profile theirs(p);
  theirs(p);
  return known[path] = agree(ours["p_alive"].value, theirs.alive) && agree(ours["no_purchase_within"].value, theirs.quiet) &&
                       agree(ours["lifetime_value"].value, theirs.worth);
}

void by_walaa(benchmark::State& state, simd_path path, unsigned threads) {
  if (!right(path)) return state.SkipWithError("the profiles differ");
  const population& p = customers(state);
  const walaa::scorer s = loyalty(p);
  const walaa::table_view t = table(p);
  walaa::thread_pool pool(threads);
  walaa::score_options how;
  if (threads > 1) how.run = pool;
  walaa::profiles reused;
  s.score(t, reused, how);  // memory that nobody has touched costs more than scoring
  for (auto _ : state) s.score(t, reused, how), benchmark::ClobberMemory();
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

const bool declared = [] {
  benchmark::RegisterBenchmark("profile/plain", by_plain)->Arg(8192)->Unit(benchmark::kMillisecond);
  on_each_path(
      "profile/walaa", "", [](benchmark::State& state, simd_path path) { by_walaa(state, path, 1); },
      [](auto* b) {
        b->Arg(8192)->Arg(1000000)->Unit(benchmark::kMillisecond);
        if (large()) b->Arg(10000000);
      });
  for (const unsigned threads : {1u, 2u})
    on_each_path(
        "profile/walaa", "/threads:" + std::to_string(threads),
        [threads](benchmark::State& state, simd_path path) { by_walaa(state, path, threads); },
        [](auto* b) { b->Arg(1000000)->Unit(benchmark::kMillisecond)->UseRealTime(); });
  return true;
}();

}  // namespace
