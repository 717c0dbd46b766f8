// SPDX-License-Identifier: Apache-2.0
#include <walaa/churn/voice_exit.hpp>  // the header under test comes first: it must stand alone

#include <walaa/math/random.hpp>

#include "refuses.hpp"
#include "relative.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

namespace {

using walaa::date;
using walaa::missing;
using walaa::same_day;

date day(int n) { return date{date::duration{n}}; }

struct rows {
  std::vector<double> tenure, left, complaint;
  walaa::voiced_tenures view() const { return {tenure, left, complaint}; }
};

TEST(voice_exit, the_first_event_of_each_customer_counts) {
  const rows r{{10, 20, 30, 40, 50}, {1, 0, 1, 0, 1}, {missing, missing, 12, 7, 60}};
  const auto s = walaa::first_words(r.view());
  EXPECT_EQ(s.duration, (std::vector<double>{10, 20, 12, 7, 50}));
  EXPECT_EQ(s.cause, (std::vector<double>{2, 0, 1, 1, 2}));  // the last complained when he had left: exit was first
  EXPECT_EQ(s.voiced, 2u);
  EXPECT_EQ(s.left_silent, 2u);
  EXPECT_EQ(s.neither, 1u);
}

TEST(voice_exit, incidences_are_aalen_and_johansens) {  // by hand: 7/18 and 7/18 with S = 2/9; 1 - KM of voice would be 4/9
  const rows r{{9, 2, 2, 8, 4, 5}, {0, 1, 0, 1, 1, 0}, {1, missing, missing, 3, missing, missing}};
  const auto f = voice_or_exit(r.view());
  EXPECT_RELATIVE(f.incidence_at(f.cause("voice"), 1), 1.0 / 6, 1e-15);
  EXPECT_RELATIVE(f.incidence_at(f.cause("voice"), 5), 7.0 / 18, 1e-14);
  EXPECT_RELATIVE(f.incidence_at(f.cause("exit"), 5), 7.0 / 18, 1e-14);
  EXPECT_RELATIVE(f.survival(5), 2.0 / 9, 1e-14);
}

TEST(voice_exit, silence_voice_and_exit_sum_to_one) {
  walaa::random_stream draw(4);
  rows r;
  for (int i = 0; i < 500; ++i) {
    const double exit = -20 * std::log(draw.uniform()), voice = -30 * std::log(draw.uniform()), seen = 40 * draw.uniform();
    r.tenure.push_back(std::min(exit, seen));
    r.left.push_back(exit < seen ? 1 : 0);
    r.complaint.push_back(voice < std::min(exit, seen) ? voice : missing);
  }
  const auto f = voice_or_exit(r.view());
  for (double t = 0; t < f.last_time; t += 1.7)
    EXPECT_NEAR(f.survival(t) + f.incidence_at(1, t) + f.incidence_at(2, t), 1, 1e-13);
}

TEST(voice_exit, the_rule_for_one_day_is_declared) {
  const rows r{{10}, {1}, {10}};
  EXPECT_EQ(walaa::first_words(r.view()).cause[0], 1);
  EXPECT_EQ(walaa::first_words(r.view(), same_day::exit).cause[0], 2);
  EXPECT_EQ(walaa::first_words(r.view()).on_one_day, 1u);
  EXPECT_REFUSES(walaa::first_words(r.view(), same_day::refused),
                 "first_words: first_complaint[0] = 10 is the day of leaving; say by same_day which counts [D209]");
}

TEST(voice_exit, of_nobody_who_spoke_or_left_is_zero) {
  const rows r{{5, 6}, {0, 0}, {missing, missing}};
  const auto f = voice_or_exit(r.view());
  EXPECT_EQ(f.incidence_at(1, 6), 0);
  EXPECT_EQ(f.incidence_at(2, 6), 0);
  EXPECT_EQ(f.survival(6), 1);
}

TEST(voice_exit, finds_first_complaints_in_a_log) {
  const walaa::customers c(std::vector<std::int64_t>{7, 8, 9}, day(100), walaa::time_unit::week);
  const std::vector<std::int64_t> who{8, 8, 7, 8, 5, 9};
  const std::vector<date> opened{day(49), day(28), day(30), day(101), day(3), day(50)}, since{day(16), day(0), walaa::no_date};
  const std::vector<std::uint8_t> kind{1, 1, 1, 1, 1, 1};
  const auto age = first_complaints(c, {.customer = who, .opened = opened, .kind = kind}, since);
  EXPECT_EQ(age[0], 2);
  EXPECT_EQ(age[1], 4);
  EXPECT_TRUE(walaa::is_missing(age[2]));
  const std::vector<std::uint8_t> requests{0, 0, 0, 0, 0, 0};
  EXPECT_TRUE(walaa::is_missing(first_complaints(c, {.customer = who, .opened = opened, .kind = requests}, since)[1]));
  const std::vector<date> late{day(16), day(30), walaa::no_date};
  EXPECT_REFUSES(first_complaints(c, {.customer = who, .opened = opened, .kind = kind}, late),
                 "first_complaints: opened[1] = 1970-01-29 is before the customer's first day 1970-01-31 [D204]");
}

TEST(voice_exit, refuses_what_cannot_be) {
  const auto refused = [](rows r, std::vector<double> entry = {}) {
    auto v = r.view();
    v.entry = entry;
    static_cast<void>(walaa::first_words(v));
  };
  EXPECT_REFUSES(refused({{5}, {0}, {6}}),
                 "first_words: first_complaint[0] = 6 is after tenure[0] = 5, when he was last seen [D114]");
  EXPECT_REFUSES(refused({{5}, {0}, {-1}}), "first_words: first_complaint[0] = -1 is negative [D104]");
  EXPECT_REFUSES(refused({{5}, {0}, {HUGE_VAL}}), "first_words: first_complaint[0] = inf is not a finite number [D103]");
  EXPECT_REFUSES(refused({{5}, {0}, {1}}, {2}), "first_words: first_complaint[0] = 1 is not after entry[0] = 2 [D204]");
  EXPECT_REFUSES(refused({{5}, {0.5}, {1}}), "first_words: event[0] = 0.5 is neither 0 (still a customer) nor 1 (left) [D114]");
  EXPECT_REFUSES(refused({{5}, {0}, {}}),
                 "first_words: tenure has 1 rows and first_complaint has 0; one row a customer in both [D101]");
  EXPECT_REFUSES(refused({{}, {}, {}}), "first_words: duration is empty [D109]");
}

}  // namespace
