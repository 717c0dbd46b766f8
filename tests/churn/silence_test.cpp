// SPDX-License-Identifier: Apache-2.0
#include <walaa/churn/silence.hpp>  // the header under test comes first: it must stand alone

#include <walaa/archive/model_file.hpp>
#include <walaa/math/incomplete_gamma.hpp>
#include <walaa/math/random.hpp>

#include "refuses.hpp"
#include "relative.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace {

using walaa::fit_status;
using walaa::open_gap;
using walaa::silence_model;

struct tail_case {
  double r, alpha, k, x, t, g, longer, at_5_percent;
};

// mpmath, 50 digits: quadrature of the Erlang tail over the posterior of the rate (the first, where it is slow, in closed form)
constexpr tail_case certified[] = {
    {0.25, 4, 1, 0, 0, 30, 0.58565960274293957, 639996.0},
    {0.25, 4, 1, 3, 20, 10, 0.3223888812534280241, 36.329282944410146081},
    {2, 8, 2, 3, 20, 10, 0.20667337501924170238, 18.041503679546073316},
    {2, 8, 2, 0, 0, 10, 0.19825072886297376093, 25.552931634783483541},
    {0.5, 3, 5, 12, 30, 9, 0.00037108324174955502038, 4.8297229187239292637},
    {10, 40, 3, 100, 400, 25, 2.177626488630237118e-6, 8.4527436409130836783},
};

TEST(silence, tail_and_alarm_agree_with_quadrature_over_the_rate) {
  for (const tail_case& c : certified) {
    const auto m = silence_model::prior(c.r, c.alpha, c.k);
    EXPECT_RELATIVE(m.longer(c.x, c.t, c.g), c.longer, 2e-13);
    EXPECT_RELATIVE(m.alarm_after(c.x, c.t, 0.05), c.at_5_percent, 2e-13);
    EXPECT_RELATIVE(m.longer(c.x, c.t, m.alarm_after(c.x, c.t, 0.05)), 0.05, 1e-13);
  }
}

TEST(silence, of_a_poisson_customer_is_the_closed_form) {  // ((alpha + T - g)/(alpha + T))^(r + x), and h ahead
  const double r = 0.7, alpha = 12, x = 4, T = 50, g = 9, h = 30;
  const auto m = silence_model::prior(r, alpha);
  EXPECT_RELATIVE(m.longer(x, T - g, g), std::pow((alpha + T - g) / (alpha + T), r + x), 1e-14);
  EXPECT_RELATIVE(m.none_within(x, T - g, g, h), std::pow((alpha + T) / (alpha + T + h), r + x), 1e-14);
}

TEST(silence, of_one_rate_for_all_is_the_erlang_tail) {
  for (const double k : {1.0, 2.0, 3.0, 40.0}) {
    const silence_model m{0.25, 0, k};
    for (const double g : {0.5, 4.0, 8.0, 100.0}) {
      EXPECT_RELATIVE(m.longer(3, 11, g), walaa::incomplete_gamma_complement(k, k * 0.25 * g), 1e-12) << k << " " << g;
      const silence_model almost{0.25, 1e-13, k};
      EXPECT_RELATIVE(almost.longer(3, 11, g), m.longer(3, 11, g), 1e-9);
    }
  }
}

TEST(silence, regular_customers_are_missed_later_at_first_and_sooner_in_the_end) {  // the trap that the Erlang tail is for
  const silence_model poisson{1, 0, 1}, regular{1, 0, 4};
  EXPECT_GT(regular.longer(0, 0, 0.5), poisson.longer(0, 0, 0.5));
  EXPECT_LT(regular.longer(0, 0, 3), poisson.longer(0, 0, 3));
}

TEST(silence, of_no_length_is_certain_and_never_rises) {
  for (const double k : {1.0, 3.0})
    for (const double d : {0.0, 0.2, 30.0}) {
      const silence_model m{0.1, d, k};
      EXPECT_EQ(m.longer(2, 5, 0), 1);
      EXPECT_EQ(m.none_within(2, 5, 3, 0), 1);
      double before = 1;
      for (double g = 0.01; g < 1e7; g *= 1.7) {
        const double p = m.longer(2, 5, g);
        EXPECT_LE(p, before);
        EXPECT_TRUE(walaa::is_finite(m.log_longer(2, 5, g)));
        before = p;
      }
    }
}

TEST(silence, does_not_change_with_the_unit_of_time) {
  const auto in_weeks = silence_model::prior(0.5, 10, 3), in_days = silence_model::prior(0.5, 70, 3);
  EXPECT_RELATIVE(in_days.longer(4, 140, 70), in_weeks.longer(4, 20, 10), 1e-14);
  EXPECT_RELATIVE(in_days.alarm_after(4, 140, 0.01), 7 * in_weeks.alarm_after(4, 20, 0.01), 1e-13);
}

