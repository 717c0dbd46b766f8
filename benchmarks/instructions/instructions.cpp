// SPDX-License-Identifier: Apache-2.0
// How many instructions does a row cost? Run under callgrind by benchmarks/gate.py, which counts what happens inside `measured`:
//   valgrind --tool=callgrind --toggle-collect=measured walaa_instructions <kernel>
// The program prints the number of rows; without an argument it lists its kernels.
#include "models.hpp"

#include <walaa/data/summarize.hpp>
#include <walaa/scoring/scorer.hpp>
#include <walaa/scoring/strategies/lifetime_value.hpp>
#include <walaa/scoring/strategies/p_alive.hpp>
#include <walaa/value/bg_nbd.hpp>
#include <walaa/value/forecast.hpp>
#include <walaa/value/lifetime_value.hpp>
#include <walaa/value/mbg_nbd.hpp>

#include <cstdio>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

/// What callgrind counts; not inlined, so that it has a name.
extern "C" [[gnu::noinline]] void measured(const std::function<void()>& work) {
  work();
  asm volatile("" ::: "memory");
}

namespace {

using namespace walaa_bench;
using walaa::bg_nbd, walaa::mbg_nbd;

constexpr std::size_t rows = 12288;

const population& customers() {
  static const population made = rotated_population(rows);
  return made;
}

std::vector<double>& out() {
  static std::vector<double> column(rows);
  return column;
}

template<class Model> std::size_t p_alive() {
  const auto visits = cdnow_visits<Model>(customers());
  measured([&] { walaa::p_alive(visits.unchecked(), customers().view(), out()); });
  return rows;
}

std::size_t door() {
  measured([&] { walaa::check_histories("bench", customers().view(), walaa::missing_rows::allowed); });
  return rows;
}

std::size_t expected_purchases() {
  const walaa::forecast<bg_nbd, walaa::purchases_within> of(*cdnow_visits<bg_nbd>(customers()), {39},
                                                            walaa::table_range::of(cdnow_visits<bg_nbd>(customers())));
  measured([&] { of(customers().view(), out()); });
  return rows;
}

std::size_t value() {
  const walaa::value_forecast of(cdnow_visits<bg_nbd>(customers()), cdnow_purses());
  measured([&] {
    const population& p = customers();
    for (std::size_t i = 0; i < rows; ++i) out()[i] = of({p.frequency[i], p.recency[i], p.age[i]}, p.spend[i]);
  });
  return rows;
}

std::size_t fit_pass() {
  const walaa::beta_geometric_problem<bg_nbd, 0> problem("bench", customers().view());
  const double scale = problem.unit_factors()[1];
  const bg_nbd at{cdnow.r, cdnow.alpha / scale, cdnow.a, cdnow.b};
  measured([&] { out()[0] = problem.evaluate(at, {}).value; });
  return rows;
}

std::size_t fit() {
  measured([&] { out()[0] = bg_nbd::fit(customers().view()).unchecked().r; });
  return rows;
}

std::size_t summarize() {
  const event_log log = simulate_events(100000, 10000);
  measured([&] { out()[0] = static_cast<double>(walaa::summarize(log.view(), events_summary()).size()); });
  return log.customer.size();
}

std::size_t one_customer() {
  constexpr std::size_t asked = 256;
  const auto visits = cdnow_visits<mbg_nbd>(customers());
  const walaa::scorer s{walaa::strategies::p_alive(visits), walaa::strategies::lifetime_value(visits, cdnow_purses())};
  walaa::customer who = s.blank(walaa::parse_date("2025-12-31"));
  measured([&] {
    for (std::size_t i = 0; i < asked; ++i) {
      const std::size_t row = i * (rows / asked);
      who["frequency"] = customers().frequency[row];
      who["recency"] = customers().recency[row];
      who["T"] = customers().age[row];
      who["monetary_value"] = customers().spend[row];
      out()[i] = s.score(who).at(1).value;
    }
  });
  return asked;
}

struct kernel {
  std::string_view name;
  std::size_t (*run)();
};
constexpr kernel kernels[] = {{"p_alive/bg_nbd", p_alive<bg_nbd>},
                              {"p_alive/mbg_nbd", p_alive<mbg_nbd>},
                              {"door", door},
                              {"expected_purchases", expected_purchases},
                              {"value", value},
                              {"fit/pass", fit_pass},
                              {"fit", fit},
                              {"summarize", summarize},
                              {"one_customer", one_customer}};

}  // namespace

int main(int count, char** words) {
  if (count < 2) {
    for (const kernel& k : kernels) std::printf("%.*s\n", static_cast<int>(k.name.size()), k.name.data());
    return 0;
  }
  customers();  // made before anything is counted
  for (const kernel& k : kernels)
    if (k.name == words[1]) {
      std::printf("%zu\n", k.run());
      return 0;
    }
  std::fprintf(stderr, "no kernel %s\n", words[1]);
  return 2;
}
