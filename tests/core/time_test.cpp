// SPDX-License-Identifier: Apache-2.0
#include <walaa/core/time.hpp>

#include <gtest/gtest.h>

#include <string>
#include <type_traits>

namespace {

using namespace walaa;

constexpr std::int64_t days_since_1970(std::string_view text) { return parse_date(text).time_since_epoch().count(); }

TEST(time, dates_are_days_since_1970) {  // values: numpy's datetime64[D]
  static_assert(days_since_1970("1970-01-01") == 0);
  static_assert(days_since_1970("1969-12-31") == -1);
  static_assert(days_since_1970("1997-09-30") == 10134);
  static_assert(days_since_1970("2000-02-29") == 11016);
  static_assert(days_since_1970("2026-11-24") == 20781);
  static_assert(days_since_1970("0000-01-01") == -719528);
  static_assert(days_since_1970("9999-12-31") == 2932896);
  EXPECT_EQ(sizeof(date), sizeof(std::int64_t));
  EXPECT_EQ(no_date.time_since_epoch().count(), (std::numeric_limits<std::int64_t>::min)()) << "the bits of NaT";
}

TEST(time, every_day_of_ten_thousand_years_prints_and_reads_back) {
  std::string before;
  for (std::int64_t day = -719528; day <= 2932896; day += 1 + (day % 3 == 0)) {
    const date d{date::duration{day}};
    const std::string text = date_text(d);
    ASSERT_EQ(parse_date(text), d) << text;
    ASSERT_LT(before, text) << "later days sort later";
    before = text;
  }
}

TEST(time, nothing_but_iso_8601_days_is_read) {
  for (const char* text : {"", "1997-9-30", "30-09-1997", "1997/09/30", "1997-09-30 ", " 1997-09-30", "1997-09-30T00:00",
                           "19970930", "1997-13-01", "1997-00-10", "1997-01-00", "1997-02-29", "1997-02-30", "1997-04-31",
                           "1900-02-29", "1997-0a-30", "+997-09-30", "-997-09-30", "1997-09-3o"})
    EXPECT_EQ(parse_date(text), no_date) << text;
  EXPECT_NE(parse_date("2000-02-29"), no_date) << "2000 was a leap year, 1900 not";
  EXPECT_EQ(date_text(no_date), "no date");
}

TEST(time, durations_convert_exactly) {
  EXPECT_EQ(in_units(weeks{39}, time_unit::week), 39);
  EXPECT_EQ(in_units(weeks{39}, time_unit::day), 273);
  EXPECT_EQ(in_units(days{90}, time_unit::day), 90);
  EXPECT_EQ(in_units(months{12}, time_unit::day), 365.2425);
  EXPECT_EQ(in_units(years{1}, time_unit::day), 365.2425);
  EXPECT_EQ(in_units(months{1}, time_unit::month), 1) << "the mean Gregorian month";
  EXPECT_EQ(days_in(time_unit::month), 30.436875);
  EXPECT_EQ(in_units(parse_date("1997-01-01"), parse_date("1997-09-30"), time_unit::day), 272);
  EXPECT_EQ(in_units(parse_date("1997-01-01"), parse_date("1997-09-30"), time_unit::week), 272.0 / 7);
  EXPECT_EQ(in_units(parse_date("1997-09-30"), parse_date("1997-01-01"), time_unit::day), -272);
}

TEST(time, a_bare_number_is_no_duration) {
  static_assert(!std::is_convertible_v<double, days>);
  static_assert(std::is_convertible_v<weeks, days> && std::is_convertible_v<months, days> && std::is_convertible_v<years, weeks>);
}

TEST(time, different_units_are_refused_naming_both) {
  EXPECT_NO_THROW(check_same_unit("score", time_unit::week, time_unit::week));
  try {
    check_same_unit("bg_nbd", time_unit::day, time_unit::month);
    FAIL();
  } catch (const invalid_input& e) {
    EXPECT_EQ(e.code(), error_code::unit_mismatch);
    EXPECT_STREQ(
        e.what(),
        "bg_nbd: the table is in days, the model was fitted in months; summarise the same logs in the model's unit [D115]");
  }
  EXPECT_EQ(unit_name(time_unit::week), "weeks");
}

}  // namespace
