// SPDX-License-Identifier: Apache-2.0
#include <walaa/data/csv.hpp>  // the header under test comes first: it must stand alone

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace {

using namespace walaa;
using namespace std::string_literals;

/// What the caller sees when f throws; a test fails when it does not.
template<class F> std::string refusal(F f) {
  try {
    f();
  } catch (const invalid_input& e) {
    return e.what();
  }
  return "nothing was thrown";
}

std::string refused(std::string text, csv_options options = {.file = "f.csv"}) {
  return refusal([&] { read_csv(std::move(text), options); });
}

TEST(csv, gives_typed_columns_by_name) {
  const csv_table t = read_csv("who,day,amount,note\n1,1997-01-31,11.77,x\n-2,2024-02-29,-1e3,\"\"\n");
  EXPECT_EQ(t.size(), 2u);
  EXPECT_EQ(t.names(), (std::vector<std::string>{"who", "day", "amount", "note"}));
  EXPECT_EQ(t.integers("who"), (std::vector<std::int64_t>{1, -2}));
  EXPECT_EQ(t.dates("day"), (std::vector<date>{parse_date("1997-01-31"), parse_date("2024-02-29")}));
  EXPECT_EQ(t.numbers("amount"), (std::vector<double>{11.77, -1000}));
  EXPECT_EQ(t.texts("note"), (std::vector<std::string>{"x", ""}));
}

TEST(csv, follows_rfc_4180) {
  const csv_table t = read_csv("\xef\xbb\xbf\"a\",b\r\n\"one, \"\"two\"\"\r\nthree\",4\r\n,\"5\"");
  EXPECT_EQ(t.texts("a"), (std::vector<std::string>{"one, \"two\"\r\nthree", ""}));
  EXPECT_EQ(t.integers("b"), (std::vector<std::int64_t>{4, 5}));
  EXPECT_EQ(read_csv("a;b\n1;2,5\n", {.separator = ';'}).texts("b"), (std::vector<std::string>{"2,5"}));
  EXPECT_EQ(read_csv("a\n").size(), 0u);
  EXPECT_EQ(read_csv("a,b\n1,").texts("b"), (std::vector<std::string>{""}));
}

TEST(csv, reads_arabic) {
  const csv_table t = read_csv("العميل,المبلغ\nفاطمة الزهراء,12.50\n");
  const key_column who = t.keys("العميل");
  EXPECT_EQ(key_view(who).text(0), "فاطمة الزهراء");
  EXPECT_EQ(t.texts("العميل"), (std::vector<std::string>{"فاطمة الزهراء"}));
  EXPECT_EQ(t.numbers("المبلغ"), (std::vector<double>{12.5}));
}

TEST(csv, keys_are_integers_only_when_all_print_as_they_stand) {
  const auto is_text = [](const std::string& values) {
    const key_column k = read_csv("k\n" + values).keys("k");
    return key_view(k).is_text();
  };
  EXPECT_FALSE(is_text("1\n-7\n0\n9223372036854775807\n"));
  EXPECT_TRUE(is_text("1\n00042\n"));
  EXPECT_TRUE(is_text("1\n9223372036854775808\n"));
  EXPECT_TRUE(is_text("-0\n"));
  EXPECT_TRUE(is_text("1\nA7\n"));
  EXPECT_EQ(refusal([] { read_csv("k,v\n1,1\n,2\n", {.file = "f.csv"}).keys("k"); }),
            "read_csv: f.csv, line 3, column 1 (k): '' is empty; every row needs its key [D207]");
}

TEST(csv, blanks_are_refused_unless_allowed) {
  const csv_table t = read_csv("day,x\n,\n", {.file = "f.csv"});
  EXPECT_EQ(t.dates("day", blank::allowed).at(0), no_date);
  EXPECT_TRUE(is_missing(t.numbers("x", blank::allowed).at(0)));
  EXPECT_EQ(refusal([&] { t.dates("day"); }),
            "read_csv: f.csv, line 2, column 1 (day): '' is no day that exists, written YYYY-MM-DD [D207]");
  EXPECT_EQ(refusal([&] { t.numbers("x"); }), "read_csv: f.csv, line 2, column 2 (x): '' is no number [D207]");
}

TEST(csv, refuses_wrong_values_with_line_and_column) {
  const auto numbers = [](std::string value) {
    return refusal([&] { read_csv("a,x\n1,1\n1," + value + "\n", {.file = "f.csv"}).numbers("x"); });
  };
  const std::string at = "read_csv: f.csv, line 3, column 2 (x): ";
  EXPECT_EQ(numbers("12 €"), at + "'12 €' is no number [D207]");
  EXPECT_EQ(numbers("\"1,5\""), at + "'1,5' is no number [D207]");
  EXPECT_EQ(numbers("nan"), at + "'nan' is no number [D207]");
  EXPECT_EQ(numbers("inf"), at + "'inf' is no number [D207]");
  EXPECT_EQ(numbers("1e999"), at + "'1e999' is no number [D207]");
  EXPECT_EQ(numbers("+1"), at + "'+1' is no number [D207]");
  EXPECT_EQ(numbers(" 1"), at + "' 1' is no number [D207]");
  EXPECT_EQ(numbers("\x1b[2J"), at + "'\\x1b[2J' is no number [D207]");
  EXPECT_EQ(numbers(std::string(50, '9') + "x"), at + "'" + std::string(40, '9') + "...' is no number [D207]");
  EXPECT_EQ(numbers("caf\xe9"), at + "'caf\\xe9' is no number [D207]");
  const auto dates = [](std::string value) {
    return refusal([&] { read_csv("a,x\n1,1997-01-01\n1," + value + "\n", {.file = "f.csv"}).dates("x"); });
  };
  for (const char* wrong : {"1997-02-30", "1997-13-01", "30/09/1997", "09-30-1997", "1997-9-30", "19970930", "1997-09-30T00:00"})
    EXPECT_EQ(dates(wrong), at + "'" + wrong + "' is no day that exists, written YYYY-MM-DD [D207]");
  EXPECT_EQ(refusal([] { read_csv("a\n1.5\n", {.file = "f.csv"}).integers("a"); }),
            "read_csv: f.csv, line 2, column 1 (a): '1.5' is no whole number of 64 bits [D207]");
  EXPECT_EQ(refusal([] { read_csv("a\ncaf\xe9\n", {.file = "f.csv"}).texts("a"); }),
            "read_csv: f.csv, line 2, column 1 (a): 'caf\\xe9' is not valid UTF-8; convert the file before reading it [D210]");
}

TEST(csv, counts_lines_through_quoted_line_ends) {
  EXPECT_EQ(refusal([] { read_csv("a,b\n\"x\ny\r\nz\",1\n1,no\n", {.file = "f.csv"}).numbers("b"); }),
            "read_csv: f.csv, line 5, column 2 (b): 'no' is no number [D207]");
}

TEST(csv, names_missing_and_repeated_columns) {
  EXPECT_EQ(refusal([] { read_csv("who,when\n1,2\n", {.file = "f.csv"}).dates("date"); }),
            "read_csv: f.csv, line 1: no column 'date'; there is: who, when [D206]");
  EXPECT_EQ(refused("a,b,a\n1,2,3\n"), "read_csv: f.csv, line 1, column 3 (a) is a name that stands twice [D206]");
}

TEST(csv, refuses_what_is_no_csv) {
  EXPECT_EQ(refused(""), "read_csv: f.csv, line 1 is empty; the first row names the columns [D205]");
  EXPECT_EQ(refused("\xef\xbb\xbf"), "read_csv: f.csv, line 1 is empty; the first row names the columns [D205]");
  EXPECT_EQ(refused("a,b\n1,2\n3\n"), "read_csv: f.csv, line 3 has 1 of the header's 2 fields [D205]");
  EXPECT_EQ(refused("a,b\n1,2\n3,4,5\n"), "read_csv: f.csv, line 3 has 3 of the header's 2 fields [D205]");
  EXPECT_EQ(refused("a,b\n\n1,2\n"), "read_csv: f.csv, line 2 is empty; every row has a field for each column [D205]");
  EXPECT_EQ(refused("a,b\n1,\"2\n3,4\n"), "read_csv: f.csv, line 2, column 2 opens a quote that is never closed [D205]");
  EXPECT_EQ(refused("a,b\n1,\"2\"x\n"), "read_csv: f.csv, line 2, column 2 has text after its closing quote [D205]");
  EXPECT_EQ(
      refused("a,b\n1,2\"x\n"),
      "read_csv: f.csv, line 2, column 2 has a quote inside an unquoted field; quote the field and double the quote [D205]");
  EXPECT_EQ(refused("a,b\n1,2"s + '\0' + "\n"),
            "read_csv: f.csv, line 2, column 2 holds a NUL byte; the file is damaged or no text [D205]");
  EXPECT_EQ(refused("a,b\n1,\"2"s + '\0' + "\"\n"),
            "read_csv: f.csv, line 2, column 2 holds a NUL byte; the file is damaged or no text [D205]");
  EXPECT_EQ(refused("a,b\r1,2\r"),
            "read_csv: f.csv, line 1, column 2 holds a carriage return without a line feed; lines end in LF or CRLF [D205]");
  EXPECT_EQ(refused("\xff\xfe"s + "a\0\n\0"s), "read_csv: f.csv, line 1, column 1 is UTF-16; save it as UTF-8 [D205]");
  EXPECT_EQ(refused("a,\xe9\n1,2\n"),
            "read_csv: f.csv, line 1, column 2 is not valid UTF-8; convert the file before reading it [D210]");
  EXPECT_EQ(refused("a,b\n1," + std::string(1000000, 'x') + "\n"),
            "read_csv: f.csv, line 2, column 2 has more than 65536 bytes; is a closing quote missing? [D205]");
  EXPECT_EQ(refused("a,b\n1,\"" + std::string(1000000, '\n') + "\"\n"),
            "read_csv: f.csv, line 2, column 2 has more than 65536 bytes; is a closing quote missing? [D205]");
  EXPECT_EQ(refused("a\n" + std::string(1000000, 'x') + "\n", {.file = "f.csv", .longest_field = 1000000}), "nothing was thrown");
}

TEST(csv, refuses_every_cut_of_a_file_or_reads_it_whole) {  // no cut is read as something else
  const std::string whole = "a,b\r\n\"x\"\"y\",\"1\r\n2\"\r\nz,3\r\n";
  for (std::size_t n = 0; n <= whole.size(); ++n) {
    try {
      const csv_table t = read_csv(whole.substr(0, n));
      for (const std::string& name : t.names()) EXPECT_EQ(t.texts(name).size(), t.size());
    } catch (const invalid_input& e) {
      EXPECT_EQ(e.code(), error_code::csv_syntax) << n;
    }
  }
}

}  // namespace
