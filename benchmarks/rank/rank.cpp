// SPDX-License-Identifier: Apache-2.0
// How long does it take to rank customers against who left, beside the textbook: sort rows by score, walk over blocks of ties?
#include <walaa/evaluate/profit.hpp>
#include <walaa/evaluate/roc.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <numeric>
#include <random>
#include <vector>

namespace {

struct scored_rows {
  std::vector<double> label, score;
};

/// No two scores alike, as of a model with continuous inputs.
const scored_rows& rows(std::size_t n) {
  static std::map<std::size_t, scored_rows> made;
  scored_rows& out = made[n];
  if (out.label.empty()) {
    std::mt19937_64 draw(7);
    const auto uniform = [&draw] { return static_cast<double>(draw() >> 11) * 0x1p-53; };
    for (std::size_t i = 0; i < n; ++i) {
      out.score.push_back(uniform());
      out.label.push_back(uniform() < 0.5 * out.score.back() ? 1 : 0);
    }
  }
  return out;
}

double plain_auc(const scored_rows& data) {
  std::vector<std::size_t> order(data.score.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return data.score[a] > data.score[b]; });
  double leavers = 0, stayers = 0, pairs = 0;
  for (std::size_t first = 0; first < order.size();) {
    double left = 0, stayed = 0;
    std::size_t i = first;
    for (; i < order.size() && data.score[order[i]] == data.score[order[first]]; ++i)
      (data.label[order[i]] == 1 ? left : stayed) += 1;
    pairs += stayed * (leavers + left / 2);
    leavers += left;
    stayers += stayed;
    first = i;
  }
  return pairs / (leavers * stayers);
}

void plain(benchmark::State& state) {
  const scored_rows& data = rows(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(plain_auc(data));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

/// With DeLong's error, which the reference does not have.
void walaa_auc(benchmark::State& state) {
  const scored_rows& data = rows(static_cast<std::size_t>(state.range(0)));
  if (std::abs(walaa::roc_auc({data.label, data.score}).value - plain_auc(data)) > 1e-12)
    return state.SkipWithError("areas differ");
  for (auto _ : state) benchmark::DoNotOptimize(walaa::roc_auc({data.label, data.score}));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void walaa_empc(benchmark::State& state) {
  const scored_rows& data = rows(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(walaa::empc({data.label, data.score}));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK(plain)->Name("auc/plain")->Arg(10000)->Arg(1000000)->Unit(benchmark::kMillisecond);
BENCHMARK(walaa_auc)->Name("auc/walaa")->Arg(10000)->Arg(1000000)->Unit(benchmark::kMillisecond);
BENCHMARK(walaa_empc)->Name("empc/walaa")->Arg(1000000)->Unit(benchmark::kMillisecond);

}  // namespace
