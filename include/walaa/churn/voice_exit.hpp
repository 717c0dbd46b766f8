// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Voice or exit: an unhappy customer complains, or leaves without a word. Which comes first, for how many, by which age?

        first event of each customer: 1 complaint, 2 exit, 0 neither yet      ->  competing risks (Aalen-Johansen)

    The incidence of exit is the share that left in silence; one minus a curve with complaints censored is not, it asks how many
    would leave in a world without complaints. For customers whose leaving is known (contracts); where it is not, the
    silent_leaver strategy puts the purchase model's P(alive) in its place.

    Sources: Hirschman (1970), Exit, Voice, and Loyalty; Aalen & Johansen (1978), Scandinavian Journal of Statistics 5. */

#include <walaa/core/check.hpp>
#include <walaa/core/time.hpp>
#include <walaa/data/customers.hpp>
#include <walaa/data/logs.hpp>
#include <walaa/survival/competing_risks.hpp>
#include <walaa/survival/competing_spell.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// The codes of the causes in voice_exit_spells.
enum class first_word : std::uint8_t { none, voice, exit };

/// What counts when a customer complains and leaves on one day.
enum class same_day : std::uint8_t { voice, exit, refused };

/// Columns that somebody else owns, one row a customer, ages in one unit.
struct voiced_tenures {
  std::span<const double> tenure;           ///< age when he left or was last seen
  std::span<const double> left;             ///< 1 left, 0 still there
  std::span<const double> first_complaint;  ///< age at it; missing: none
  std::span<const double> entry{};          ///< age when first seen; empty: from birth
  std::span<const double> weight{};
  time_unit unit = time_unit::day;

  std::size_t size() const noexcept { return tenure.size(); }
};

struct voice_exit_spells {
  std::vector<double> duration, cause;
  std::span<const double> entry{}, weight{};  ///< the caller's
  time_unit unit = time_unit::day;
  std::size_t voiced = 0, left_silent = 0, neither = 0;
  std::size_t on_one_day = 0;  ///< complained and left, decided by same_day

  competing_spells view() const noexcept { return {duration, cause, entry, weight, unit}; }
};

/** The first event of each customer. A complaint after leaving comes too late: exit was first.
    \throws invalid_input for columns of unequal length, ages that are negative or not finite, a complaint after the end of
            observation or before its begin, and with same_day::refused for one on the day of leaving */
inline voice_exit_spells first_words(const voiced_tenures& rows, same_day ties = same_day::voice) {
  constexpr std::string_view where = "first_words";
  check_spells(where,
               {.duration = rows.tenure, .event = rows.left, .entry = rows.entry, .weight = rows.weight, .unit = rows.unit});
  check_same_length(where, "tenure", rows.size(), "first_complaint", rows.first_complaint.size());
  voice_exit_spells out;
  out.unit = rows.unit;
  out.entry = rows.entry;
  out.weight = rows.weight;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double end = rows.tenure[i], voice = rows.first_complaint[i];
    const bool left = rows.left[i] == 1;
    first_word first = left ? first_word::exit : first_word::none;
    if (!is_missing(voice)) {
      if (!is_finite(voice)) detail::refuse(error_code::not_finite, where, "first_complaint", i, voice, "is not a finite number");
      if (voice < 0) detail::refuse(error_code::negative, where, "first_complaint", i, voice, "is negative");
      if (!rows.entry.empty() && voice <= rows.entry[i])
        detail::refuse(error_code::ends_before_start, where, "first_complaint", i, voice,
                       "is not after entry[" + std::to_string(i) + "] = " + number_text(rows.entry[i]));
      if (!left && voice > end)
        detail::refuse(error_code::out_of_range, where, "first_complaint", i, voice,
                       "is after tenure[" + std::to_string(i) + "] = " + number_text(end) + ", when he was last seen");
      if (voice < end || !left) first = first_word::voice;
      if (left && voice == end) {
        if (ties == same_day::refused)
          detail::refuse(error_code::conflicting_event, where, "first_complaint", i, voice,
                         "is the day of leaving; say by same_day which counts");
        ++out.on_one_day;
        first = ties == same_day::voice ? first_word::voice : first_word::exit;
      }
    }
    out.duration.push_back(first == first_word::voice ? voice : end);
    out.cause.push_back(static_cast<double>(first));
    ++(first == first_word::voice ? out.voiced : first == first_word::exit ? out.left_silent : out.neither);
  }
  return out;
}

/// Incidences of "voice" and "exit" by age. \throws as first_words
template<class Rows = voiced_tenures>
aalen_johansen voice_or_exit(const std::type_identity_t<Rows>& rows, same_day ties = same_day::voice) {
  const voice_exit_spells s = first_words(rows, ties);
  const std::string names[] = {"voice", "exit"};
  return aalen_johansen::fit(s.view(), names);
}

/** Age at the first complaint of each customer of a table, in its unit, up to its as-of day; missing: none.
    \param since  the day from which each customer's age counts; no_date: he has none
    \throws invalid_input for columns of unequal length, keys of another kind, a complaint before `since` */
inline std::vector<double> first_complaints(customer_view c, const service_log& s, std::span<const date> since) {
  constexpr std::string_view where = "first_complaints";
  check_same_length(where, "customers", c.size(), "since", since.size());
  check_same_length(where, "customer", s.customer.size(), "opened", s.opened.size());
  if (!s.kind.empty()) check_same_length(where, "customer", s.customer.size(), "kind", s.kind.size());
  if (s.customer.size() > 0 && c.size() > 0 && s.customer.is_text() != c.keys().is_text())
    throw invalid_input(error_code::wrong_key_kind, "first_complaints: the table and the log have keys of different kinds",
                        "customer");
  std::vector<double> out(c.size(), missing);
  if (s.kind.empty()) return out;  // all requests
  const bool text = s.customer.is_text();
  std::unordered_map<std::string_view, std::size_t> texts;
  std::unordered_map<std::int64_t, std::size_t> numbers;
  const key_view keys = c.keys();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (text)
      texts.emplace(keys.texts()[i], i);
    else
      numbers.emplace(keys.numbers()[i], i);
  }
  for (std::size_t r = 0; r < s.customer.size(); ++r) {
    if (s.kind[r] != static_cast<std::uint8_t>(service_kind::complaint) || s.opened[r] > c.as_of()) continue;
    std::size_t i = c.size();
    if (text) {
      if (const auto at = texts.find(s.customer.texts()[r]); at != texts.end()) i = at->second;
    } else {
      if (const auto at = numbers.find(s.customer.numbers()[r]); at != numbers.end()) i = at->second;
    }
    if (i == c.size() || since[i] == no_date) continue;
    const double age = in_units(since[i], s.opened[r], c.unit());
    if (age < 0)
      throw invalid_input(error_code::ends_before_start,
                          "first_complaints: opened[" + std::to_string(r) + "] = " + date_text(s.opened[r]) +
                              " is before the customer's first day " + date_text(since[i]),
                          "opened", r, age);
    if (is_missing(out[i]) || age < out[i]) out[i] = age;
  }
  return out;
}

}  // namespace walaa::inline WALAA_ABI
