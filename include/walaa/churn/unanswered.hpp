// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Which share of complaints never gets an answer? Those still open may yet be answered, so that the share open today is too high
    and the share of closed ones says nothing. Time to the first answer is a spell that ends with the answer; where its
    Kaplan-Meier curve has run flat, it stays: the plateau is the share never answered.

        share = S(last answer),    follow-up is long enough when a = (1 - N / n)^n is small,
        N = answers in (2 t* - t, t*],   t* the last answer, t the longest time a case was watched      (Maller & Zhou)

    A plateau that was not watched for long is no plateau: the status says so, and the share is then at most that. Quantiles of
    `curve` are the honest times to an answer; the mean over answered cases leaves out the worst.

    Sources: Maller & Zhou (1992), Biometrika 79; Maller & Zhou (1996), Survival Analysis with Long-Term Survivors, ch. 4. */

#include <walaa/core/check.hpp>
#include <walaa/core/time.hpp>
#include <walaa/data/logs.hpp>
#include <walaa/survival/curve.hpp>
#include <walaa/survival/spell.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// Times from opening to the first answer; event 1 answered, 0 still waiting.
struct answer_times {
  std::vector<double> duration, event;
  time_unit unit = time_unit::day;
  std::size_t other_kinds = 0, after_as_of = 0;  ///< rows of the log that are left out

  spells view() const noexcept { return {.duration = duration, .event = event, .entry = {}, .weight = {}, .unit = unit}; }
};

enum class plateau_status : std::uint8_t {
  known,            ///< flat for long enough
  short_follow_up,  ///< answers may still come: the share is at most this
  all_answered,     ///< the curve falls to 0
  none_answered,    ///< 1, and no interval
};

struct unanswered_share {
  double value = missing, lo = missing, hi = missing, error = missing;
  plateau_status status = plateau_status::none_answered;
  double cases = 0, answered = 0;
  double last_answer = missing;      ///< from here on the curve is flat
  double longest_watch = 0;          ///< how long the longest open case was watched
  double follow_up_doubt = missing;  ///< a: how likely so long a silence is chance
  kaplan_meier curve;                ///< of the time to the first answer

  double still_open() const noexcept { return cases - answered; }
};

/** The cases of one kind in a log up to a day. Answered on the day of the first reply; one resolved without a reply, on that
    day. Replies after as_of are not known yet.
    \throws invalid_input for columns of unequal length, days that are none, an answer before the opening */
inline answer_times times_to_answer(const service_log& s, date as_of, service_kind kind = service_kind::complaint) {
  constexpr std::string_view where = "times_to_answer";
  const auto same = [&](std::string_view name, std::size_t n) {
    if (n > 0) check_same_length(where, "opened", s.opened.size(), name, n);
  };
  same("first_reply", s.first_reply.size());
  same("resolved", s.resolved.size());
  same("kind", s.kind.size());
  if (as_of == no_date) throw invalid_input(error_code::bad_date, "times_to_answer: as_of is no date", "as_of");
  answer_times out;
  for (std::size_t i = 0; i < s.opened.size(); ++i) {
    const date opened = s.opened[i];
    if (opened == no_date)
      throw invalid_input(error_code::bad_date, "times_to_answer: opened[" + std::to_string(i) + "] is no date", "opened", i);
    date answer = no_date;
    for (const auto& [name, days_of] : {std::pair{"first_reply", s.first_reply}, std::pair{"resolved", s.resolved}}) {
      const date day = days_of.empty() ? no_date : days_of[i];
      if (day == no_date) continue;
      if (day < opened)
        throw invalid_input(error_code::ends_before_start,
                            "times_to_answer: " + std::string(name) + "[" + std::to_string(i) + "] = " + date_text(day) +
                                " is before opened[" + std::to_string(i) + "] = " + date_text(opened),
                            name, i);
      if (answer == no_date) answer = day;
    }
    if (s.kind.empty() ? kind != service_kind::request : s.kind[i] != static_cast<std::uint8_t>(kind)) {
      ++out.other_kinds;
    } else if (opened > as_of) {
      ++out.after_as_of;
    } else {
      const bool known = answer != no_date && answer <= as_of;
      out.duration.push_back(in_units(opened, known ? answer : as_of, out.unit));
      out.event.push_back(known ? 1 : 0);
    }
  }
  return out;
}

/** \param doubt  follow-up counts as long enough when a is at most this, in (0, 1)
    \throws invalid_input for bad spells, or late entry: a case is watched from its opening */
template<class Spells = spells>
unanswered_share never_answered(const std::type_identity_t<Spells>& s, const curve_options& options = {}, double doubt = 0.05) {
  constexpr std::string_view where = "never_answered";
  if (!(doubt > 0 && doubt < 1)) detail::refuse(error_code::out_of_range, where, "doubt", no_row, doubt, "is outside (0, 1)");
  if (!s.entry.empty())
    throw invalid_input(error_code::bad_option, "never_answered: entry is given; a case is watched from its opening", "entry");
  unanswered_share out;
  out.curve = kaplan_meier::fit(s);
  out.cases = out.curve.observations;
  out.answered = out.curve.leavers();
  out.longest_watch = out.curve.last_time;
  if (out.curve.time.empty()) {
    out.value = 1;
    return out;
  }
  out.last_answer = out.curve.time.back();
  const curve_estimate e = out.curve.at(out.last_answer, options);
  out.value = e.value, out.lo = e.lo, out.hi = e.hi, out.error = e.error;
  if (out.value == 0) {
    out.status = plateau_status::all_answered;
    return out;
  }
  double late = 0;
  for (std::size_t i = 0; i < out.curve.time.size(); ++i)
    if (out.curve.time[i] > 2 * out.last_answer - out.longest_watch) late += out.curve.left[i];
  out.follow_up_doubt = std::exp(out.cases * std::log1p(-late / out.cases));
  const bool flat = out.longest_watch > out.last_answer;
  out.status = flat && out.follow_up_doubt <= doubt ? plateau_status::known : plateau_status::short_follow_up;
  return out;
}

/// The complaints of a log up to a day. \throws invalid_input, also where there is no complaint
inline unanswered_share never_answered(const service_log& s, date as_of, const curve_options& options = {}) {
  const answer_times times = times_to_answer(s, as_of);
  return never_answered(times.view(), options);
}

}  // namespace walaa::inline WALAA_ABI
