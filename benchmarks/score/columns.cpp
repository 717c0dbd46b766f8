// SPDX-License-Identifier: Apache-2.0
// How long does it take to score a column of customers: P(alive), expected purchases, twelve months' value, all of them? By the
// plain and the careful reference, by walaa on every path, and beside the floor of the machine, a copy of the columns.
#include "paths.hpp"
#include "questions.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <walaa/core/thread_pool.hpp>

namespace {

using namespace walaa_bench;
using walaa::simd_path;

/// A mixture of three populations, which neither caches nor branch prediction get used to; or one of them alone.
enum class order { mixed, unsorted, sorted };
constexpr std::array orders{order::mixed, order::unsorted, order::sorted};

std::string text(order o) { return o == order::mixed ? "" : o == order::unsorted ? "/unsorted" : "/sorted"; }

const population& customers(std::size_t n, order o = order::mixed) {
  static std::map<std::pair<std::size_t, order>, population> made;
  auto& p = made[{n, o}];
  if (p.size() == 0)
    p = o == order::mixed      ? rotated_population(n)
        : o == order::unsorted ? simulate_population(n)
                               : sorted_by_count(simulate_population(n));
  return p;
}

std::size_t rows(const benchmark::State& state) { return static_cast<std::size_t>(state.range(0)); }

template<class Question> using reference = void(const population&, std::span<double>);

template<class Question> bool right(simd_path path) {
  static std::map<simd_path, bool> known;
  if (const auto it = known.find(path); it != known.end()) return it->second;
  const population& p = customers(8192);
  std::vector<double> ours(p.size() * Question::columns), theirs(ours.size());
  Question{p}(p, ours);
  bool all = true;
  for (const auto from : {&Question::plain, &Question::careful}) {
    from(p, theirs);
    all = all && agree(ours, theirs);
  }
  return known[path] = all;
}

template<class Question> void by_reference(benchmark::State& state, reference<Question>* answer, order o) {
  const population& p = customers(rows(state), o);
  std::vector<double> out(p.size() * Question::columns);
  for (auto _ : state) answer(p, out), benchmark::ClobberMemory();
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

template<class Question> void by_walaa(benchmark::State& state, simd_path path, order o, unsigned threads) {
  if (!right<Question>(path)) return state.SkipWithError("the answers differ");
  const population& p = customers(rows(state), o);
  const Question ask(p);
  walaa::thread_pool pool(threads);
  std::vector<double> out(p.size() * Question::columns);
  for (auto _ : state) {
    if (threads > 1) {
      ask(p, out, pool);
    } else {
      ask(p, out);
    }
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

/// Making the tables of a question: once a model and horizon.
template<class Question> void ready(benchmark::State& state) {
  const population& p = customers(8192);
  for (auto _ : state) benchmark::DoNotOptimize(Question(p));
}

/// The floor of the machine: three columns read and one written, or four of each, a block at a time.
void copy(benchmark::State& state, std::size_t written, unsigned threads) {
  const population& p = customers(rows(state));
  const std::vector<const double*> from = written == 1
                                              ? std::vector{p.frequency.data(), p.recency.data(), p.age.data()}
                                              : std::vector{p.frequency.data(), p.recency.data(), p.age.data(), p.spend.data()};
  std::vector<double> out(p.size() * written);
  walaa::thread_pool pool(threads);
  const std::size_t blocks = (p.size() + walaa::block_rows - 1) / walaa::block_rows;
  for (auto _ : state) {
    pool.parallel_for(blocks, [&](std::size_t b) {
      const std::size_t first = b * walaa::block_rows, n = std::min(p.size() - first, walaa::block_rows);
      for (std::size_t k = 0; k < from.size(); ++k)
        std::memcpy(&out[(written == 1 ? 0 : k * p.size()) + first], from[k] + first, n * sizeof(double));
    });
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

/// Work without memory that keeps every unit of a core busy: what two threads gain here is what the machine has to give them. Two
/// processors that are threads of one core gain next to nothing.
void core(benchmark::State& state, unsigned threads) {
  walaa::thread_pool pool(threads);
  const auto blocks = static_cast<std::size_t>(state.range(0)) / walaa::block_rows;
  for (auto _ : state)
    pool.parallel_for(blocks, [](std::size_t) {
      std::int64_t a = 1, b = 2, c = 3, d = 4, e = 5, f = 6;
      for (std::size_t i = 0; i < 4 * walaa::block_rows; ++i) {
        a += 1, b += 2, c += 3, d += 4, e += 5, f += 6;
#if defined(__x86_64__)
        asm volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d), "+r"(e), "+r"(f));
#endif
      }
      benchmark::DoNotOptimize(a + b + c + d + e + f);
    });
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

/// How fast the clock runs: a chain of additions, one a cycle.
void clock(benchmark::State& state) {
  constexpr std::int64_t chain = 1 << 14;
  std::int64_t sum = 1;
  for (auto _ : state)
    for (std::int64_t i = 0; i < chain; i += 16) {
#if defined(__x86_64__)
      asm volatile(
          "add %0, %0\n add %0, %0\n add %0, %0\n add %0, %0\n add %0, %0\n add %0, %0\n add %0, %0\n add %0, %0\n"
          "add %0, %0\n add %0, %0\n add %0, %0\n add %0, %0\n add %0, %0\n add %0, %0\n add %0, %0\n add %0, %0\n"
          : "+r"(sum));
#else
      for (int k = 0; k < 16; ++k) {
        sum += sum;
        asm volatile("" : "+r"(sum));
      }
#endif
    }
  state.SetItemsProcessed(state.iterations() * chain);  // items a second: hertz
}

void sizes(benchmark::internal::Benchmark* b, bool small, bool million) {
  b->Unit(benchmark::kMillisecond);
  if (small) b->Arg(8192);
  if (million) b->Arg(1000000);
}

/// A series a row takes seconds for a million rows: only when the long sizes are asked for.
template<class Question> void declare(const std::string& name, bool series) {
  for (const order o : orders) {
    const bool small = o == order::mixed, references_of_a_million = !series || (large() && o == order::unsorted);
    for (const auto& [who, answer] : {std::pair{"/plain", &Question::plain}, std::pair{"/careful", &Question::careful}}) {
      if (!small && !references_of_a_million) continue;
      sizes(benchmark::RegisterBenchmark((name + who + text(o)).c_str(),
                                         [answer, o](benchmark::State& state) { by_reference<Question>(state, answer, o); }),
            small, references_of_a_million);
    }
    on_each_path(
        name + "/walaa", text(o), [o](benchmark::State& state, simd_path path) { by_walaa<Question>(state, path, o, 1); },
        [&](auto* b) {
          sizes(b, small, true);
          if (large() && o == order::mixed) b->Arg(10000000);
        });
  }
  on_each_path(
      name + "/walaa", "/threads:1",
      [](benchmark::State& state, simd_path path) { by_walaa<Question>(state, path, order::mixed, 1); },
      [](auto* b) { b->Arg(1000000)->Unit(benchmark::kMillisecond)->UseRealTime(); });
  on_each_path(
      name + "/walaa", "/threads:2",
      [](benchmark::State& state, simd_path path) { by_walaa<Question>(state, path, order::mixed, 2); },
      [](auto* b) { b->Arg(1000000)->Unit(benchmark::kMillisecond)->UseRealTime(); });
}

const bool declared = [] {
  declare<p_alive>("p_alive", false);
  declare<no_purchase>("no_purchase", false);
  declare<expected_purchases>("expected_purchases", false);
  declare<value>("value", true);
  declare<together>("together", true);
  on_each_path(
      "p_alive/walaa", "/unchecked",
      [](benchmark::State& state, simd_path path) { by_walaa<p_alive_unchecked>(state, path, order::mixed, 1); },
      [](auto* b) { sizes(b, true, true); });
  benchmark::RegisterBenchmark("expected_purchases/table", ready<expected_purchases>)->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark("value/table", ready<value>)->Unit(benchmark::kMillisecond);
  for (const std::size_t written : {std::size_t{1}, std::size_t{4}}) {
    const std::string name = written == 1 ? "copy" : "copy/four columns";
    auto* one = benchmark::RegisterBenchmark(name.c_str(), [written](benchmark::State& state) { copy(state, written, 1); });
    sizes(one, true, true);
    if (large()) one->Arg(10000000);
    for (const unsigned threads : {1u, 2u})
      benchmark::RegisterBenchmark((name + "/threads:" + std::to_string(threads)).c_str(),
                                   [written, threads](benchmark::State& state) { copy(state, written, threads); })
          ->Arg(1000000)
          ->Unit(benchmark::kMillisecond)
          ->UseRealTime();
  }
  for (const unsigned threads : {1u, 2u})
    benchmark::RegisterBenchmark(("core/threads:" + std::to_string(threads)).c_str(),
                                 [threads](benchmark::State& state) { core(state, threads); })
        ->Arg(1000000)
        ->Unit(benchmark::kMillisecond)
        ->UseRealTime();
  benchmark::RegisterBenchmark("clock", clock);
  return true;
}();

}  // namespace
