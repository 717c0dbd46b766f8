// SPDX-License-Identifier: Apache-2.0
#include <walaa/scoring/reason.hpp>

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace {

using walaa::reason;
using walaa::time_unit;

// Codes and numbers are in the files and databases of others: this table is added to, never changed.
TEST(reason, keeps_its_codes_for_ever) {
  const std::pair<int, std::string_view> published[] = {
      {1, "input_value"},      {2, "input_missing"},  {10, "purchase_frequency"}, {11, "purchase_span"},  {12, "silence"},
      {13, "average_spend"},   {20, "recency_class"}, {21, "frequency_class"},    {22, "monetary_class"}, {30, "promises_kept"},
      {31, "promises_broken"}, {40, "tenure"},        {50, "part_of_blend"},      {60, "complaints"},     {61, "observed_for"}};
  ASSERT_EQ(std::size(published), std::size(walaa::all_reasons));
  for (const auto& [number, code] : published) EXPECT_EQ(walaa::reason_code(static_cast<reason>(number)), code);
}

TEST(reason, has_every_code_once_and_words_in_both_languages) {
  std::set<std::string_view> codes;
  for (const walaa::reason_words& w : walaa::all_reasons) {
    EXPECT_TRUE(codes.insert(w.code).second) << w.code;
    EXPECT_FALSE(w.english.empty() || w.arabic.empty()) << w.code;
    for (const std::string_view mark : {"{seen}", "{time}", "{input}"})  // both languages say the same
      EXPECT_EQ(w.english.find(mark) == w.english.npos, w.arabic.find(mark) == w.arabic.npos) << w.code << " " << mark;
  }
}

TEST(reason, reads_a_foreign_code_as_its_input) { EXPECT_EQ(walaa::words_of("my_own").id, reason::input_value); }

TEST(reason, writes_numbers_for_reading) {
  const std::pair<double, std::string> cases[] = {
      {0, "0"},        {6, "6"},           {0.5, "0.5"},           {-1.2345, "-1.234"},
      {12.5, "12.5"},  {123.456, "123.5"}, {12345.6, "12346"},     {0.012345, "0.0123"},
      {1e-5, "1e-05"}, {2.5e7, "2.5e+07"}, {walaa::missing, "NaN"}};
  for (const auto& [value, text] : cases) EXPECT_EQ(walaa::detail::readable(value), text);
}

TEST(reason, counts_time_in_english) {
  EXPECT_EQ(walaa::detail::english_duration(1, time_unit::week), "1 week");
  EXPECT_EQ(walaa::detail::english_duration(2.5, time_unit::month), "2.5 months");
}

// Unicode CLDR 44, plural rules for ar, with the noun's form after a preposition.
TEST(reason, counts_time_in_the_six_forms_of_arabic) {
  const std::pair<double, std::string> weeks[] = {{1, "أسبوع واحد"},   {2, "أسبوعين"},    {3, "3 أسابيع"},    {10, "10 أسابيع"},
                                                  {11, "11 أسبوعًا"},   {99, "99 أسبوعًا"}, {100, "100 أسبوع"}, {103, "103 أسابيع"},
                                                  {111, "111 أسبوعًا"}, {0, "0 أسبوع"},    {2.5, "2.5 أسبوع"}};
  for (const auto& [length, text] : weeks) EXPECT_EQ(walaa::detail::arabic_duration(length, time_unit::week), text);
  EXPECT_EQ(walaa::detail::arabic_duration(2, time_unit::day), "يومين");
  EXPECT_EQ(walaa::detail::arabic_duration(4, time_unit::day), "4 أيام");
  EXPECT_EQ(walaa::detail::arabic_duration(12, time_unit::month), "12 شهرًا");
}

}  // namespace
