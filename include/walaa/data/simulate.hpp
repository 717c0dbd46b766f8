// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Linked logs of customers who do not exist, with the truth about each: for tests, benchmarks, teaching, and to see whether a
    model finds back what was put in. The same seed gives the same logs on every machine and for any number of threads.

        const simulated s = simulate({.customers = 10000, .seed = 7});
        const customers c = summarize(s.logs.view(), {.as_of = ..., .unit = s.truth.unit()});
        s.alive(as_of);                       // 1 or 0: what P(alive) is a guess of

    - purchases: rate lambda ~ Gamma(r, alpha); after every purchase a customer leaves with his probability p ~ Beta(a, b): the
      BG/NBD when the first purchase is exempt, the MBG/NBD when it is not
    - spend: nu ~ Gamma(q, v), each amount ~ Gamma(p, nu): the Gamma-Gamma model
    - satisfaction ~ N(0, 1), of which answers, complaints, broken promises and the ends of contracts are signs. For a share
      `link` of the customers it moves p too: of two draws from Beta(a, b) the satisfied get the smaller, the others the larger.
      A coin decides which half of N(0, 1) a customer is in, so p keeps its distribution to the letter. */

#include <walaa/core/executor.hpp>
#include <walaa/core/time.hpp>
#include <walaa/data/customers.hpp>
#include <walaa/data/log_columns.hpp>
#include <walaa/math/random.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

enum class dropout : std::uint8_t { after_repeats, after_every_purchase };  ///< BG/NBD, MBG/NBD

struct simulation {
  std::size_t customers = 1000;
  std::uint64_t seed = 1;
  date first_day = std::chrono::sys_days{std::chrono::year{2024} / 1 / 1};
  date last_day = std::chrono::sys_days{std::chrono::year{2025} / 12 / 31};
  std::int64_t cohort_days = 84;     ///< first purchases fall evenly into so many days
  time_unit unit = time_unit::week;  ///< of alpha and of the truth's times
  dropout leaves = dropout::after_every_purchase;
  double r = 0.525, alpha = 6.183, a = 0.891, b = 1.614;  ///< MBG/NBD of the CDNOW tenth
  double p = 6.25, q = 3.744, v = 15.45;                  ///< its Gamma-Gamma, dollars
  double amount_unit = 0.01;
  double link = 0.5;                                 ///< share of customers whose leaving goes with their satisfaction, 0 to 1
  std::vector<std::string> items{"q1", "q2", "q3"};  ///< answered on 1 to 10; every second one asks the other way round
  double answer_rate = 0.4;                          ///< share of customers who answer the survey
  double complaints_per_year = 0.3, promises_per_year = 0.5, requests_per_year = 0.5;  ///< of a customer of mean satisfaction
  double contract_share = 0.25, contract_ends_per_year = 0.2;
  executor_ref executor{};
};

struct simulated {
  log_columns logs;
  /** A row a customer: lambda, p, mean_spend, satisfaction; birth and death in units after the first day's midnight (death:
      missing when the customer is alive at the end of the last day). */
  customers truth;
  date first_day = no_date;

  /// 1 for the customers who are with us at the end of a day, 0 for those who left, missing before their first purchase.
  std::vector<double> alive(date as_of) const;
};

namespace detail {

class customer_simulator {
 public:
  customer_simulator(const simulation& s, std::size_t index) : s_(s), index_(index) {}

  /// Appends what the customer does to the logs and what he is to the truth's columns.
  void run(log_columns& to, std::vector<double> (&truth)[6]) {
    be_born();
    buy(to);
    answer(to);
    ask_for_service(to);
    sign(to);
    const double values[6] = {lambda_, leaving_, mean_spend_, satisfaction_, birth_, death_};
    for (std::size_t i = 0; i < 6; ++i) truth[i].push_back(values[i]);
  }

 private:
  enum purpose : std::uint64_t { person, purchases, survey, service, contract };

