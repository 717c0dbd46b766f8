// SPDX-License-Identifier: Apache-2.0
// What a fit must say about data that cannot tell its parameters. An optimiser says "converged" of most of these.
#include <walaa/value/bg_nbd.hpp>
#include <walaa/value/gamma_gamma.hpp>
#include <walaa/value/mbg_nbd.hpp>

#include "cdnow.hpp"                // for cdnow_tenth, repeated, owned_histories
#include "simulated_histories.hpp"  // for simulated

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <ctime>
#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace {

using walaa::bg_nbd;
using walaa::fit_status;
using walaa::fitted;
using walaa::gamma_gamma;
using walaa::mbg_nbd;
using walaa::random_stream;
using walaa::tests::owned_histories;
using walaa::tests::process;
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

owned_histories with_whale() {
  owned_histories h = simulated({}, 499, 3);
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

owned_histories real_cdnow() {
  owned_histories h;
  const auto c = walaa::tests::cdnow_tenth();
  for (std::size_t i = 0; i < c.size(); ++i) h.add(c[i]);
  return h;
}

struct data_set {
  const char* name;
  owned_histories histories;
  std::vector<fit_status> bg, mbg;  // any of these; for MBG empty means: the same
};

std::vector<data_set> data_sets() {
  const auto whole = [](std::size_t v) { return static_cast<double>(v); };
  return {
      {"CDNOW", real_cdnow(), {converged}, {}},
      {"CDNOW in seconds", in_other_unit(real_cdnow(), 604800), {converged}, {}},
      {"CDNOW in centuries", in_other_unit(real_cdnow(), 1.0 / 5218), {converged}, {}},
      {"one customer of a million purchases among 500", with_whale(), {converged}, {}},
      {"nobody came back",
       rows(500,
            [&](std::size_t i) {
              return walaa::purchase_history{0, 0, 10 + whole(i % 30)};
            }),
       {degenerate},
       {}},
      {"one customer who did not come back", repeated({0, 0, 39}, 1), {degenerate}, {}},
      {"nobody came back, all alike", repeated({0, 0, 39}, 500), {degenerate}, {}},
      {"nobody came back, some just born",
       rows(50,
            [&](std::size_t i) {
              return walaa::purchase_history{0, 0, whole(i % 2)};
            }),
       {degenerate},
       {}},
      {"one customer of two repeats", repeated({2, 5, 10}, 1), {not_identified}, {}},
      {"one customer of one repeat", repeated({1, 5, 10}, 1), {not_identified}, {}},
      {"one customer who bought today", repeated({3, 10, 10}, 1), {not_identified}, {}},
      {"500 customers alike", repeated({2, 20, 39}, 500), {not_identified}, {}},
      {"500 alike with one repeat", repeated({1, 20, 39}, 500), {not_identified}, {}},
      {"500 alike and some just born",
       rows(600,
            [](std::size_t i) {
              return i < 500 ? walaa::purchase_history{2, 20, 39} : walaa::purchase_history{0, 0, 0};
            }),
       {not_identified},
       {}},
      {"500 alike on the last day", repeated({4, 39, 39}, 500), {not_identified}, {}},
      {"nobody leaves, all bought today", bought_today(simulated({.r = 0.5, .alpha = 6, .a = 0}, 500, 1)), {boundary}, {}},
      {"nobody leaves, many purchases today", bought_today(simulated({.r = 2, .alpha = 3, .a = 0}, 500, 2)), {boundary}, {}},
      {"nobody leaves, a process seen", simulated({.r = 0.9, .alpha = 6, .a = 0}, 2000, 4), {boundary}, {}},
      {"everybody leaves after the first repeat",
       simulated({.r = 0.5, .alpha = 6, .b = 0}, 500, 5),
       {boundary},
       {boundary, not_identified}},
      {"everybody leaves after the first repeat, more",
       simulated({.r = 0.9, .alpha = 10, .b = 0}, 3000, 6),
       {boundary},
       {boundary, not_identified}},
      {"one purchase each at a uniform time",
       rows(500,
            [&](std::size_t i) {
              return walaa::purchase_history{1, 1 + whole(i * 7 % 20), 30 + whole(i % 10)};
            }),
       {boundary},
       {not_identified}},
      {"every day but a few", daily(1), {not_identified}, {}},
      {"every day but a few, others", daily(2), {not_identified}, {}},
      {"every day of 365",
       rows(300,
            [&](std::size_t i) {
              return walaa::purchase_history{365 - whole(i % 5), 365 - whole(i % 2), 365};
            }),
       {not_identified},
       {}},
      {"every single day",
       rows(300,
            [&](std::size_t i) {
              const double t = 100 + whole(i % 200);
              return walaa::purchase_history{t, t, t};
            }),
       {not_identified},
       {}},
      {"two customers",
       rows(2,
            [&](std::size_t i) {
              return walaa::purchase_history{2 - 2 * whole(i), 5 - 5 * whole(i), 10};
            }),
       {not_identified, boundary},
       {}},
      {"three customers",
       rows(3,
            [&](std::size_t i) {
              return walaa::purchase_history{whole(2 - i), i == 2 ? 0 : 3 + 2 * whole(1 - i), 10};
            }),
       {not_identified, boundary},
       {}},
      {"two kinds of customers",
       rows(100,
            [](std::size_t i) {
              return i % 2 ? walaa::purchase_history{0, 0, 10} : walaa::purchase_history{3, 9, 10};
            }),
       {boundary, not_identified},
       {}},
      {"one repeat in a thousand",
       rows(1000,
            [](std::size_t i) {
              return i ? walaa::purchase_history{0, 0, 10} : walaa::purchase_history{1, 9, 10};
            }),
       {boundary, not_identified},
       {}},
      {"ten repeats in a thousand",
       rows(1000,
            [](std::size_t i) {
              return i % 100 ? walaa::purchase_history{0, 0, 10} : walaa::purchase_history{1, 9, 10};
            }),
       {boundary, not_identified},
       {}},
      {"repeats within a second of the first purchase",
       rows(200,
            [&](std::size_t i) {
              return walaa::purchase_history{1 + whole(i % 3), 1e-6 * (1 + whole(i % 5)), 39};
            }),
       {not_identified, boundary},
       {}},
      {"an age of a billion seconds and of one",
       rows(200,
            [&](std::size_t i) {
              return walaa::purchase_history{1, i % 2 ? 0.5 : 5e8, i % 2 ? 1 : 1e9};
            }),
       {not_identified, boundary},
       {}},
      {"one rate for all and one way to leave",
       simulated({.r = infinite, .alpha = 8, .a = 3e4, .b = 1e5}, 800, 9),
       {not_identified, boundary},
       {}},
      {"one rate for all", simulated({.r = infinite, .alpha = 8}, 300, 10), {not_identified}, {not_identified, boundary}},
  };
}

template<class Model> void expect_status(const data_set& d, const std::vector<fit_status>& wanted) {
  SCOPED_TRACE(testing::Message() << Model::name << ": " << d.name);
  const std::clock_t start = std::clock();
  const fitted<Model> fit = Model::fit(d.histories);
  const auto& report = fit.report();
  EXPECT_LT(static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC, 1.0);
  EXPECT_TRUE(std::find(wanted.begin(), wanted.end(), report.status) != wanted.end()) << report.full();
  EXPECT_TRUE(walaa::is_finite(report.log_likelihood)) << report.full();
  for (const double p : parameters(fit.unchecked())) EXPECT_TRUE(walaa::is_finite(p) && p > 0) << report.full();
  EXPECT_EQ(report.standard_errors.empty(), report.status != converged);
  EXPECT_EQ(fit.covariance().empty(), report.status != converged);
  if (report.status != converged) {
    EXPECT_FALSE(report.message.empty());
  }
  if (report.usable())
    EXPECT_NO_THROW(fit->expected_purchases(39));
  else
    EXPECT_THROW(fit->expected_purchases(39), walaa::not_usable);
  EXPECT_NO_THROW(fit.validate());
}

TEST(degenerate, thirty_data_sets_get_the_status_they_deserve) {
  const std::vector<data_set> all = data_sets();
  EXPECT_GE(all.size(), 30u);
  for (const data_set& d : all) {
    expect_status<bg_nbd>(d, d.bg);
    expect_status<mbg_nbd>(d, d.mbg.empty() ? d.bg : d.mbg);
  }
}

TEST(degenerate, buyers_of_one_rate_who_never_leave_are_never_plainly_converged) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const owned_histories h = simulated({.r = infinite, .alpha = 13, .a = 0, .shortest = 39}, 500, seed);
    const auto bg = bg_nbd::fit(h);
    EXPECT_TRUE(bg.report().status == not_identified || bg.report().status == boundary) << bg.report().full();
    const auto mbg = mbg_nbd::fit(h);
    EXPECT_TRUE(mbg.report().status == not_identified || mbg.report().status == boundary) << mbg.report().full();
  }
}

