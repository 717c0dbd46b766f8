// SPDX-License-Identifier: Apache-2.0
// How long does a fit take, and a pass over the likelihood with gradient and Hessian, beside std + Boost on every row?
#include "plain.hpp"
#include "population.hpp"

#include <walaa/core/executor.hpp>
#include <walaa/value/bg_nbd.hpp>
#include <walaa/value/gamma_gamma.hpp>
#include <walaa/value/mbg_nbd.hpp>

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdlib>
#include <map>
#include <string>

namespace {

using namespace walaa_bench;

constexpr plain::bg cdnow{0.243, 4.414, 0.793, 2.426};
constexpr walaa::bg_nbd model{cdnow.r, cdnow.alpha, cdnow.a, cdnow.b};

const population& customers(std::size_t n) {
  static std::map<std::size_t, population> made;
  auto& p = made[n];
  if (p.size() == 0) p = simulate_population(n);
  return p;
}

using bg_problem = walaa::beta_geometric_problem<walaa::bg_nbd, 0>;

void plain_pass(benchmark::State& state) {
  const population& p = customers(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(plain::log_likelihood(cdnow, p.frequency, p.recency, p.age));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

/// The pass alone: rows are grouped once a fit, before it. The problem counts time in its own unit.
void walaa_pass(benchmark::State& state) {
  const population& p = customers(static_cast<std::size_t>(state.range(0)));
  const bg_problem problem("bench", p.view());
  const double scale = problem.unit_factors()[1];
  const walaa::bg_nbd inside{model.r, model.alpha / scale, model.a, model.b};
  const double ours = problem.evaluate(inside, {}).value + problem.log_likelihood_shift();
  const double theirs = plain::log_likelihood(cdnow, p.frequency, p.recency, p.age).value;
  if (!(std::abs(ours / theirs - 1) < 1e-11)) return state.SkipWithError("log-likelihoods differ");
  for (auto _ : state) benchmark::DoNotOptimize(problem.evaluate(inside, {}));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

template<class Model> void fit(benchmark::State& state) {
  const population& p = customers(static_cast<std::size_t>(state.range(0)));
  std::size_t passes = 0;
  for (auto _ : state) {
    const auto fitted = Model::fit(p.view());
    if (!fitted.report().usable()) return state.SkipWithError(fitted.report().brief().c_str());
    passes = fitted.report().evaluations;
  }
  state.counters["passes"] = static_cast<double>(passes);
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void fit_on_two_threads(benchmark::State& state) {
  const population& p = customers(static_cast<std::size_t>(state.range(0)));
  walaa::thread_pool pool(2);
  for (auto _ : state) benchmark::DoNotOptimize(walaa::bg_nbd::fit(p.view(), {.executor = pool}));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

}  // namespace

BENCHMARK(plain_pass)->Name("pass/plain")->Arg(8192)->Arg(1 << 20)->Unit(benchmark::kMillisecond);
BENCHMARK(walaa_pass)->Name("pass/walaa")->Arg(8192)->Arg(1 << 20)->Unit(benchmark::kMillisecond);
BENCHMARK(fit<walaa::bg_nbd>)
    ->Name("fit/bg_nbd")
    ->Arg(2357)
    ->Arg(10000)
    ->Arg(100000)
    ->Arg(1000000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(fit<walaa::mbg_nbd>)->Name("fit/mbg_nbd")->Arg(2357)->Arg(1000000)->Unit(benchmark::kMillisecond);
BENCHMARK(fit<walaa::gamma_gamma>)->Name("fit/gamma_gamma")->Arg(2357)->Arg(1000000)->Unit(benchmark::kMillisecond);
BENCHMARK(fit_on_two_threads)->Name("fit/bg_nbd/two threads")->Arg(1000000)->Unit(benchmark::kMillisecond)->UseRealTime();

// The long sizes take a minute and 1 GiB: ./dev bench --large.
static const bool large = [] {
  const char* asked = std::getenv("WALAA_BENCH_LARGE");
  if (asked && *asked) BENCHMARK(fit<walaa::bg_nbd>)->Name("fit/bg_nbd")->Arg(10000000)->Unit(benchmark::kMillisecond);
  return true;
}();