  /// A stream for each purpose: changing the survey leaves the purchases alone.
  random_stream stream(purpose what) const { return random_stream(s_.seed, std::uint64_t{what} << 56 | index_); }
  std::int64_t key_of() const { return static_cast<std::int64_t>(index_) + 1; }
  date on(double time) const {
    return s_.first_day + date::duration{static_cast<std::int64_t>(std::floor(time * days_in(s_.unit)))};
  }
  double end() const { return static_cast<double>((s_.last_day - s_.first_day).count() + 1) / days_in(s_.unit); }
  double years(double time) const { return time * days_in(s_.unit) / 365.2425; }

  void be_born() {
    random_stream g = stream(person);
    lambda_ = g.gamma(s_.r, s_.alpha);
    mean_spend_ = s_.p / g.gamma(s_.q, s_.v);
    const double first = g.beta(s_.a, s_.b), second = g.beta(s_.a, s_.b);
    const double half = std::abs(g.normal());
    const bool satisfied = g.chance(0.5);
    satisfaction_ = satisfied ? half : -half;
    leaving_ = !g.chance(s_.link) ? first : satisfied ? (std::min)(first, second) : (std::max)(first, second);
    birth_ = g.uniform() * static_cast<double>(s_.cohort_days) / days_in(s_.unit);
  }

  void buy(log_columns& to) {
    random_stream g = stream(purchases);
    for (double t = birth_; t < end(); t += g.exponential(lambda_)) {
      const double spent = g.gamma(s_.p, s_.p / mean_spend_);
      to.purchases.customer.push_back(key_of());
      to.purchases.on.push_back(on(t));
      to.purchases.amount.push_back((std::max)(1.0, std::floor(spent / s_.amount_unit + 0.5)) * s_.amount_unit);
      const bool may_leave = t > birth_ || s_.leaves == dropout::after_every_purchase;
      if (may_leave && g.chance(leaving_)) {
        death_ = t;
        return;
      }
    }
  }

  void answer(log_columns& to) {
    random_stream g = stream(survey);
    const double until = is_missing(death_) ? end() : death_;
    if (s_.items.empty() || !g.chance(s_.answer_rate)) return;
    to.answers.customer.push_back(key_of());
    to.answers.on.push_back(on(birth_ + (until - birth_) * g.uniform()));
    for (std::size_t i = 0; i < s_.items.size(); ++i) {
      const double felt = std::floor(6.5 + 2 * satisfaction_ + g.normal());
      const double a = (std::min)(10.0, (std::max)(1.0, felt));
      to.answers.items[i].answer.push_back(i % 2 == 1 ? 11 - a : a);
    }
  }

  void ask_for_service(log_columns& to) {
    random_stream g = stream(service);
    const double until = is_missing(death_) ? end() : death_, mood = std::exp(-0.5 * satisfaction_);
    const auto cases = [&](double per_year, service_kind kind) {
      for (double n = g.poisson(per_year * years(until - birth_)); n > 0; --n) {
        const date opened = on(birth_ + (until - birth_) * g.uniform());
        const auto after = [&](double mean_days) {
          return date::duration{static_cast<std::int64_t>(g.exponential(1 / mean_days))};
        };
        const date reply = opened + after(2), due = opened + date::duration{7};
        date resolved = reply + after(5);
        if (kind == service_kind::promise) {
          const bool kept = g.chance(1 / (1 + std::exp(-1.5 - satisfaction_)));
          resolved = kept ? (std::min)(due, resolved) : due + date::duration{1} + after(7);
        }
        to.service.customer.push_back(key_of());
        to.service.opened.push_back(opened);
        to.service.first_reply.push_back((std::min)(reply, resolved));
        to.service.resolved.push_back(resolved);
        to.service.due.push_back(kind == service_kind::promise ? due : no_date);
        to.service.kind.push_back(static_cast<std::uint8_t>(kind));
      }
    };
    cases(s_.complaints_per_year * mood, service_kind::complaint);
    cases(s_.promises_per_year, service_kind::promise);
    cases(s_.requests_per_year, service_kind::request);
  }

