// SPDX-License-Identifier: Apache-2.0
#include <walaa/core/error.hpp>

#include <gtest/gtest.h>

#include <charconv>
#include <fstream>
#include <iterator>
#include <limits>
#include <regex>
#include <set>
#include <string>

namespace {

using walaa::error_code;

TEST(error, messages_end_in_their_code) {
  const walaa::invalid_input e(error_code::recency_exceeds_age, "bg_nbd::fit: recency[17] = 51.3 exceeds T[17] = 50", "recency",
                               17, 51.3);
  EXPECT_STREQ(e.what(), "bg_nbd::fit: recency[17] = 51.3 exceeds T[17] = 50 [D102]");
  EXPECT_EQ(e.code(), error_code::recency_exceeds_age);
  EXPECT_EQ(e.argument(), "recency");
  EXPECT_EQ(e.row(), 17u);
  EXPECT_EQ(e.value(), 51.3);
}

TEST(error, the_letter_tells_the_family) {
  EXPECT_EQ(walaa::code_text(error_code::length_mismatch), "D101");
  EXPECT_EQ(walaa::code_text(error_code::bad_date), "D201");
  EXPECT_EQ(walaa::code_text(error_code::not_usable), "F301");
  EXPECT_EQ(walaa::code_text(error_code::not_a_model), "L401");
  EXPECT_EQ(walaa::code_text(error_code::duplicate_name), "S501");
  EXPECT_EQ(walaa::code_text(error_code::assertion), "A901");
}

TEST(error, what_is_not_about_a_row_or_a_number_says_so) {
  const walaa::invalid_input e(error_code::empty, "x is empty");
  EXPECT_EQ(e.row(), walaa::no_row);
  EXPECT_TRUE(walaa::is_missing(e.value()));
  EXPECT_EQ(e.argument(), "");
}

TEST(error, all_are_caught_as_one) {
  EXPECT_THROW(throw walaa::not_usable("bg_nbd: stalled"), walaa::error);
  EXPECT_THROW(throw walaa::cancelled("summarize"), walaa::error);
  EXPECT_THROW(throw walaa::load_error(error_code::checksum, "damaged"), walaa::error);
  EXPECT_THROW(throw walaa::invalid_input(error_code::empty, "x"), std::runtime_error);
  EXPECT_STREQ(walaa::cancelled("summarize").what(), "summarize: cancelled by the caller [F303]");
  EXPECT_STREQ(walaa::not_usable("bg_nbd: stalled").what(), "bg_nbd: stalled [F301]");
  EXPECT_EQ(walaa::load_error(error_code::checksum, "damaged", 36).offset(), 36u);
}

TEST(error, numbers_are_shown_as_the_caller_wrote_them) {
  EXPECT_EQ(walaa::number_text(0.1), "0.1");
  EXPECT_EQ(walaa::number_text(-1), "-1");
  EXPECT_EQ(walaa::number_text(1e300), "1e+300");
  EXPECT_EQ(walaa::number_text(walaa::missing), "NaN");
  EXPECT_EQ(walaa::number_text(-std::numeric_limits<double>::quiet_NaN()), "NaN");
  EXPECT_EQ(walaa::number_text(std::numeric_limits<double>::infinity()), "inf");
  for (const double v : {1.0 / 3, 5e-324, 1.7976931348623157e308, 9007199254740993.0}) {
    const std::string text = walaa::number_text(v);
    double back = 0;
    std::from_chars(text.data(), text.data() + text.size(), back);
    EXPECT_EQ(back, v) << text;
  }
}

std::string file_text(const char* path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Tests run in the root of the repository. The enumerators are read from the header, so that a new one without a line is seen.
TEST(error, every_code_has_its_line_in_the_documentation_and_no_other_has) {
  const std::string header = file_text("include/walaa/core/error.hpp"), page = file_text("docs/errors.md");
  ASSERT_FALSE(header.empty());
  ASSERT_FALSE(page.empty());
  std::set<std::string> codes, names, documented;
  const std::string body =
      header.substr(header.find("enum class error_code"),
                    header.find("};", header.find("enum class error_code")) - header.find("enum class error_code"));
  const std::regex enumerator(R"((\w+) = (\d{3}),)"),
      line(R"(\n\| ([A-Z]\d{3}) \| `(\w+)` \| ([^|\n]{20,}) \| ([^|\n]{10,}) \|)");
  for (auto i = std::sregex_iterator(body.begin(), body.end(), enumerator); i != std::sregex_iterator(); ++i) {
    const auto code = static_cast<error_code>(std::stoi((*i)[2]));
    EXPECT_TRUE(codes.insert(walaa::code_text(code)).second) << (*i)[1] << " has the number of another";
    names.insert(walaa::code_text(code) + " " + (*i)[1].str());
  }
  EXPECT_GE(codes.size(), 45u);
  for (auto i = std::sregex_iterator(page.begin(), page.end(), line); i != std::sregex_iterator(); ++i)
    EXPECT_TRUE(documented.insert((*i)[1].str() + " " + (*i)[2].str()).second) << (*i)[1] << " stands there twice";
  EXPECT_EQ(documented, names);
}

}  // namespace