TEST(degenerate, seconds_give_the_same_scores_as_weeks) {
  const auto weeks = bg_nbd::fit(real_cdnow()), seconds = bg_nbd::fit(in_other_unit(real_cdnow(), 604800));
  EXPECT_NEAR(seconds->alpha / weeks->alpha / 604800, 1, 1e-12);
  EXPECT_NEAR(seconds->alpha, 2.669e6, 1e3);
  EXPECT_NEAR(seconds->expected_purchases(39 * 604800.0), weeks->expected_purchases(39), 1e-12);
  EXPECT_NEAR(seconds.report().log_likelihood, weeks.report().log_likelihood - 2457 * std::log(604800.0), 1e-7);
}

TEST(degenerate, the_whale_is_named) {
  const auto without = bg_nbd::fit(simulated({}, 499, 3)), with = bg_nbd::fit(with_whale());
  ASSERT_EQ(with.report().status, converged);
  ASSERT_EQ(with.report().influential_rows.size(), 5u);
  EXPECT_EQ(with.report().influential_rows.front(), 499);
  EXPECT_GT(with.report().influence.front(), 10 * with.report().influence[1]);
  EXPECT_LT(with->r, without->r / 3);
}

TEST(degenerate, a_prior_makes_alike_customers_estimable) {
  const owned_histories alike = repeated({2, 20, 39}, 500);
  const auto fit = bg_nbd::fit(alike, {.ridge = 1});
  EXPECT_EQ(fit.report().status, converged) << fit.report().full();
  EXPECT_GT(fit.report().penalty, 0);
}

