// SPDX-License-Identifier: Apache-2.0
// How many instructions does a row cost? Run under callgrind by benchmarks/gate.py, which counts what happens inside `measured`:
//   valgrind --tool=callgrind --toggle-collect=measured walaa_instructions <kernel>
// The program prints the number of rows; without an argument it lists its kernels.
#include "leaving.hpp"
#include "models.hpp"

#include <walaa/data/summarize.hpp>
#include <walaa/scoring/scorer.hpp>
#include <walaa/math/simd/path.hpp>
#include <walaa/scoring/strategies/lifetime_value.hpp>
#include <walaa/scoring/strategies/no_purchase_within.hpp>
#include <walaa/scoring/strategies/p_alive.hpp>
#include <walaa/scoring/strategies/promise_trust.hpp>
#include <walaa/value/bg_nbd.hpp>
#include <walaa/value/forecast.hpp>
#include <walaa/value/lifetime_value.hpp>
#include <walaa/value/mbg_nbd.hpp>
#include <walaa/value/pareto_nbd.hpp>

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

std::size_t no_purchase() {
  const auto visits = cdnow_visits<bg_nbd>(customers());
  measured([&] { walaa::none_within(*visits, customers().view(), 30.0 / 7, out()); });
  return rows;
}

std::size_t value() {
  const walaa::value_forecast of(cdnow_visits<bg_nbd>(customers()), cdnow_purses());
  measured([&] { of.column(customers().view(), out()); });
  return rows;
}

/// One customer a call.
std::size_t value_one() {
  const walaa::value_forecast of(cdnow_visits<bg_nbd>(customers()), cdnow_purses());
  const population& p = customers();
  measured([&] {
    for (std::size_t i = 0; i < rows; ++i) out()[i] = of({p.frequency[i], p.recency[i], p.age[i]}, p.spend[i]);
  });
  return rows;
}

walaa::table_view table() {
  const population& p = customers();
  walaa::table_view t(rows, walaa::parse_date("2025-12-31"), walaa::time_unit::week);
  t.with("frequency", p.frequency).with("recency", p.recency).with("T", p.age).with("monetary_value", p.spend);
  return t;
}

std::size_t profile() {
  const auto visits = cdnow_visits<bg_nbd>(customers());
  const walaa::scorer s{walaa::strategies::p_alive(visits), walaa::strategies::no_purchase_within(visits, walaa::days{30}),
                        walaa::strategies::lifetime_value(visits, cdnow_purses())};
  const walaa::table_view t = table();
  walaa::profiles reused;
  s.score(t, reused);
  measured([&] { s.score(t, reused); });
  return rows;
}

std::size_t fit_pass() {
  const walaa::beta_geometric_problem<bg_nbd, 0> problem("bench", customers().view());
  const double scale = problem.unit_factors()[1];
  const bg_nbd at{cdnow.r, cdnow.alpha / scale, cdnow.a, cdnow.b};
  measured([&] { out()[0] = problem.evaluate(at, {}).value; });
  return rows;
}

template<bool Derivatives> std::size_t pareto_pass() {
  const walaa::pareto_nbd_problem<walaa::pareto_nbd> problem("bench", customers().view());
  const auto scale = problem.unit_factors();
  const walaa::pareto_nbd at{0.553, 10.58 / scale[1], 0.606, 11.67 / scale[3]};
  measured([&] { out()[0] = Derivatives ? problem.evaluate(at, {}).value : problem.value(at, {}); });
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
  const walaa::scorer s{walaa::strategies::lifetime_value(visits, cdnow_purses()),
                        walaa::strategies::no_purchase_within(visits, walaa::days{30}), walaa::strategies::promise_trust()};
  walaa::customer who = s.blank(walaa::parse_date("2025-12-31"));
  measured([&] {
    for (std::size_t i = 0; i < asked; ++i) {
      const std::size_t row = i * (rows / asked);
      who["frequency"] = customers().frequency[row];
      who["recency"] = customers().recency[row];
      who["T"] = customers().age[row];
      who["monetary_value"] = customers().spend[row];
      who["promises_kept"] = static_cast<double>(i % 7);
      who["promises_broken"] = static_cast<double>(i % 3);
      out()[i] = s.score(who).at(0).value;
    }
  });
  return asked;
}