TEST(silence, of_many_gaps_is_judged_by_the_customers_own_rate) {  // the prior's part vanishes: A large
  const auto m = silence_model::prior(2, 1000, 1);
  EXPECT_RELATIVE(m.longer(1e9, 1e10, 30), std::exp(-3.0), 1e-6);
}

TEST(silence, survives_extreme_parameters) {
  const silence_model never{0, 1, 2};
  EXPECT_EQ(never.longer(0, 0, 1e9), 1);
  EXPECT_EQ(never.alarm_after(0, 0, 0.05), HUGE_VAL);
  const silence_model staged{1, 1e-6, silence_model::most_stages};
  EXPECT_TRUE(walaa::is_finite(staged.log_longer(1e5, 1e5, 50)));
  EXPECT_RELATIVE(staged.longer(1e5, 1e5, staged.alarm_after(1e5, 1e5, 1e-6)), 1e-6, 1e-9);
  EXPECT_TRUE(walaa::is_missing(staged.longer(walaa::missing, 1, 1)));
}

struct rows {
  std::vector<double> x, t, age;
  walaa::silent_customers view() const { return {x, t, age, walaa::time_unit::week}; }
};

TEST(silence, fits_what_gamma_poisson_fits) {  // open gaps counted: repeats in the whole age; left out: in the time they took
  const rows all{{3, 0, 12, 1, 0, 25, 2}, {20, 0, 30, 7, 0, 39, 11}, {39, 39, 38, 30, 21, 39, 39}};
  const auto counted = silence_model::fit(all.view());
  const auto peer = walaa::gamma_poisson::fit({.count = all.x, .exposure = all.age});
  EXPECT_EQ(counted->mean, peer->mean);
  EXPECT_EQ(counted->dispersion, peer->dispersion);
  EXPECT_EQ(counted.unit(), walaa::time_unit::week);
  EXPECT_EQ(counted.report().model, "silence");
  EXPECT_EQ(counted.covariance().size(), 4u);
  const std::vector<double> count{6, 24, 2, 50, 4}, exposure{40, 60, 14, 78, 22};
  const auto regular = silence_model::fit(all.view(), {.regularity = 2, .present = open_gap::left_out});
  EXPECT_EQ(regular->mean, walaa::gamma_poisson::fit({.count = count, .exposure = exposure})->mean);
  EXPECT_EQ(regular->regularity, 2);
  EXPECT_EQ(regular.report().rows_without_information, 2);
}

TEST(silence, finds_the_population_again_and_alarms_as_often_as_it_states) {
  // 6,000 customers who have not left, r = 2, alpha = 8, k = 3, ten ended gaps each; gaps under way at their full length.
  // Shares within 4 standard errors: false once in 16,000 runs.
  walaa::random_stream draw(7, 0);
  const auto truth = silence_model::prior(2, 8, 3);
  rows all;
  for (int i = 0; i < 6000; ++i) {
    const double rate = -(std::log(draw.uniform()) + std::log(draw.uniform())) / 8;
    const auto gap = [&] {
      return -(std::log(draw.uniform()) + std::log(draw.uniform()) + std::log(draw.uniform())) / (3 * rate);
    };
    double sum = 0;
    const int n = i % 4;
    for (int j = 0; j < n; ++j) sum += gap();
    all.x.push_back(n), all.t.push_back(sum), all.age.push_back(sum + gap());
  }
  std::vector<double> longer(all.x.size()), after(all.x.size());
  for (const double level : {0.01, 0.05, 0.2}) {
    const auto counts = truth.judge(all.view(), {longer, after}, level);
    EXPECT_NEAR(static_cast<double>(counts.alarms), counts.false_alarms(), 4 * std::sqrt(6000 * level * (1 - level)));
    EXPECT_EQ(counts.too_few, 1500u);
    for (std::size_t i = 0; i < longer.size(); ++i)
      EXPECT_EQ(longer[i] <= level, all.age[i] - all.t[i] >= after[i]) << i;  // the two ways to say it
  }
}

