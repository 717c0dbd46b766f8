// SPDX-License-Identifier: Apache-2.0
// Do they complain, or leave without a word? And which share of complaints is never answered?
#include <walaa/churn.hpp>
#include <walaa/data.hpp>
#include <walaa/math.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <vector>

using namespace walaa;

int main() {
  // tenure in months, 1 left, age at the first complaint
  std::vector<double> tenure, left, complaint;
  random_stream draw(3);
  for (int i = 0; i < 400; ++i) {
    const double exit = -30 * std::log(draw.uniform()), voice = -60 * std::log(draw.uniform()), seen = 6 + 30 * draw.uniform();
    tenure.push_back(std::min(exit, seen)), left.push_back(exit < seen ? 1 : 0);
    complaint.push_back(voice < tenure.back() ? voice : missing);
  }
  const voiced_tenures rows{.tenure = tenure, .left = left, .first_complaint = complaint, .unit = time_unit::month};
  const voice_exit_spells first = first_words(rows);
  std::printf("of %zu customers %zu complained first, %zu left without a word, %zu did neither yet\n", rows.size(), first.voiced,
              first.left_silent, first.neither);
  const aalen_johansen f = voice_or_exit(rows);
  std::printf("\nmonths   voice            left in silence   neither\n");
  for (const double t : {6.0, 12.0, 24.0}) {
    const curve_estimate v = f.at(f.cause("voice"), t), e = f.at(f.cause("exit"), t);
    std::printf("%6.0f   %.3f +- %.3f   %.3f +- %.3f     %.3f\n", t, v.value, v.error, e.value, e.error, f.survival(t));
  }

  // complaints of 120 days, a fifth of which nobody will ever answer
  std::vector<date> opened, reply;
  std::vector<std::uint8_t> kind;
  const date first_day = parse_date("2026-01-01"), today = parse_date("2026-05-01");
  for (int i = 0; i < 300; ++i) {
    opened.push_back(first_day + date::duration{static_cast<std::int64_t>(120 * draw.uniform())});
    const auto wait = date::duration{static_cast<std::int64_t>(-3 * std::log(draw.uniform()))};
    reply.push_back(draw.uniform() < 0.2 ? no_date : opened.back() + wait);
    kind.push_back(static_cast<std::uint8_t>(service_kind::complaint));
  }
  const unanswered_share u = never_answered({.opened = opened, .first_reply = reply, .kind = kind}, today);
  std::printf("\n%.0f of %.0f complaints are open; never answered: %.3f, 95 %% %.3f to %.3f\n", u.still_open(), u.cases, u.value,
              u.lo, u.hi);
  std::printf("flat from day %.0f on, watched for %.0f days: %s\n", u.last_answer, u.longest_watch,
              u.status == plateau_status::known ? "long enough" : "answers may still come");
  std::printf("half of all complaints have an answer after %.0f days\n", *u.curve.median().value);
}
