// SPDX-License-Identifier: Apache-2.0
#include <walaa/churn/unanswered.hpp>  // the header under test comes first: it must stand alone

#include <walaa/math/random.hpp>

#include "refuses.hpp"
#include "relative.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

namespace {

using walaa::date;
using walaa::never_answered;
using walaa::no_date;
using walaa::plateau_status;

date day(int n) { return date{date::duration{n}}; }

/// Twelve complaints: answered after 1, 2, 2, 5 days, open for 3, 30 x 7 days.
struct cases {
  std::vector<double> duration{1, 2, 2, 5, 3, 30, 30, 30, 30, 30, 30, 30};
  std::vector<double> event{1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0};
  walaa::spells view() const { return {.duration = duration, .event = event}; }
};

TEST(unanswered, share_is_the_plateau_of_the_curve) {  // by hand: 11/12 * 9/11 * 7/8
  const cases c;
  const auto u = never_answered(c.view());
  EXPECT_RELATIVE(u.value, 11.0 / 12 * 9 / 11 * 7 / 8, 1e-15);
  EXPECT_EQ(u.answered, 4);
  EXPECT_EQ(u.still_open(), 8);
  EXPECT_EQ(u.last_answer, 5);
  EXPECT_EQ(u.longest_watch, 30);
  const double greenwood = 1.0 / (12 * 11) + 2.0 / (11 * 9) + 1.0 / (8 * 7);
  EXPECT_RELATIVE(u.error, u.value * std::sqrt(greenwood), 1e-14);
  const double spread = std::exp(-1.959963984540054 * std::sqrt(greenwood) / std::log(u.value));
  EXPECT_RELATIVE(u.lo, std::pow(u.value, spread), 1e-13);
  EXPECT_RELATIVE(u.hi, std::pow(u.value, 1 / spread), 1e-13);
}

TEST(unanswered, follow_up_is_judged_by_maller_and_zhou) {  // 2 * 5 - 30 < 0: all four answers are late ones, a = (1 - 4/12)^12
  const cases c;
  const auto u = never_answered(c.view());
  EXPECT_RELATIVE(u.follow_up_doubt, std::pow(8.0 / 12, 12), 1e-13);
  EXPECT_EQ(u.status, plateau_status::known);
  cases brief = c;
  for (double& d : brief.duration)
    if (d == 30) d = 6;  // watched a day longer than the last answer: (4, 5] has one of twelve
  const auto v = never_answered(brief.view());
  EXPECT_RELATIVE(v.value, u.value, 1e-15);
  EXPECT_RELATIVE(v.follow_up_doubt, std::pow(11.0 / 12, 12), 1e-13);
  EXPECT_EQ(v.status, plateau_status::short_follow_up);
}

TEST(unanswered, of_degenerate_cases_has_a_status) {
  const auto of = [](std::vector<double> duration, std::vector<double> event) {
    return never_answered({.duration = duration, .event = event});
  };
  const auto none = of({3, 9}, {0, 0});
  EXPECT_EQ(none.status, plateau_status::none_answered);
  EXPECT_EQ(none.value, 1);
  EXPECT_TRUE(walaa::is_missing(none.lo));
  const auto all = of({3, 9}, {1, 1});
  EXPECT_EQ(all.status, plateau_status::all_answered);
  EXPECT_EQ(all.value, 0);
  EXPECT_EQ(of({9, 9, 3}, {1, 0, 1}).status, plateau_status::short_follow_up);  // the last answer on the last day
  EXPECT_RELATIVE(of({0, 0, 90}, {1, 1, 0}).value, 1.0 / 3, 1e-15);             // answered on the day itself
}

TEST(unanswered, finds_the_share_in_simulated_cases) {
  // 5,000 complaints, 30 % never answered, others after exponential 4 days, opened evenly over 200 days: within 4 standard errors
  walaa::random_stream draw(17);
  std::vector<double> duration, event;
  double open = 0;
  for (int i = 0; i < 5000; ++i) {
    const double watched = std::ceil(200 * draw.uniform());
    const double answer = draw.uniform() < 0.3 ? HUGE_VAL : std::ceil(-4 * std::log(draw.uniform()));
    duration.push_back(std::min(answer, watched));
    event.push_back(answer <= watched ? 1 : 0);
    open += answer > watched;
  }
  const auto u = never_answered({.duration = duration, .event = event});
  EXPECT_NEAR(u.value, 0.3, 4 * u.error);
  EXPECT_LT(u.error, 0.01);
  EXPECT_EQ(u.status, plateau_status::known);
  EXPECT_GT(open / 5000, u.value);  // the share that is open today is too high
}

struct log {
  std::vector<std::int64_t> customer{1, 2, 3, 4, 5, 6};
  std::vector<date> opened{day(0), day(0), day(5), day(6), day(50), day(3)};
  std::vector<date> reply{day(2), no_date, day(50), no_date, no_date, day(4)};
  std::vector<date> resolved{day(9), day(7), no_date, no_date, no_date, no_date};
  std::vector<std::uint8_t> kind{1, 1, 1, 1, 1, 0};
  walaa::service_log view() const {
    return {.customer = customer, .opened = opened, .first_reply = reply, .resolved = resolved, .due = {}, .kind = kind};
  }
};

TEST(unanswered, reads_a_log_as_it_was_known_on_the_day) {
  const log l;
  const auto t = walaa::times_to_answer(l.view(), day(40));
  EXPECT_EQ(t.duration, (std::vector<double>{2, 7, 35, 34}));  // replied; resolved without a reply; reply later than as-of; open
  EXPECT_EQ(t.event, (std::vector<double>{1, 1, 0, 0}));
  EXPECT_EQ(t.after_as_of, 1u);
  EXPECT_EQ(t.other_kinds, 1u);
  EXPECT_EQ(walaa::times_to_answer(l.view(), day(40), walaa::service_kind::request).duration, (std::vector<double>{1}));
  EXPECT_RELATIVE(never_answered(l.view(), day(40)).value, 0.5, 1e-15);
}

TEST(unanswered, refuses_what_cannot_be) {
  log l;
  EXPECT_REFUSES(walaa::times_to_answer(l.view(), no_date), "times_to_answer: as_of is no date [D201]");
  l.reply[2] = day(4);
  EXPECT_REFUSES(walaa::times_to_answer(l.view(), day(40)),
                 "times_to_answer: first_reply[2] = 1970-01-05 is before opened[2] = 1970-01-06 [D204]");
  l.reply.pop_back();
  EXPECT_REFUSES(walaa::times_to_answer(l.view(), day(40)),
                 "times_to_answer: opened has 6 rows and first_reply has 5; one row a customer in both [D101]");
  EXPECT_REFUSES(never_answered(walaa::service_log{}, day(40)), "kaplan_meier::fit: duration is empty [D109]");
  const cases c;
  const std::vector<double> entry(12, 0.5);
  EXPECT_REFUSES(never_answered({.duration = c.duration, .event = c.event, .entry = entry}),
                 "never_answered: entry is given; a case is watched from its opening [F302]");
  EXPECT_REFUSES(never_answered(c.view(), {}, 1), "never_answered: doubt = 1 is outside (0, 1) [D114]");
}

}  // namespace
