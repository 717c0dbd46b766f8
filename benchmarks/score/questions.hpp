// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The questions about a column of customers, each answered by the two references and by walaa into the columns of `out`, one
    after the other: plain(customers, out), careful(customers, out); walaa's is made ready once (tables) and then asked. */

#include "careful.hpp"
#include "models.hpp"

#include <walaa/core/executor.hpp>
#include <walaa/value/bg_nbd.hpp>
#include <walaa/value/forecast.hpp>
#include <walaa/value/lifetime_value.hpp>

#include <cmath>
#include <cstddef>
#include <span>

namespace walaa_bench {

inline constexpr double discount = 0.10;  // a year
inline constexpr double weeks_a_month = walaa::days(walaa::months{1}).count() / 7;
inline double monthly_factor() { return std::pow(1 + discount, -1.0 / 12); }

/// Through the door: the columns are checked in every call.
struct p_alive {
  static constexpr std::size_t columns = 1;
  static void plain(const population& p, std::span<double> out) { plain::p_alive(cdnow, p.frequency, p.recency, p.age, out); }
  static void careful(const population& p, std::span<double> out) { careful::p_alive(cdnow, p.frequency, p.recency, p.age, out); }
  explicit p_alive(const population& p) : visits(cdnow_visits<walaa::bg_nbd>(p)) {}
  void operator()(const population& p, std::span<double> out, const walaa::executor_ref& run = {}) const {
    walaa::p_alive(visits, p.view(), out, run);
  }
  walaa::fitted<walaa::bg_nbd> visits;
};

/// The kernel alone, without the door.
struct p_alive_unchecked : p_alive {
  using p_alive::p_alive;
  void operator()(const population& p, std::span<double> out, const walaa::executor_ref& run = {}) const {
    walaa::p_alive(visits.unchecked(), p.view(), out, run);
  }
};

struct no_purchase {
  static constexpr std::size_t columns = 1;
  static constexpr double t = 30.0 / 7;
  static void plain(const population& p, std::span<double> out) {
    plain::no_purchase(cdnow, p.frequency, p.recency, p.age, t, out);
  }
  static void careful(const population& p, std::span<double> out) {
    careful::no_purchase(cdnow, p.frequency, p.recency, p.age, t, out);
  }
  explicit no_purchase(const population& p) : visits(cdnow_visits<walaa::bg_nbd>(p)) {}
  void operator()(const population& p, std::span<double> out, const walaa::executor_ref& run = {}) const {
    walaa::none_within(visits.unchecked(), p.view(), t, out, run);
  }
  walaa::fitted<walaa::bg_nbd> visits;
};

/// Times P(alive), as users want them.
struct expected_purchases {
  static constexpr std::size_t columns = 1;
  static constexpr double t = 39;
  static void plain(const population& p, std::span<double> out) {
    plain::expected_purchases(cdnow, p.frequency, p.recency, p.age, t, out);
  }
  static void careful(const population& p, std::span<double> out) {
    careful::expected_purchases(cdnow, p.frequency, p.recency, p.age, t, out);
  }
  explicit expected_purchases(const population& p) : of(cdnow_visits<walaa::bg_nbd>(p), walaa::weeks{39}) {}
  void operator()(const population& p, std::span<double> out, const walaa::executor_ref& run = {}) const {
    of(p.view(), out, run);
  }
  walaa::purchase_forecast<walaa::bg_nbd> of;
};

struct value {
  static constexpr std::size_t columns = 1;
  static void plain(const population& p, std::span<double> out) {
    plain::lifetime_value(cdnow, cdnow_spend, p.frequency, p.recency, p.age, p.spend, weeks_a_month, monthly_factor(), out);
  }
  static void careful(const population& p, std::span<double> out) {
    careful::lifetime_value(cdnow, cdnow_spend, p.frequency, p.recency, p.age, p.spend, weeks_a_month, monthly_factor(), out);
  }
  explicit value(const population& p) : of(cdnow_visits<walaa::bg_nbd>(p), cdnow_purses(), {.annual_discount = discount}) {}
  void operator()(const population& p, std::span<double> out, const walaa::executor_ref& run = {}) const {
    of(p.view(), out, run);
  }
  walaa::value_forecast<walaa::bg_nbd> of;
};

/** P(alive), purchases expected within twelve months, expected spend and twelve months' value, all from one loop of twelve series
    in the references. */
struct together {
  static constexpr std::size_t columns = 4;
  static void plain(const population& p, std::span<double> out) {
    plain::everything(cdnow, cdnow_spend, p.frequency, p.recency, p.age, p.spend, weeks_a_month, monthly_factor(), out);
  }
  static void careful(const population& p, std::span<double> out) {
    careful::everything(cdnow, cdnow_spend, p.frequency, p.recency, p.age, p.spend, weeks_a_month, monthly_factor(), out);
  }
  explicit together(const population& p)
      : visits(cdnow_visits<walaa::bg_nbd>(p)),
        purses(cdnow_purses()),
        year(visits, walaa::months{12}),
        worth(visits, purses, {.annual_discount = discount}) {}
  void operator()(const population& p, std::span<double> out, const walaa::executor_ref& run = {}) const {
    const std::size_t n = p.size();
    walaa::p_alive(visits, p.view(), out.first(n), run);
    year(p.view(), out.subspan(n, n), run);
    purses->expected_spend(p.frequency, p.spend, out.subspan(2 * n, n));
    worth(p.view(), out.subspan(3 * n, n), run);
  }
  walaa::fitted<walaa::bg_nbd> visits;
  walaa::fitted<walaa::gamma_gamma> purses;
  walaa::purchase_forecast<walaa::bg_nbd> year;
  walaa::value_forecast<walaa::bg_nbd> worth;
};

inline bool agree(std::span<const double> a, std::span<const double> b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!(std::abs(a[i] - b[i]) <= 1e-9 * std::abs(b[i]) + 1e-300)) return false;
  return true;
}

}  // namespace walaa_bench