  void sign(log_columns& to) {
    random_stream g = stream(contract);
    if (!g.chance(s_.contract_share)) return;
    const double rate = s_.contract_ends_per_year * std::exp(-0.7 * satisfaction_);
    const double ends = birth_ + g.exponential(rate) * 365.2425 / days_in(s_.unit);
    to.contracts.customer.push_back(key_of());
    to.contracts.from.push_back(on(birth_));
    to.contracts.until.push_back(ends < end() ? on(ends) : no_date);
  }

  const simulation& s_;
  std::size_t index_;
  double lambda_ = 0, leaving_ = 0, mean_spend_ = 0, satisfaction_ = 0, birth_ = 0, death_ = missing;
};

}  // namespace detail

/// \throws invalid_input for parameters out of their domain
inline simulated simulate(const simulation& s) {
  const std::pair<const char*, double> positive[] = {{"r", s.r},
                                                     {"alpha", s.alpha},
                                                     {"a", s.a},
                                                     {"b", s.b},
                                                     {"p", s.p},
                                                     {"q", s.q},
                                                     {"v", s.v},
                                                     {"amount_unit", s.amount_unit},
                                                     {"contract_ends_per_year", s.contract_ends_per_year}};
  for (const auto& [name, value] : positive) check_positive("simulate", name, value);
  for (const auto& [name, value] :
       {std::pair("link", s.link), std::pair("answer_rate", s.answer_rate), std::pair("contract_share", s.contract_share)})
    check_within("simulate", name, value, 0, 1);
  for (const auto& [name, value] :
       {std::pair("complaints_per_year", s.complaints_per_year), std::pair("promises_per_year", s.promises_per_year),
        std::pair("requests_per_year", s.requests_per_year)})
    check_within("simulate", name, value, 0, 1e4);
  if (s.last_day < s.first_day || s.cohort_days < 1 ||
      s.first_day + date::duration{s.cohort_days} > s.last_day + date::duration{1})
    throw invalid_input(error_code::bad_option,
                        "simulate: first_day, cohort_days and last_day leave no time; the cohort must be born by last_day",
                        "cohort_days");

  const std::size_t blocks = (s.customers + block_rows - 1) / block_rows;
  const auto empty = [&] {
    log_columns l;
    for (std::size_t i = 0; i < s.items.size(); ++i) l.answers.items.push_back({s.items[i], {}, 1, 10, i % 2 == 1});
    return l;
  };
  struct part {
    log_columns logs;
    std::vector<double> truth[6];
  };
  std::vector<part> parts(blocks);
  s.executor.parallel_for(blocks, [&](std::size_t block) {
    parts[block].logs = empty();
    for (std::size_t i = block * block_rows; i < (std::min)(s.customers, (block + 1) * block_rows); ++i)
      detail::customer_simulator(s, i).run(parts[block].logs, parts[block].truth);
  });

  simulated out{.logs = empty(), .truth = {}, .first_day = s.first_day};
  std::vector<double> truth[6];
  std::vector<std::int64_t> keys(s.customers);
  for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = static_cast<std::int64_t>(i) + 1;
  for (part& p : parts) {
    out.logs.append(p.logs.view());
    for (std::size_t i = 0; i < 6; ++i) truth[i].insert(truth[i].end(), p.truth[i].begin(), p.truth[i].end());
    p = part{};
  }
  out.truth = customers(std::move(keys), s.last_day, s.unit);
  const char* names[6] = {"lambda", "p", "mean_spend", "satisfaction", "birth", "death"};
  for (std::size_t i = 0; i < 6; ++i) out.truth.with(names[i], std::move(truth[i]));
  return out;
}

inline std::vector<double> simulated::alive(date as_of) const {
  const auto birth = truth["birth"], death = truth["death"];
  const double now = static_cast<double>((as_of - first_day).count() + 1) / days_in(truth.unit());
  std::vector<double> out(truth.size(), missing);
  for (std::size_t i = 0; i < out.size(); ++i)
    if (birth[i] < now) out[i] = is_missing(death[i]) || death[i] >= now ? 1 : 0;
  return out;
}

}  // namespace walaa::inline WALAA_ABI
