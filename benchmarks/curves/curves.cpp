// SPDX-License-Identifier: Apache-2.0
// How long does a survival curve take, and Harrell's C, beside the textbook: sort the rows and walk; sort, and a binary Fenwick tree?
#include <walaa/evaluate/concordance.hpp>
#include <walaa/survival/curve.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <numeric>
#include <random>
#include <utility>
#include <vector>

namespace {

struct spell_rows {
  std::vector<double> duration, event, risk;
  walaa::spells view() const {
    return {.duration = duration, .event = event, .entry = {}, .weight = {}, .unit = walaa::time_unit::day};
  }
};

/// Exponential lives whose risk is known in part; half a decade of staggered starts. Whole days, or no two times alike.
const spell_rows& rows(std::size_t n, bool whole) {
  static std::map<std::pair<std::size_t, bool>, spell_rows> made;
  spell_rows& out = made[{n, whole}];
  if (out.duration.empty()) {
    std::mt19937_64 draw(7);
    const auto uniform = [&draw] { return (static_cast<double>(draw() >> 11) + 0.5) * 0x1p-53; };
    for (std::size_t i = 0; i < n; ++i) {
      const double risk = uniform(), life = -std::log(uniform()) * 1200 * std::exp(0.5 - risk), seen = uniform() * 1826;
      const double last = std::min(life, seen);
      out.duration.push_back(whole ? std::ceil(last) : last);
      out.event.push_back(life <= seen ? 1 : 0);
      out.risk.push_back(risk);
    }
  }
  return out;
}

/// S after the last time at which somebody left, and the number of such times.
std::pair<double, std::size_t> plain_kaplan_meier(const spell_rows& data) {
  std::vector<std::pair<double, double>> order(data.duration.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = {data.duration[i], data.event[i]};
  std::sort(order.begin(), order.end());
  std::vector<double> time, surviving;
  double s = 1, at_risk = static_cast<double>(order.size());
  for (std::size_t i = 0; i < order.size();) {
    const double t = order[i].first;
    double left = 0, gone = 0;
    for (; i < order.size() && order[i].first == t; ++i) left += order[i].second, ++gone;
    if (left > 0) time.push_back(t), surviving.push_back(s *= 1 - left / at_risk);
    at_risk -= gone;
  }
  return {s, time.size()};
}

double plain_concordance(const spell_rows& data) {
  const std::size_t n = data.duration.size();
  std::vector<std::size_t> order(n), place(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return data.risk[a] < data.risk[b]; });
  for (std::size_t i = 0; i < n; ++i) place[order[i]] = i;  // the risks differ
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return data.duration[a] > data.duration[b]; });
  std::vector<std::size_t> tree(n + 1);
  double concordant = 0, pairs = 0;
  std::size_t inside = 0;
  const auto put = [&](std::size_t row) {
    for (std::size_t at = place[row] + 1; at <= n; at += at & (~at + 1)) ++tree[at];
    ++inside;
  };
  for (std::size_t first = 0, last = 0; first < n; first = last) {
    for (last = first; last < n && data.duration[order[last]] == data.duration[order[first]]; ++last)
      if (data.event[order[last]] == 0) put(order[last]);
    for (std::size_t i = first; i < last; ++i) {
      if (data.event[order[i]] == 0) continue;
      std::size_t below = 0;
      for (std::size_t at = place[order[i]]; at > 0; at -= at & (~at + 1)) below += tree[at];
      concordant += static_cast<double>(below), pairs += static_cast<double>(inside);
    }
    for (std::size_t i = first; i < last; ++i)
      if (data.event[order[i]] == 1) put(order[i]);
  }
  return concordant / pairs;
}

void curve_plain(benchmark::State& state, bool whole) {
  const spell_rows& data = rows(static_cast<std::size_t>(state.range(0)), whole);
  for (auto _ : state) benchmark::DoNotOptimize(plain_kaplan_meier(data));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void curve_walaa(benchmark::State& state, bool whole) {
  const spell_rows& data = rows(static_cast<std::size_t>(state.range(0)), whole);
  const auto [s, times] = plain_kaplan_meier(data);
  const auto ours = walaa::kaplan_meier::fit(data.view());
  if (ours.time.size() != times || std::abs(ours.surviving.back() - s) > 1e-9) return state.SkipWithError("curves differ");
  for (auto _ : state) benchmark::DoNotOptimize(walaa::kaplan_meier::fit(data.view()));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void concordance_plain(benchmark::State& state, bool whole) {
  const spell_rows& data = rows(static_cast<std::size_t>(state.range(0)), whole);
  for (auto _ : state) benchmark::DoNotOptimize(plain_concordance(data));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void concordance_walaa(benchmark::State& state, bool whole) {
  const spell_rows& data = rows(static_cast<std::size_t>(state.range(0)), whole);
  if (std::abs(walaa::concordance_index(data.view(), data.risk).value - plain_concordance(data)) > 1e-12)
    return state.SkipWithError("the shares of pairs differ");
  for (auto _ : state) benchmark::DoNotOptimize(walaa::concordance_index(data.view(), data.risk));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

#define WALAA_BOTH(what, size)                                                                                               \
  BENCHMARK_CAPTURE(what##_plain, days, true)->Name(#what "/plain/days")->Arg(size)->Unit(benchmark::kMillisecond);          \
  BENCHMARK_CAPTURE(what##_walaa, days, true)->Name(#what "/walaa/days")->Arg(size)->Unit(benchmark::kMillisecond);          \
  BENCHMARK_CAPTURE(what##_plain, distinct, false)->Name(#what "/plain/distinct")->Arg(size)->Unit(benchmark::kMillisecond); \
  BENCHMARK_CAPTURE(what##_walaa, distinct, false)->Name(#what "/walaa/distinct")->Arg(size)->Unit(benchmark::kMillisecond)

WALAA_BOTH(curve, 1000000);
WALAA_BOTH(concordance, 1000000);

}  // namespace
