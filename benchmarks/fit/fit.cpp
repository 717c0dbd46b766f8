// SPDX-License-Identifier: Apache-2.0
// How long does a fit take, and a pass over the likelihood with gradient and Hessian, beside std + Boost on every row? For the
// Pareto/NBD, beside two series a row.
#include "paths.hpp"
#include "plain.hpp"
#include "population.hpp"

#include <walaa/core/thread_pool.hpp>
#include <walaa/value/bg_nbd.hpp>
#include <walaa/value/gamma_gamma.hpp>
#include <walaa/value/mbg_nbd.hpp>
#include <walaa/value/nbd.hpp>
#include <walaa/value/pareto_nbd.hpp>

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
void walaa_pass(benchmark::State& state, walaa::simd_path, unsigned threads) {
  const population& p = customers(static_cast<std::size_t>(state.range(0)));
  const bg_problem problem("bench", p.view());
  const double scale = problem.unit_factors()[1];
  const walaa::bg_nbd inside{model.r, model.alpha / scale, model.a, model.b};
  const double ours = problem.evaluate(inside, {}).value + problem.log_likelihood_shift();
  static std::map<std::size_t, double> theirs;
  double& known = theirs[p.size()];
  if (known == 0) known = plain::log_likelihood(cdnow, p.frequency, p.recency, p.age).value;
  if (!(std::abs(ours / known - 1) < 1e-11)) return state.SkipWithError("log-likelihoods differ");
  walaa::thread_pool pool(threads);
  walaa::executor_ref run;
  if (threads > 1) run = pool;
  for (auto _ : state) benchmark::DoNotOptimize(problem.evaluate(inside, run));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

// ---- Pareto/NBD, at CDNOW's parameters ----

constexpr plain::pareto cdnow_pareto{0.553, 10.58, 0.606, 11.67};
using pareto_problem = walaa::pareto_nbd_problem<walaa::pareto_nbd>;

void plain_pareto_pass(benchmark::State& state) {
  const population& p = customers(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(plain::log_likelihood(cdnow_pareto, p.frequency, p.recency, p.age));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

enum class asked { value, derivatives };

/// The log-likelihood alone, as the reference has it; or with gradient and Hessian.
void walaa_pareto_pass(benchmark::State& state, asked what) {
  const population& p = customers(static_cast<std::size_t>(state.range(0)));
  const pareto_problem problem("bench", p.view());
  const auto scale = problem.unit_factors();
  const walaa::pareto_nbd inside{cdnow_pareto.r, cdnow_pareto.alpha / scale[1], cdnow_pareto.s, cdnow_pareto.beta / scale[3]};
  static std::map<std::size_t, double> theirs;
  double& known = theirs[p.size()];
  if (known == 0) known = plain::log_likelihood(cdnow_pareto, p.frequency, p.recency, p.age);
  for (const double ours : {problem.value(inside, {}), problem.evaluate(inside, {}).value})
    if (!(std::abs((ours + problem.log_likelihood_shift()) / known - 1) < 1e-11))
      return state.SkipWithError("log-likelihoods differ");
  if (what == asked::value) {
    for (auto _ : state) benchmark::DoNotOptimize(problem.value(inside, {}));
  } else {
    for (auto _ : state) benchmark::DoNotOptimize(problem.evaluate(inside, {}));
  }
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

const bool declared = [] {
  on_each_path(
      "pass/walaa", "", [](benchmark::State& state, walaa::simd_path path) { walaa_pass(state, path, 1); },
      [](auto* b) { b->Arg(8192)->Arg(1 << 20)->Unit(benchmark::kMillisecond); });
  for (const unsigned threads : {1u, 2u})
    on_each_path(
        "pass/walaa", "/threads:" + std::to_string(threads),
        [threads](benchmark::State& state, walaa::simd_path path) { walaa_pass(state, path, threads); },
        [](auto* b) { b->Arg(1 << 20)->Unit(benchmark::kMillisecond)->UseRealTime(); });
  on_each_path(
      "pareto/walaa", "", [](benchmark::State& state, walaa::simd_path) { walaa_pareto_pass(state, asked::value); },
      [](auto* b) { b->Arg(8192)->Arg(100000)->Unit(benchmark::kMillisecond); });
  on_each_path(
      "pareto_pass/walaa", "", [](benchmark::State& state, walaa::simd_path) { walaa_pareto_pass(state, asked::derivatives); },
      [](auto* b) { b->Arg(8192)->Arg(100000)->Unit(benchmark::kMillisecond); });
  on_each_path(
      "fit/pareto_nbd", "", [](benchmark::State& state, walaa::simd_path) { fit<walaa::pareto_nbd>(state); },
      [](auto* b) { b->Arg(2357)->Arg(100000)->Unit(benchmark::kMillisecond); });
  on_each_path(
      "fit/bg_nbd", "", [](benchmark::State& state, walaa::simd_path) { fit<walaa::bg_nbd>(state); },
      [](auto* b) {
        b->Arg(2357)->Arg(10000)->Arg(100000)->Arg(1000000)->Unit(benchmark::kMillisecond);
        if (large()) b->Arg(10000000);  // a minute and 1 GiB
      });
  on_each_path(
      "fit/mbg_nbd", "", [](benchmark::State& state, walaa::simd_path) { fit<walaa::mbg_nbd>(state); },
      [](auto* b) { b->Arg(2357)->Arg(1000000)->Unit(benchmark::kMillisecond); });
  return true;
}();

}  // namespace

BENCHMARK(plain_pass)->Name("pass/plain")->Arg(8192)->Arg(1 << 20)->Unit(benchmark::kMillisecond);
BENCHMARK(plain_pareto_pass)->Name("pareto/plain")->Arg(8192)->Arg(100000)->Unit(benchmark::kMillisecond);
BENCHMARK(fit<walaa::nbd>)->Name("fit/nbd")->Arg(2357)->Arg(1000000)->Unit(benchmark::kMillisecond);
BENCHMARK(fit<walaa::gamma_gamma>)->Name("fit/gamma_gamma")->Arg(2357)->Arg(1000000)->Unit(benchmark::kMillisecond);
BENCHMARK(fit_on_two_threads)->Name("fit/bg_nbd/two threads")->Arg(1000000)->Unit(benchmark::kMillisecond)->UseRealTime();
