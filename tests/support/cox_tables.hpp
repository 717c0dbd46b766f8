// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Tables that proportional hazards are fitted to in the tests: spells and columns that own their numbers. The data and their
    licences: tests/data/README.md. */

#include "aml.hpp"

#include <walaa/survival/cox_data.hpp>

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace walaa::tests {

#include "rossi.inc"
#include "telco_monthly.inc"

struct cox_table {
  std::vector<double> duration{}, event{}, entry{}, weight{}, strata{}, cluster{};
  std::vector<std::string> names{};
  std::vector<std::vector<double>> columns{};
  time_unit unit = time_unit::day;

  std::size_t rows() const { return duration.size(); }
  covariates x() const {
    std::vector<covariate> c;
    for (std::size_t j = 0; j < names.size(); ++j) c.push_back({names[j], columns[j]});
    return covariates(c);
  }
  cox_data data() const {
    return {.time = {.duration = duration, .event = event, .entry = entry, .weight = weight, .unit = unit},
            .x = x(),
            .strata = strata,
            .cluster = cluster};
  }
  std::vector<double> row(std::size_t i) const {
    std::vector<double> v;
    for (const auto& c : columns) v.push_back(c[i]);
    return v;
  }
  /// The rows in this order, each as often as it is named.
  cox_table pick(const std::vector<std::size_t>& which) const {
    cox_table t{.names = names, .unit = unit};
    t.columns.resize(columns.size());
    const auto take = [&](const std::vector<double>& from, std::vector<double>& to) {
      if (!from.empty())
        for (const std::size_t i : which) to.push_back(from[i]);
    };
    take(duration, t.duration), take(event, t.event), take(entry, t.entry), take(weight, t.weight), take(strata, t.strata);
    take(cluster, t.cluster);
    for (std::size_t j = 0; j < columns.size(); ++j) take(columns[j], t.columns[j]);
    return t;
  }
  cox_table without(const std::string& name) const {
    cox_table t = *this;
    for (std::size_t j = 0; j < t.names.size(); ++j)
      if (t.names[j] == name) {
        t.names.erase(t.names.begin() + static_cast<std::ptrdiff_t>(j));
        t.columns.erase(t.columns.begin() + static_cast<std::ptrdiff_t>(j));
      }
    return t;
  }
};

/// Therneau & Grambsch (2000), appendix: six customers, one column.
inline cox_table six_customers() {
  return {.duration = {9, 1, 1, 6, 6, 8}, .event = {1, 1, 0, 1, 1, 0}, .names = {"x"}, .columns = {{0, 1, 1, 1, 0, 0}}};
}

inline cox_table aml_table() {
  cox_table t{.names = {"maintained"}, .columns = {{}}, .unit = time_unit::week};
  for (const bool maintained : {true, false}) {
    const spells s = maintained ? aml_maintained() : aml_nonmaintained();
    for (std::size_t i = 0; i < s.size(); ++i) {
      t.duration.push_back(s.duration[i]);
      t.event.push_back(s.event[i]);
      t.columns[0].push_back(maintained ? 1 : 0);
    }
  }
  return t;
}

/// 432 men released from prison, weeks to the next arrest (Rossi, Berk & Lenihan 1980).
inline cox_table rossi() {
  cox_table t{.names = {"fin", "age", "race", "wexp", "mar", "paro", "prio"}, .columns = {}, .unit = time_unit::week};
  t.columns.resize(7);
  for (const auto& r : rossi_rows) {
    t.duration.push_back(r[0]);
    t.event.push_back(r[1]);
    for (std::size_t j = 0; j < 7; ++j) t.columns[j].push_back(r[j + 2]);
  }
  return t;
}

/// IBM's telco customers who pay by the month and have internet: 3,351, of whom 1,556 left.
inline cox_table telco_monthly() {
  cox_table t{.names = {"Dependents", "DSL", "OnlineBackup", "TechSupport"}, .columns = {}, .unit = time_unit::month};
  t.columns.resize(4);
  for (const auto& r : telco_monthly_rows)
    for (int k = 0; k < r[3]; ++k) {
      t.duration.push_back(r[0]);
      t.event.push_back(r[1]);
      for (std::size_t j = 0; j < 4; ++j) t.columns[j].push_back(r[2] >> j & 1);
    }
  return t;
}

struct cox_kind {
  std::size_t rows = 80, columns = 3;
  bool ties = true, late = false, whole_weights = false;
  std::size_t strata = 0, clusters = 0;
};

/// A table drawn at random, with hazards that depend on the columns.
inline cox_table random_cox_table(const cox_kind& kind, std::mt19937_64& random) {
  const auto uniform = [&] { return (static_cast<double>(random() >> 11) + 0.5) / 9007199254740992.0; };
  cox_table t;
  t.columns.resize(kind.columns);
  for (std::size_t j = 0; j < kind.columns; ++j) t.names.push_back("x" + std::to_string(j + 1));
  for (std::size_t i = 0; i < kind.rows; ++i) {
    double log_risk = 0;
    for (std::size_t j = 0; j < kind.columns; ++j) {
      const double x = j % 3 == 0 ? (uniform() < 0.4 ? 1.0 : 0.0) : 4 * uniform() - 2;
      t.columns[j].push_back(x);
      log_risk += (j % 2 == 0 ? 0.5 : -0.3) * x;
    }
    double life = -10 * std::log(uniform()) / std::exp(log_risk), seen = 20 * uniform() + 1, born = 5 * uniform();
    if (kind.ties) life = std::ceil(life), seen = std::ceil(seen), born = std::floor(born);
    const double entry = kind.late && uniform() < 0.5 ? born : 0;
    t.duration.push_back((life <= seen ? life : seen) + entry);  // who enters at `entry` lives from there on
    t.event.push_back(life <= seen ? 1 : 0);
    if (kind.late) t.entry.push_back(entry);
    if (kind.whole_weights) t.weight.push_back(static_cast<double>(1 + random() % 3));
    if (kind.strata > 0) t.strata.push_back(static_cast<double>(random() % kind.strata));
    if (kind.clusters > 0) t.cluster.push_back(static_cast<double>(random() % kind.clusters));
  }
  return t;
}

}  // namespace walaa::tests