// Gradient and curvature of a fit that says converged, found again row by row with the public likelihood.
template<class Model> void expect_no_false_word(const fitted<Model>& fit, const owned_histories& data) {
  constexpr std::size_t n = walaa::parameter_count<Model>;
  const walaa::purchase_histories h = data;
  const Model m = fit.unchecked();
  const typename Model::likelihood of(m, 100);
  walaa::second_order<n> total;
  for (std::size_t i = 0; i < h.size(); ++i) of.add(h[i], 1, total);
  const auto f = walaa::in_logs(total, parameters(m));
  walaa::small_matrix<n> curvature;
  const double customers = static_cast<double>(h.size());
  for (std::size_t i = 0; i < n; ++i) {
    EXPECT_LE(std::fabs(f.gradient(i)) / customers, 1e-6) << fit.report().full();
    for (std::size_t j = 0; j < n; ++j) curvature(i, j) = -f.hessian(i, j) / customers;
  }
  EXPECT_GT(walaa::eigen(curvature).values[0], 0) << fit.report().full();
}

TEST(degenerate, of_a_thousand_small_samples_none_is_called_converged_wrongly) {
  int said = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    random_stream random(77, seed);
    const process p{.r = std::exp(4 * random.uniform() - 2),
                    .alpha = std::exp(4 * random.uniform()),
                    .a = std::exp(4 * random.uniform() - 2),
                    .b = std::exp(4 * random.uniform() - 2),
                    .leaves_at_birth = seed % 2 == 1,
                    .shortest = 1 + 30 * random.uniform(),
                    .longest = 40};
    const owned_histories h = simulated(p, 2 + random.below(60), seed);
    if (seed % 2 == 0) {
      const auto fit = bg_nbd::fit(h);
      EXPECT_TRUE(walaa::is_finite(fit.report().log_likelihood)) << fit.report().full();
      if (fit.report().status != converged) continue;
      expect_no_false_word(fit, h);
      ++said;
    } else {
      const auto fit = mbg_nbd::fit(h);
      EXPECT_TRUE(walaa::is_finite(fit.report().log_likelihood)) << fit.report().full();
      if (fit.report().status != converged) continue;
      expect_no_false_word(fit, h);
      ++said;
    }
  }
  EXPECT_GT(said, 100);  // and it is said where it is true
}

TEST(degenerate, gamma_gamma_is_as_honest) {
  const auto status = [](std::vector<double> x, std::vector<double> m) {
    const auto fit = gamma_gamma::fit({.frequency = x, .recency = {}, .age = {}, .monetary_value = m, .weight = {}});
    EXPECT_TRUE(fit.report().status == degenerate || walaa::is_finite(fit.report().log_likelihood)) << fit.report().full();
    EXPECT_NO_THROW(fit.validate());
    return fit.report().status;
  };
  EXPECT_EQ(status({0, 0, 0}, {0, 0, 0}), degenerate);
  EXPECT_EQ(status({3}, {20}), not_identified);
  EXPECT_EQ(status({2, 2, 2, 2}, {20, 20, 20, 20}), not_identified);
  std::vector<double> x, same, within, none;
  for (std::uint64_t i = 0; i < 400; ++i) {
    random_stream random(5, i);
    x.push_back(1 + static_cast<double>(random.below(6)));
    same.push_back(20);                                            // everybody spends the same
    within.push_back(random.gamma(6 * x.back(), 0.3 * x.back()));  // customers do not differ: nu = 0.3
    none.push_back(6 / random.gamma(4, 15));                       // a customer's purchases do not differ
  }
  EXPECT_NE(status(x, same), converged);
  EXPECT_EQ(status(x, within), not_identified);
  EXPECT_NE(status(x, none), converged);
}

}  // namespace