/// A strategy of leaving over the whole table.
std::size_t leaving(std::string_view name) {
  const subscribers s(rows);
  walaa::table_view t = table();
  t.with("fee", s.fee).with("calls", s.calls).with("tenure", s.tenure).with("complaints", s.complaints);
  const walaa::scorer one = leaving_scorer(name, s, cdnow_visits<mbg_nbd>(customers()));
  walaa::profiles reused;
  one.score(t, reused);
  measured([&] { one.score(t, reused); });
  return rows;
}

// ---- a strategy of the user's own, 4,096 customers a batch, by a loop of his own and behind the interface ----

constexpr std::size_t batch = 4096;

struct overdue {
  static constexpr std::string_view tag = "overdue";
  walaa::number patience{2.0};
  walaa::input_names inputs() const {
    static constexpr std::string_view in[] = {"frequency", "recency", "T"};
    return in;
  }
  void score(walaa::customer_view c, walaa::score_out to) const {
    const auto x = c["frequency"], last = c["recency"], age = c["T"];
    for (std::size_t i = 0; i < c.size(); ++i) to.value[i] = (age[i] - last[i]) * (x[i] + 1) / (patience * (last[i] + 1));
  }
};

std::size_t own_loop() {
  const population& p = customers();
  const double *const x = p.frequency.data(), *const last = p.recency.data(), *const age = p.age.data();
  double* const to = out().data();
  const double patience = 2.0;
  measured([&] {
    for (std::size_t first = 0; first < rows; first += batch)
      for (std::size_t i = first; i < first + batch; ++i) to[i] = (age[i] - last[i]) * (x[i] + 1) / (patience * (last[i] + 1));
  });
  return rows;
}

std::size_t own_strategy() {
  const walaa::any_strategy s = overdue{};
  const walaa::table_view all = table();
  std::vector<double> error(rows);
  std::vector<walaa::standing> status(rows);
  measured([&] {
    for (std::size_t first = 0; first < rows; first += batch)
      s.score(walaa::customer_view(all).rows(first, batch),
              {{&out()[first], batch}, {&error[first], batch}, {&status[first], batch}});
  });
  return rows;
}

struct kernel {
  std::string_view name;
  std::size_t (*run)();
};
constexpr kernel kernels[] = {{"p_alive/bg_nbd", p_alive<bg_nbd>},
                              {"p_alive/mbg_nbd", p_alive<mbg_nbd>},
                              {"door", door},
                              {"expected_purchases", expected_purchases},
                              {"no_purchase", no_purchase},
                              {"value", value},
                              {"value/one", value_one},
                              {"profile", profile},
                              {"fit/pass", fit_pass},
                              {"pareto", pareto_pass<false>},
                              {"pareto/pass", pareto_pass<true>},
                              {"fit", fit},
                              {"summarize", summarize},
                              {"one_customer", one_customer},
                              {"leaving/kaplan_meier", [] { return leaving("kaplan_meier"); }},
                              {"leaving/cox", [] { return leaving("cox"); }},
                              {"leaving/aft", [] { return leaving("aft"); }},
                              {"leaving/logistic", [] { return leaving("logistic"); }},
                              {"leaving/scorecard", [] { return leaving("scorecard"); }},
                              {"leaving/silence", [] { return leaving("silence"); }},
                              {"leaving/silent_leaver", [] { return leaving("silent_leaver"); }},
                              {"leaving/voice", [] { return leaving("voice"); }},
                              {"own_strategy/loop", own_loop},
                              {"own_strategy/any_strategy", own_strategy}};

}  // namespace

int main(int count, char** words) {
  if (count < 2) {
    for (const kernel& k : kernels) std::printf("%.*s\n", static_cast<int>(k.name.size()), k.name.data());
    return 0;
  }
  if (walaa::available(walaa::simd_path::v3)) walaa::force_path(walaa::simd_path::v3);
  customers(), out();  // made before anything is counted
  for (const kernel& k : kernels)
    if (k.name == words[1]) {
      std::printf("%zu\n", k.run());
      return 0;
    }
  std::fprintf(stderr, "no kernel %s\n", words[1]);
  return 2;
}
