// SPDX-License-Identifier: Apache-2.0
// What a fit of Pareto/NBD must say about data that cannot tell its parameters.
#include <walaa/value/pareto_nbd.hpp>

#include "cdnow.hpp"             // for cdnow_tenth, repeated, owned_histories
#include "simulated_pareto.hpp"  // for simulated

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <functional>
#include <limits>
#include <vector>

namespace {

using walaa::fit_status;
using walaa::pareto_nbd;
using walaa::random_stream;
using walaa::tests::owned_histories;
using walaa::tests::pareto_process;
using walaa::tests::repeated;
using walaa::tests::simulated;

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr auto converged = fit_status::converged, boundary = fit_status::boundary, not_identified = fit_status::not_identified,
               degenerate = fit_status::degenerate_data;

owned_histories rows(std::size_t n, const std::function<walaa::purchase_history(std::size_t)>& row) {
  owned_histories h;
  for (std::size_t i = 0; i < n; ++i) h.add(row(i));
  return h;
}

owned_histories in_other_unit(owned_histories h, double c) {
  for (double& t : h.recency) t *= c;
  for (double& t : h.age) t *= c;
  return h;
}

owned_histories bought_today(owned_histories h) {
  for (std::size_t i = 0; i < h.age.size(); ++i)
    if (h.frequency[i] > 0) h.recency[i] = h.age[i];
  return h;
}

owned_histories only_repeaters(const owned_histories& all) {
  owned_histories h;
  for (std::size_t i = 0; i < all.age.size(); ++i)
    if (all.frequency[i] > 0) h.add({all.frequency[i], all.recency[i], all.age[i]});
  return h;
}

owned_histories with_whale() {
  owned_histories h = simulated(pareto_process{}, 499, 3);
  h.add({.frequency = 1e6, .recency = 38.9, .age = 39});
  return h;
}

owned_histories daily(std::uint64_t seed) {  // somebody who comes every day but for a few
  return rows(300, [seed](std::size_t i) {
    random_stream random(seed, i);
    const double age = 100 + static_cast<double>(random.below(200)), x = age - static_cast<double>(random.below(3));
    return walaa::purchase_history{x, std::max(x, age - static_cast<double>(random.below(2))), age};
  });
}

owned_histories real_cdnow() { return repeated(walaa::tests::cdnow_tenth(), 1); }

struct data_set {
  const char* name;
  owned_histories histories;
  std::vector<fit_status> wanted;  // any of these
};

std::vector<data_set> data_sets() {
  const auto whole = [](std::size_t v) { return static_cast<double>(v); };
  return {
      {"CDNOW", real_cdnow(), {converged}},
      {"CDNOW in seconds", in_other_unit(real_cdnow(), 604800), {converged}},
      {"CDNOW in centuries", in_other_unit(real_cdnow(), 1.0 / 5218), {converged}},
      {"one customer of a million purchases among 500", with_whale(), {converged, boundary}},
      {"nobody came back",
       rows(500,
            [&](std::size_t i) {
              return walaa::purchase_history{0, 0, 10 + whole(i % 30)};
            }),
       {degenerate}},
      {"one customer who did not come back", repeated({0, 0, 39}, 1), {degenerate}},
      {"nobody came back, all alike", repeated({0, 0, 39}, 500), {degenerate}},
      {"nobody came back, some just born",
       rows(50,
            [&](std::size_t i) {
              return walaa::purchase_history{0, 0, whole(i % 2)};
            }),
       {degenerate}},
      {"one customer of two repeats", repeated({2, 5, 10}, 1), {not_identified}},
      {"one customer of one repeat", repeated({1, 5, 10}, 1), {not_identified}},
      {"one customer who bought today", repeated({3, 10, 10}, 1), {not_identified}},
      {"500 customers alike", repeated({2, 20, 39}, 500), {not_identified}},
      {"500 alike with one repeat", repeated({1, 20, 39}, 500), {not_identified}},
      {"500 alike and some just born",
       rows(600,
            [](std::size_t i) {
              return i < 500 ? walaa::purchase_history{2, 20, 39} : walaa::purchase_history{0, 0, 0};
            }),
       {not_identified}},
      {"500 alike on the last day", repeated({4, 39, 39}, 500), {not_identified}},
      {"nobody leaves, all repeaters bought today",
       only_repeaters(bought_today(simulated(pareto_process{.s = 0}, 1500, 1))),
       {boundary}},
      {"nobody leaves, a process seen", simulated(pareto_process{.r = 0.9, .alpha = 6, .s = 0}, 2000, 4), {boundary}},
      {"nobody leaves, another", simulated(pareto_process{.r = 2, .alpha = 3, .s = 0}, 500, 2), {boundary}},
      {"all leave at one rate", simulated(pareto_process{.r = 0.9, .alpha = 3, .s = infinite, .beta = 20}, 800, 4), {boundary}},
      {"everybody leaves after the first repeat",
       rows(500,
            [&](std::size_t i) {
              random_stream g(5, i);
              const double t = g.exponential(0.5);
              return walaa::purchase_history{1, 1e-3 + std::fmin(t, 20), 30 + whole(i % 10)};
            }),
       {boundary, not_identified}},
      {"one purchase each at a uniform time",
       rows(500,
            [&](std::size_t i) {
              return walaa::purchase_history{1, 1 + whole(i * 7 % 20), 30 + whole(i % 10)};
            }),
       {boundary, not_identified}},
      {"every day but a few", daily(1), {not_identified}},
      {"every day but a few, others", daily(2), {not_identified}},
      {"every day of 365",
       rows(300,
            [&](std::size_t i) {
              return walaa::purchase_history{365 - whole(i % 5), 365 - whole(i % 2), 365};
            }),
       {not_identified}},
      {"every single day",
       rows(300,
            [&](std::size_t i) {
              const double t = 100 + whole(i % 200);
              return walaa::purchase_history{t, t, t};
            }),
       {not_identified}},
      {"two customers",
       rows(2,
            [&](std::size_t i) {
              return walaa::purchase_history{2 - 2 * whole(i), 5 - 5 * whole(i), 10};
            }),
       {not_identified, boundary}},
      {"three customers",
       rows(3,
            [&](std::size_t i) {
              return walaa::purchase_history{whole(2 - i), i == 2 ? 0 : 3 + 2 * whole(1 - i), 10};
            }),
       {not_identified, boundary}},
      {"two kinds of customers",
       rows(100,
            [](std::size_t i) {
              return i % 2 ? walaa::purchase_history{0, 0, 10} : walaa::purchase_history{3, 9, 10};
            }),
       {boundary, not_identified}},
      {"one repeat in a thousand",
       rows(1000,
            [](std::size_t i) {
              return i ? walaa::purchase_history{0, 0, 10} : walaa::purchase_history{1, 9, 10};
            }),
       {boundary, not_identified}},
      {"ten repeats in a thousand",
       rows(1000,
            [](std::size_t i) {
              return i % 100 ? walaa::purchase_history{0, 0, 10} : walaa::purchase_history{1, 9, 10};
            }),
       {boundary, not_identified}},
      {"repeats within a second of the first purchase",
       rows(200,
            [&](std::size_t i) {
              return walaa::purchase_history{1 + whole(i % 3), 1e-6 * (1 + whole(i % 5)), 39};
            }),
       {not_identified, boundary}},
      {"an age of a billion seconds and of one",
       rows(200,
            [&](std::size_t i) {
              return walaa::purchase_history{1, i % 2 ? 0.5 : 5e8, i % 2 ? 1 : 1e9};
            }),
       {not_identified, boundary}},
      {"one rate for all and one way to leave",
       simulated(pareto_process{.r = infinite, .alpha = 8, .s = infinite, .beta = 30}, 800, 9),
       {not_identified}},
      {"one rate for all", simulated(pareto_process{.r = infinite, .alpha = 8}, 300, 10), {not_identified}},
  };
}

TEST(pareto_nbd_degenerate, thirty_data_sets_get_the_status_they_deserve) {
  const std::vector<data_set> all = data_sets();
  EXPECT_GE(all.size(), 30u);
  for (const data_set& d : all) {
    SCOPED_TRACE(d.name);
    const std::clock_t start = std::clock();
    const auto fit = pareto_nbd::fit(d.histories);
    const auto& report = fit.report();
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    EXPECT_LT(seconds, 1.0) << report.full();
    EXPECT_TRUE(std::find(d.wanted.begin(), d.wanted.end(), report.status) != d.wanted.end()) << report.full();
    EXPECT_TRUE(walaa::is_finite(report.log_likelihood)) << report.full();
    for (const double p : parameters(fit.unchecked())) EXPECT_TRUE(walaa::is_finite(p) && p > 0) << report.full();
    EXPECT_EQ(report.standard_errors.empty(), report.status != converged);
    EXPECT_EQ(fit.covariance().empty(), report.status != converged);
    EXPECT_EQ(report.message.empty(), report.status == converged);
    if (report.usable())
      EXPECT_NO_THROW(fit->expected_purchases(39));
    else
      EXPECT_THROW(fit->expected_purchases(39), walaa::not_usable);
    EXPECT_NO_THROW(fit.validate());
  }
}

TEST(pareto_nbd_degenerate, seconds_give_the_same_scores_as_weeks) {
  const auto weeks = pareto_nbd::fit(real_cdnow()), seconds = pareto_nbd::fit(in_other_unit(real_cdnow(), 604800));
  EXPECT_NEAR(seconds->alpha / weeks->alpha / 604800, 1, 1e-11);
  EXPECT_NEAR(seconds->beta / weeks->beta / 604800, 1, 1e-11);
  EXPECT_NEAR(seconds->expected_purchases(39 * 604800.0), weeks->expected_purchases(39), 1e-11);
  EXPECT_NEAR(seconds.report().log_likelihood, weeks.report().log_likelihood - 2457 * std::log(604800.0), 1e-7);
}

TEST(pareto_nbd_degenerate, a_prior_makes_alike_customers_estimable) {
  const auto fit = pareto_nbd::fit(repeated({2, 20, 39}, 500), {.ridge = 1});
  EXPECT_EQ(fit.report().status, converged) << fit.report().full();
  EXPECT_GT(fit.report().penalty, 0);
}

// Gradient and curvature of a fit that says converged, found again row by row with the public likelihood.
TEST(pareto_nbd_degenerate, of_hundreds_of_small_samples_none_is_called_converged_wrongly) {
  int said = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    random_stream random(78, seed);
    const pareto_process p{.r = std::exp(4 * random.uniform() - 2),
                           .alpha = std::exp(4 * random.uniform()),
                           .s = std::exp(4 * random.uniform() - 2),
                           .beta = std::exp(4 * random.uniform()),
                           .shortest = 1 + 30 * random.uniform(),
                           .longest = 40};
    const owned_histories data = simulated(p, 2 + random.below(seed % 4 == 0 ? 2000 : 60), seed);
    const auto fit = pareto_nbd::fit(data);
    EXPECT_TRUE(walaa::is_finite(fit.report().log_likelihood)) << fit.report().full();
    if (fit.report().status != converged) continue;
    ++said;
    const walaa::purchase_histories h = data;
    const pareto_nbd::likelihood of(fit.unchecked(), 100);
    walaa::second_order<4> total;
    for (std::size_t i = 0; i < h.size(); ++i) of.add(h[i], 1, total);
    const auto f = walaa::in_logs(total, parameters(fit.unchecked()));
    walaa::small_matrix<4> curvature;
    for (std::size_t i = 0; i < 4; ++i) {
      EXPECT_LE(std::fabs(f.gradient(i)) / static_cast<double>(h.size()), 1e-6) << fit.report().full();
      for (std::size_t j = 0; j < 4; ++j) curvature(i, j) = -f.hessian(i, j) / static_cast<double>(h.size());
    }
    EXPECT_GT(walaa::eigen(curvature).values[0], 0) << fit.report().full();
  }
  EXPECT_GT(said, 8);  // and it is said where it is true
}

}  // namespace