TEST(silence, a_row_alone_is_its_row_in_a_batch) {
  const rows all{{3, 0, 12, walaa::missing}, {20, 0, 30, 7}, {39, 39, 38, 30}};
  const auto m = silence_model::prior(0.6, 9, 2);
  std::vector<double> longer(4), ahead(4), alone(1);
  const auto counts = m.judge(all.view(), {longer}, 0.05);
  m.none_within(all.view(), 13, ahead);
  EXPECT_EQ(counts.no_silence, 1u);
  EXPECT_TRUE(walaa::is_missing(longer[3]));
  EXPECT_TRUE(walaa::is_missing(ahead[3]));
  for (std::size_t i = 0; i < 3; ++i) {
    const rows one{{all.x[i]}, {all.t[i]}, {all.age[i]}};
    m.judge(one.view(), {alone});
    EXPECT_EQ(std::bit_cast<std::uint64_t>(alone[0]), std::bit_cast<std::uint64_t>(longer[i]));
    EXPECT_EQ(ahead[i], m.none_within(all.x[i], all.t[i], all.age[i] - all.t[i], 13));
  }
}

TEST(silence, of_degenerate_customers_is_a_status) {
  const auto fit = [](rows r, walaa::silence_options o = {}) { return silence_model::fit(r.view(), o).report().status; };
  EXPECT_EQ(fit({{0, 0, 0}, {0, 0, 0}, {9, 8, 7}}), fit_status::degenerate_data);                          // no repeat
  EXPECT_EQ(fit({{2, 2, 2, 2}, {3, 4, 5, 3}, {8, 8, 8, 8}}), fit_status::boundary);                        // one rate
  EXPECT_EQ(fit({{4}, {3}, {9}}), fit_status::not_identified);                                             // one customer
  EXPECT_EQ(fit({{0, 0}, {0, 0}, {0, 0}}), fit_status::degenerate_data);                                   // no time
  EXPECT_EQ(fit({{0, 0}, {0, 0}, {9, 8}}, {.present = open_gap::left_out}), fit_status::degenerate_data);  // nobody came back
  EXPECT_EQ(fit({{walaa::missing, walaa::missing}, {0, 0}, {9, 8}}), fit_status::degenerate_data);         // all missing
}

TEST(silence, is_saved_and_loaded) {
  const rows all{{3, 0, 12, 1, 0, 25, 2}, {20, 0, 30, 7, 0, 39, 11}, {39, 39, 38, 30, 21, 39, 39}};
  const auto m = silence_model::fit(all.view());
  const auto bytes = walaa::save(m);
  EXPECT_TRUE(walaa::load<walaa::fitted<silence_model>>(bytes) == m);
}

TEST(silence, refuses_what_cannot_be) {
  const auto refused = [](rows r) { static_cast<void>(silence_model::fit(r.view())); };
  EXPECT_REFUSES(refused({{}, {}, {}}), "silence_model::fit: frequency is empty [D109]");
  EXPECT_REFUSES(refused({{1, -1}, {1, 1}, {2, 2}}), "silence_model::fit: frequency[1] = -1 is negative [D104]");
  EXPECT_REFUSES(refused({{1.5}, {1}, {2}}), "silence_model::fit: frequency[0] = 1.5 is not a whole number [D105]");
  EXPECT_REFUSES(refused({{1}, {3}, {2}}), "silence_model::fit: recency[0] = 3 exceeds T[0] = 2 [D102]");
  EXPECT_REFUSES(refused({{0}, {1}, {2}}), "silence_model::fit: recency[0] = 1 although frequency is 0; it must be 0 [D106]");
  EXPECT_REFUSES(refused({{1}, {0}, {2}}), "silence_model::fit: recency[0] = 0 although there are repeats [D107]");
  EXPECT_REFUSES(refused({{1}, {1}, {HUGE_VAL}}), "silence_model::fit: T[0] = inf is not a finite number [D103]");
  EXPECT_REFUSES(refused({{1, 1}, {1}, {2, 2}}),
                 "silence_model::fit: frequency has 2 rows and recency has 1; one row a customer in both [D101]");
  const rows one{{1}, {1}, {2}};
  EXPECT_REFUSES(
      silence_model::fit(one.view(), {.regularity = 2}),
      "silence_model::fit: regularity = 2 with open gaps counted; give present = open_gap::left_out, or regularity 1 [F302]");
  EXPECT_REFUSES(silence_model::fit(one.view(), {.regularity = 1.5, .present = open_gap::left_out}),
                 "silence_model::fit: regularity = 1.5 is not a whole number of stages [D105]");
  EXPECT_REFUSES(silence_model::prior(0, 1), "gamma_poisson::prior: shape = 0 is not positive [D111]");
  std::vector<double> out(1), two(2);
  EXPECT_REFUSES(silence_model().judge(one.view(), {two}),
                 "silence_model::judge: frequency has 1 rows and out.longer has 2; one row a customer in both [D101]");
  EXPECT_REFUSES(silence_model().judge(one.view(), {out}, 1), "silence_model::judge: level = 1 is outside (0, 1) [D114]");
  EXPECT_REFUSES(silence_model().none_within(one.view(), -1, out), "silence_model::none_within: h = -1 is negative [D104]");
}

}  // namespace
