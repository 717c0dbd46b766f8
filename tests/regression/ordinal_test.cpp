// SPDX-License-Identifier: Apache-2.0
#include <walaa/regression/ordinal.hpp>  // the header under test comes first: it must stand alone

#include "refuses.hpp"   // for EXPECT_REFUSES
#include "relative.hpp"  // for EXPECT_RELATIVE

#include <walaa/core/thread_pool.hpp>
#include <walaa/regression/logistic.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <vector>

namespace {

using walaa::covariates;
using walaa::fit_status;
using walaa::ordinal_link;
using walaa::ordinal_model;
using walaa::outcomes;

/// Mental impairment of 40 people, 0 well to 3 impaired, by life events and status. Agresti (2002), Categorical Data Analysis, table 7.5.
struct impairment {
  std::vector<double> level, status, events;

  impairment() {
    const auto put = [this](double k, std::initializer_list<std::pair<int, int>> rows) {
      for (const auto& [s, e] : rows) {
        level.push_back(k);
        status.push_back(s);
        events.push_back(e);
      }
    };
    put(0, {{1, 1}, {1, 9}, {1, 4}, {1, 3}, {0, 2}, {1, 0}, {0, 1}, {1, 3}, {1, 3}, {1, 7}, {0, 1}, {0, 2}});
    put(1, {{1, 5}, {0, 6}, {1, 3}, {0, 1}, {1, 8}, {1, 2}, {0, 5}, {1, 5}, {1, 9}, {0, 3}, {1, 3}, {1, 1}});
    put(2, {{0, 0}, {1, 4}, {0, 3}, {0, 9}, {1, 6}, {0, 4}, {0, 3}});
    put(3, {{1, 8}, {1, 2}, {1, 7}, {0, 5}, {0, 4}, {0, 4}, {1, 8}, {0, 8}, {0, 9}});
  }
  covariates columns() const { return {{"events", events}, {"status", status}}; }
};

// Agresti (2002), section 7.2.4: thresholds -0.282, 1.213, 2.209; events 0.319 (0.121), status -1.111 (0.611). The digits beyond: Newton's
// method in 50-digit arithmetic (mpmath), here and for the normal link.
TEST(ordinal, impairment_of_agresti) {
  const impairment d;
  const double of_logit[] = {-0.281905408827902417, 1.21278917991938846, 2.20936846099686289, 0.318861109758120399,
                             -1.11123392592638224};
  const double errors_of_logit[] = {0.642266480355355203, 0.660654078213255064, 0.720970064266628099, 0.120992049742302886,
                                    0.61087863637666584};
  const double of_probit[] = {-0.161183048613812236, 0.745630706655103934, 1.33917253339545383, 0.19535116788985683,
                              -0.683357453749576242};
  const double errors_of_probit[] = {0.379708451797657357, 0.384929009658821826, 0.41018071418588431, 0.0688682327500303145,
                                     0.364113580886208009};
  const auto logit = ordinal_model::fit(d.columns(), {.value = d.level});
  const auto probit = ordinal_model::fit(d.columns(), {.value = d.level}, {.link = ordinal_link::probit});
  ASSERT_EQ(logit.report().status, fit_status::converged) << logit.report().brief();
  ASSERT_EQ(probit.report().status, fit_status::converged) << probit.report().brief();
  for (std::size_t j = 0; j < 5; ++j) {
    EXPECT_RELATIVE(logit->beta[j], of_logit[j], 1e-11);
    EXPECT_RELATIVE(logit->beta.error(j), errors_of_logit[j], 1e-11);
    EXPECT_RELATIVE(probit->beta[j], of_probit[j], 1e-11);
    EXPECT_RELATIVE(probit->beta.error(j), errors_of_probit[j], 1e-11);
  }
  EXPECT_RELATIVE(logit->beta.covariance[3], 0.0460584995496586829, 1e-11);
  EXPECT_RELATIVE(probit->beta.covariance[3], 0.0153917021047405068, 1e-11);
  EXPECT_RELATIVE(logit->log_likelihood, -49.548948096707014, 1e-14);
  EXPECT_RELATIVE(probit->log_likelihood, -49.4198516001199199, 1e-14);
  EXPECT_RELATIVE(logit->null_log_likelihood, 2 * 12 * std::log(0.3) + 7 * std::log(7 / 40.0) + 9 * std::log(9 / 40.0), 1e-14);
  EXPECT_EQ(logit->beta.names, (std::vector<std::string>{"0|1", "1|2", "2|3", "events", "status"}));
}

TEST(ordinal, two_levels_are_logistic_regression) {
  const impairment d;
  std::vector<double> ill;
  for (const double k : d.level) ill.push_back(k > 1 ? 1 : 0);
  const auto two = ordinal_model::fit(d.columns(), {.value = ill});
  const auto logistic = walaa::logistic_model::fit(d.columns(), {.value = ill});
  EXPECT_RELATIVE(two->beta[0], -logistic->beta[0], 1e-11);
  for (std::size_t j = 1; j < 3; ++j) {
    EXPECT_RELATIVE(two->beta[j], logistic->beta[j], 1e-11);
    EXPECT_RELATIVE(two->beta.error(j), logistic->beta.error(j), 1e-10);
  }
  EXPECT_RELATIVE(two->log_likelihood, logistic->log_likelihood, 1e-13);
}

TEST(ordinal, levels_are_names_that_ascend) {
  const impairment d;
  std::vector<double> stars, turned;
  const double names[] = {1, 2, 4, 100};
  for (const double k : d.level) {
    stars.push_back(names[static_cast<std::size_t>(k)]);
    turned.push_back(-k);
  }
  const auto plain = ordinal_model::fit(d.columns(), {.value = d.level}),
             named = ordinal_model::fit(d.columns(), {.value = stars});
  const auto backwards = ordinal_model::fit(d.columns(), {.value = turned});
  EXPECT_EQ(named->beta.values, plain->beta.values);
  EXPECT_EQ(named->beta.names[2], "4|100");
  for (std::size_t j = 3; j < 5; ++j) EXPECT_RELATIVE(backwards->beta[j], -plain->beta[j], 1e-11);
  for (std::size_t k = 0; k < 3; ++k) EXPECT_RELATIVE(backwards->beta[k], -plain->beta[2 - k], 1e-11);
}

TEST(ordinal, a_shift_of_a_column_moves_the_thresholds_alone) {
  const impairment d;
  std::vector<double> later;
  for (const double e : d.events) later.push_back(1000 + 7 * e);
  const auto plain = ordinal_model::fit(d.columns(), {.value = d.level});
  const auto moved = ordinal_model::fit({{"events", later}, {"status", d.status}}, {.value = d.level});
  EXPECT_RELATIVE(moved->beta[3], plain->beta[3] / 7, 1e-11);
  EXPECT_RELATIVE(moved->beta[4], plain->beta[4], 1e-11);
  for (std::size_t k = 0; k < 3; ++k) EXPECT_RELATIVE(moved->beta[k], plain->beta[k] + 1000 * plain->beta[3] / 7, 1e-11);
  EXPECT_RELATIVE(moved->log_likelihood, plain->log_likelihood, 1e-13);
}

TEST(ordinal, weights_are_rows_repeated_and_an_offset_is_a_known_part) {
  const impairment d;
  std::vector<double> weight, level, events, known, without;
  for (std::size_t i = 0; i < 40; ++i) {
    weight.push_back(static_cast<double>(1 + i % 3));
    known.push_back(0.5 * d.events[i]);
    for (std::size_t k = 0; k <= i % 3; ++k) {
      level.push_back(d.level[i]);
      events.push_back(d.events[i]);
    }
  }
  const auto weighted = ordinal_model::fit({{"events", d.events}}, {.value = d.level, .weight = weight});
  const auto repeated = ordinal_model::fit({{"events", events}}, {.value = level});
  const auto offset = ordinal_model::fit({{"events", d.events}}, {.value = d.level, .offset = known});
  const auto plain = ordinal_model::fit({{"events", d.events}}, {.value = d.level});
  for (std::size_t j = 0; j < 4; ++j) {
    EXPECT_RELATIVE(weighted->beta[j], repeated->beta[j], 1e-11);
    EXPECT_RELATIVE(weighted->beta.error(j), repeated->beta.error(j), 1e-11);
    if (j < 3) {
      EXPECT_RELATIVE(offset->beta[j], plain->beta[j], 1e-10);
    }
  }
  EXPECT_NEAR(offset->beta[3], plain->beta[3] - 0.5, 1e-11);
}

TEST(ordinal, probabilities_sum_to_one_and_a_row_alone_is_its_row_in_the_table) {
  const impairment d;
  for (const ordinal_link link : {ordinal_link::logit, ordinal_link::probit}) {
    const auto fit = ordinal_model::fit(d.columns(), {.value = d.level}, {.link = link});
    std::vector<double> total(40), mean(40), one(40);
    fit->expected_level({{"status", d.status}, {"more", d.level}, {"events", d.events}}, mean);
    for (const double k : {0.0, 1.0, 2.0, 3.0}) {
      fit->probability(k, d.columns(), one);
      for (std::size_t i = 0; i < 40; ++i) {
        const double row[] = {d.events[i], d.status[i]};
        EXPECT_EQ(one[i], fit->probability(static_cast<std::size_t>(k), fit->linear_predictor(row)));
        total[i] += one[i];
        mean[i] -= k * one[i];
      }
    }
    for (std::size_t i = 0; i < 40; ++i) {
      EXPECT_NEAR(total[i], 1, 1e-15);
      EXPECT_NEAR(mean[i], 0, 1e-15);
    }
    for (const double eta : {-30.0, 30.0})  // in the tails each keeps its digits
      for (std::size_t k = 1; k < 3; ++k) {
        const double high = fit->beta[k] - eta, low = fit->beta[k - 1] - eta;
        const double by_logs =
            link == ordinal_link::logit
                ? walaa::log_diff_exp(walaa::log_logistic(eta > 0 ? high : -low), walaa::log_logistic(eta > 0 ? low : -high))
                : walaa::log_diff_exp(walaa::normal_log_cdf(eta > 0 ? high : -low), walaa::normal_log_cdf(eta > 0 ? low : -high));
        EXPECT_NEAR(std::log(fit->probability(k, eta)), by_logs, 1e-12);
      }
  }
}

TEST(ordinal, threads_do_not_change_a_bit) {
  std::mt19937_64 bits(4);
  std::normal_distribution<double> normal;
  std::vector<double> x(20000), y(20000);
  for (std::size_t i = 0; i < x.size(); ++i) y[i] = std::round(2 + std::tanh((x[i] = normal(bits)) + normal(bits)));
  walaa::thread_pool three(3);
  const auto alone = ordinal_model::fit({{"x", x}}, {.value = y}),
             together = ordinal_model::fit({{"x", x}}, {.value = y}, {.executor = three});
  EXPECT_EQ(alone->beta, together->beta);
}

TEST(ordinal, degenerate_tables_have_a_status) {
  const std::vector<double> y{1, 1, 2, 2, 3, 3}, x{0, 1, 2, 3, 4, 5}, same{5, 5, 5, 5, 5, 5};
  const auto separated = ordinal_model::fit({{"x", x}}, {.value = y});
  EXPECT_EQ(separated.report().status, fit_status::separated) << separated.report().brief();
  EXPECT_EQ(separated.report().at_bound, std::vector<std::string>{"x -> infinity"});
  EXPECT_FALSE(separated.report().usable());
  const auto constant = ordinal_model::fit({{"same", same}}, {.value = y});
  EXPECT_EQ(constant.report().status, fit_status::not_identified);
  EXPECT_EQ(constant.report().message, "the column 'same' is constant; leave them out");
  const auto none = ordinal_model::fit({}, {.value = y});  // the shares themselves
  EXPECT_EQ(none.report().status, fit_status::converged);
  EXPECT_RELATIVE(none->beta[0], std::log(0.5), 1e-13);
  EXPECT_RELATIVE(none->log_likelihood, none->null_log_likelihood, 1e-14);
}

TEST(ordinal, refuses_what_is_no_table_of_answers) {
  const std::vector<double> y{1, 2, 4}, x{0, 1, 2}, one{7, 7, 7}, holed{1, std::numeric_limits<double>::quiet_NaN(), 2};
  EXPECT_REFUSES(ordinal_model::fit({{"x", x}}, {.value = one}),
                 "ordinal_model::fit: every outcome is 7; two levels are needed to tell them apart [D114]");
  EXPECT_REFUSES(ordinal_model::fit({{"x", x}}, {.value = y}, {.levels = {1, 2, 3, 4}}),
                 "ordinal_model::fit: nobody chose the level 3, whose thresholds have no estimate; leave it out [D114]");
  EXPECT_REFUSES(ordinal_model::fit({{"x", x}}, {.value = y}, {.levels = {1, 2}}),
                 "ordinal_model::fit: outcome[2] = 4 is none of the levels [D114]");
  EXPECT_REFUSES(ordinal_model::fit({{"x", holed}}, {.value = y}),
                 "ordinal_model::fit: x[1] = NaN is not a finite number [D103]");
  EXPECT_REFUSES(ordinal_model::fit({{"1|2", x}}, {.value = y}),
                 "ordinal_model::fit: a column is named as the threshold 1|2 [S501]");
}

// 300 samples of 200 answers: a rate of 0.95 has a standard deviation of 0.0126; 0.90 to 0.99 fails once in 10^4 runs of other seeds.
TEST(ordinal, intervals_hold_the_truth) {
  std::mt19937_64 bits(21);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  int held = 0;
  for (int sample = 0; sample < 300; ++sample) {
    std::vector<double> x(200), y(200);
    for (std::size_t i = 0; i < 200; ++i) {
      x[i] = normal(bits);
      const double p = uniform(bits), latent = 0.7 * x[i] + std::log(p / (1 - p));
      y[i] = latent < -1 ? 1 : latent < 0.2 ? 2 : latent < 1.5 ? 3 : 4;
    }
    const auto in = ordinal_model::fit({{"x", x}}, {.value = y})->beta.interval(3);
    held += in.low <= 0.7 && 0.7 <= in.high;
  }
  EXPECT_GE(held, 270);
  EXPECT_LE(held, 297);
}

}  // namespace
