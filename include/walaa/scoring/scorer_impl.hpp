// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The bodies of scorer.hpp. Include that one. */

#include <walaa/scoring/scorer.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace walaa::inline WALAA_ABI {

namespace detail {

/// The form of a scorer in a file. A member is added by a new class version, never changed.
struct stored_scorer {
  std::vector<stored_strategy> strategies;
  std::vector<std::string> reference_names;
  std::vector<double> reference_values;
  template<class Archive> void serialize(Archive& ar, unsigned file_version) {
    check_version<stored_scorer>(file_version);
    ar& boost::make_nvp("strategies", strategies) & boost::make_nvp("reference_names", reference_names) &
        boost::make_nvp("reference_values", reference_values);
  }
};

inline double median(std::vector<double> v) {
  if (v.empty()) return missing;
  const auto middle = v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2);
  std::nth_element(v.begin(), middle, v.end());
  if (v.size() % 2) return *middle;
  return (*std::max_element(v.begin(), middle) + *middle) / 2;
}

}  // namespace detail

inline scorer& scorer::add(any_strategy s) {
  for (const std::string& n : names_)
    if (n == s.name())
      throw invalid_input(error_code::duplicate_name,
                          "scorer: there is a strategy named '" + s.name() + "' already; give one of them another name",
                          s.name());
  if (const auto unit = s.unit(); unit && unit_ && *unit != *unit_)
    for (std::size_t k = 0; k < size(); ++k)
      if (const auto other = strategies_[k].unit())
        throw invalid_input(error_code::unit_mismatch,
                            where(k) + " was fitted in " + std::string(unit_name(*other)) + ", '" + s.name() + "' in " +
                                std::string(unit_name(*unit)) + "; fit both on tables of one unit",
                            s.name());
  name_list all = inputs_.with(s.inputs()).with(s.optional_inputs());
  std::string name = s.name(), scale(s.scale());
  strategies_.reserve(size() + 1), names_.reserve(size() + 1), scales_.reserve(size() + 1);  // nothing below throws
  if (!unit_) unit_ = s.unit();
  strategies_.push_back(std::move(s));
  names_.push_back(std::move(name));
  scales_.push_back(std::move(scale));
  inputs_ = std::move(all);
  return *this;
}

inline std::size_t scorer::find(std::string_view name) const {
  for (std::size_t k = 0; k < size(); ++k)
    if (names_[k] == name) return k;
  std::string known;
  for (const std::string& n : names_) known += (known.empty() ? "" : ", ") + n;
  throw invalid_input(error_code::unknown_name, "scorer: no strategy '" + std::string(name) + "'; there is: " + known, name);
}

inline void scorer::check(customer_view c) const {
  for (std::size_t k = 0; k < size(); ++k) {
    const any_strategy& s = strategies_[k];
    for (const std::string_view input : s.inputs())
      if (!c.has(input)) {
        std::string known;
        for (const std::string& n : c.names()) known += (known.empty() ? "" : ", ") + n;
        throw invalid_input(error_code::missing_input,
                            where(k) + " needs the column '" + std::string(input) + "'; the table has: " + known, input);
      }
    if (const auto unit = s.unit(); unit && *unit != c.unit()) check_same_unit(where(k), c.unit(), *unit);
    s.check(c);
  }
}

inline void scorer::score(customer_view c, profiles& reuse, const score_options& options) const {
  check(c);
  reuse.shape(names_, scales_, c);
  const std::size_t n = c.size(), blocks = (n + block_rows - 1) / block_rows;
  options.run.parallel_for(blocks, [&](std::size_t b) {
    const std::size_t first = b * block_rows, rows = (std::min)(block_rows, n - first);
    for (std::size_t k = 0; k < size(); ++k)
      score_settled(strategies_[k], c.rows(first, rows), reuse.out(k, first, rows, options.errors));
  });
}

inline scores scorer::score(const customer& who) const {
  if (size() > scores::capacity)
    throw invalid_input(error_code::bad_option,
                        "scorer: " + std::to_string(size()) + " strategies, and the scores of one customer hold " +
                            std::to_string(scores::capacity) + "; score a table instead",
                        "who");
  const customer_view c = who;
  check(c);
  scores s;
  s.size_ = size();
  for (std::size_t k = 0; k < size(); ++k) {
    s.names_[k] = names_[k];
    score_settled(strategies_[k], c, {{&s.value_[k], 1}, {&s.error_[k], 1}, {&s.status_[k], 1}, true});
  }
  return s;
}

inline std::vector<explanation> scorer::explain(customer_view c, std::size_t row) const {
  std::vector<explanation> all;
  all.reserve(size());
  for (const std::string& name : names_) all.push_back(explain(c, row, name));
  return all;
}

inline explanation scorer::explain(customer_view c, std::size_t row, std::string_view name) const {
  const std::size_t k = find(name);
  const any_strategy& s = strategies_[k];
  if (row >= c.size())
    throw invalid_input(error_code::out_of_range,
                        "scorer::explain: row " + std::to_string(row) + " of " + std::to_string(c.size()), "row", row);
  const customer_view one = c.rows(row, 1);
  check(one);
  explanation e;
  double error = missing;
  score_settled(strategies_[k], one, {{&e.value, 1}, {&error, 1}, {&e.status, 1}, false});
  e.strategy = names_[k];
  e.scale = scales_[k];
  e.unit = c.unit();
  if (e.status == standing::insufficient) {
    for (const std::string_view input : s.inputs())
      if (is_missing(one[input][0])) e.lacking.emplace_back(input);
    if (e.lacking.empty())  // the strategy itself could not answer
      for (const std::string_view input : s.optional_inputs())
        if (!c.has(input) || is_missing(one[input][0])) e.lacking.emplace_back(input);
    return e;
  }
  if (s.has_reasons())
    s.explain(one, 0, e);
  else
    explain_by_reference(k, one, 0, e);
  std::stable_sort(e.why.begin(), e.why.end(),
                   [](const contribution& a, const contribution& b) { return std::fabs(a.effect) > std::fabs(b.effect); });
  return e;
}

inline void scorer::explain_by_reference(std::size_t k, customer_view c, std::size_t row, explanation& e) const {
  const any_strategy& s = strategies_[k];
  std::vector<std::string_view> players;
  for (const std::string_view n : s.inputs()) players.push_back(n);
  for (const std::string_view n : s.optional_inputs())
    if (c.has(n)) players.push_back(n);
  const auto refuse = [&](const std::string& why) {
    throw invalid_input(error_code::not_explainable, where(k) + " " + why, names_[k]);
  };
  if (players.size() > most_shapley_inputs)
    refuse("reads " + std::to_string(players.size()) + " inputs; a strategy without explain() is explained over at most " +
           std::to_string(most_shapley_inputs));
  if (reference_names_.empty())
    refuse("has no explain(), and the scorer has no reference customer; call set_reference with the table it was fitted on");
  const std::size_t sets = std::size_t{1} << players.size();
  std::vector<std::vector<double>> mixed(players.size(), std::vector<double>(sets));
  table_view table(sets, c.as_of(), c.unit());
  for (std::size_t i = 0; i < players.size(); ++i) {
    const auto at = std::find(reference_names_.begin(), reference_names_.end(), players[i]);
    const double reference =
        at == reference_names_.end() ? missing : reference_values_[static_cast<std::size_t>(at - reference_names_.begin())];
    for (std::size_t set = 0; set < sets; ++set) mixed[i][set] = set >> i & 1 ? c[players[i]][row] : reference;
    table.with(players[i], mixed[i]);
  }
  std::vector<double> worth(sets), error(sets), effects(players.size());
  std::vector<standing> status(sets);
  score_settled(strategies_[k], table, {worth, error, status, false});
  if (!std::all_of(worth.begin(), worth.end(), [](double w) { return is_finite(w); })) {
    e.base = e.total = e.value;
    e.from = explanation_base::nothing;
    e.explained = false;
    return;
  }
  shapley(worth, effects);
  e.from = explanation_base::reference_customer;
  e.base = worth.front();
  e.total = worth.back();
  for (std::size_t i = 0; i < players.size(); ++i) e.add(reason::input_value, players[i], c[players[i]][row], effects[i]);
}

inline scorer& scorer::set_reference(customer_view fitted_on) {
  std::vector<std::string> names;
  std::vector<double> values;
  for (const std::string_view input : inputs()) {
    if (!fitted_on.has(input)) continue;
    std::vector<double> known;
    for (const double v : fitted_on[input])
      if (is_finite(v)) known.push_back(v);
    if (known.empty()) continue;  // missing in the reference as well, and never in a file
    names.emplace_back(input);
    values.push_back(detail::median(std::move(known)));
  }
  reference_names_ = std::move(names);
  reference_values_ = std::move(values);
  return *this;
}

inline tree scorer::stored() const {
  detail::stored_scorer all;
  all.reference_names = reference_names_;
  all.reference_values = reference_values_;
  for (const any_strategy& s : strategies_) all.strategies.push_back(stored_form("scorer", s));
  return to_tree(all);
}

inline scorer scorer::from_stored(const tree& stored, const registry& known) {
  const auto all = from_tree<detail::stored_scorer>(stored);
  scorer s;
  if (all.reference_names.size() != all.reference_values.size())
    throw load_error(error_code::bad_value, "scorer: the reference customer has " + std::to_string(all.reference_names.size()) +
                                                " names and " + std::to_string(all.reference_values.size()) + " values");
  try {
    for (const stored_strategy& one : all.strategies) s.add(known.make(one));
  } catch (const load_error&) {
    throw;
  } catch (const error& e) {  // what a caller may not build, a file may not hold
    throw load_error(error_code::bad_value, e.what());
  }
  s.reference_names_ = all.reference_names;
  s.reference_values_ = all.reference_values;
  return s;
}

}  // namespace walaa::inline WALAA_ABI

namespace boost::serialization {
template<> struct version<walaa::detail::stored_scorer> : std::integral_constant<int, 1> {};
}  // namespace boost::serialization
