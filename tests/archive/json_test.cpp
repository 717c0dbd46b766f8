// SPDX-License-Identifier: Apache-2.0
#include <walaa/archive/json.hpp>

#include "stored_examples.hpp"

#include <walaa/archive/model_file.hpp>

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace {

using namespace walaa::tests;
using walaa::error_code;
using walaa::tree;

std::vector<std::byte> file_of(tree root) {
  return walaa::to_bytes({.kind = walaa::file_kind::value, .type = "t", .root = std::move(root)});
}

tree record_of(tree field) {
  tree t;
  t.kind = tree::record;
  t.add("x") = std::move(field);
  return t;
}
tree list_of(std::vector<tree> children) {
  tree t;
  t.kind = tree::list;
  t.children = std::move(children);
  return t;
}

struct named_point {
  static constexpr std::string_view tag = "named_point";
  point where{};
  template<class Archive> void serialize(Archive& ar, unsigned) { ar& boost::make_nvp("where", where); }
};
named_point point_file() { return {{.x = 3, .y = 0.5}}; }

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const auto at = text.find(what);
  EXPECT_NE(at, text.npos) << what;
  return at == text.npos ? text : text.replace(at, what.size(), by);
}

walaa::load_error refusal(const std::string& text, const walaa::load_options& options = {}) {
  try {
    walaa::from_json(text, nullptr, options);
  } catch (const walaa::load_error& e) {
    return e;
  }
  return {error_code{}, "was read"};
}

const std::string text_of_point = R"({
  "format": "walaa",
  "format_version": [1, 0],
  "library": "LIBRARY",
  "kind": "value",
  "type": "t",
  "value": {
    "x": {
      "@version": 2,
      "x": 0.1,
      "y": 2
    }
  },
  "digest": "sha256:DIGEST"
}
)";

TEST(json, has_the_documented_form) {
  const auto file = file_of(record_of(walaa::to_tree(point{.x = 0.1, .y = 2})));
  std::string text = walaa::to_json(file);
  const auto blank = [&](const std::string& before, const std::string& word) {
    const auto from = text.find(before) + before.size();
    text.replace(from, text.find('"', from) - from, word);
  };
  blank("\"library\": \"", "LIBRARY");
  blank("sha256:", "DIGEST");
  EXPECT_EQ(text, text_of_point);
}

TEST(json, binary_to_json_to_binary_is_the_identity) {
  for (const example& e : {example{}, full_example()}) {
    const auto bytes = walaa::save(e);
    EXPECT_EQ(walaa::from_json(walaa::to_json(bytes)), bytes);
    EXPECT_EQ(walaa::to_json(walaa::from_json(walaa::to_json(bytes))), walaa::to_json(bytes));
  }
}

TEST(json, every_tree_comes_back_as_it_was) {
  const double infinity = std::numeric_limits<double>::infinity();
  const tree nothing, one = walaa::to_tree(1.0), text = walaa::to_tree(std::string("inf"));
  const std::vector<tree> trees = {
      nothing,
      one,
      walaa::to_tree(-infinity),
      walaa::to_tree(-0.0),
      text,
      walaa::to_tree(std::vector<double>{}),
      list_of({}),
      list_of({nothing}),
      list_of({one, walaa::to_tree(infinity), nothing}),
      list_of({one, text}),
      list_of({text, one}),
      list_of({list_of({}), list_of({one}), walaa::to_tree(std::vector<double>{1, infinity, walaa::missing})}),
      walaa::to_tree(std::vector<double>{infinity}),
      walaa::to_tree(std::vector<double>{infinity, 1}),
      walaa::to_tree(std::vector<double>{walaa::missing, 1}),
      record_of(nothing),
      record_of(record_of(one)),
      list_of({record_of(one), nothing, one})};
  for (const tree& t : trees) {
    const auto file = file_of(record_of(t));
    EXPECT_EQ(walaa::from_json(walaa::to_json(file)), file) << walaa::to_json(file);
  }
}

TEST(json, doubles_come_back_bit_for_bit) {
  std::vector<double> hard = {0.1,
                              1.0 / 3,
                              5e-324,
                              2.2250738585072014e-308,
                              2.2250738585072011e-308,
                              1.7976931348623157e308,
                              9007199254740992.0,
                              1e22,
                              1e23,
                              9223372036854775807.0,
                              18446744073709551615.0,
                              1.8446744073709552e19,
                              123456789012345680000.0,
                              -9223372036854775808.0,
                              4.35,
                              0.3};
  std::uint64_t state = 42;
  while (hard.size() < 20000) {  // any bits at all
    state = state * 6364136223846793005u + 1442695040888963407u;
    const double v = std::bit_cast<double>(state ^ state >> 29);
    if (walaa::is_finite(v)) hard.push_back(v);
  }
  const auto file = file_of(record_of(walaa::to_tree(hard)));
  EXPECT_EQ(walaa::from_json(walaa::to_json(file)), file);
}

TEST(json, has_no_nan_and_no_infinity) {
  const std::string text = walaa::to_json(walaa::save(full_example()));
  for (const char* word : {"nan", "NaN", ": inf", "Infinity"}) EXPECT_EQ(text.find(word), text.npos) << word;
  EXPECT_NE(text.find("\"unknown\": null"), text.npos);
  EXPECT_NE(text.find("\"infinite\": {\"@number\": \"inf\"}"), text.npos);
}

TEST(json, unknown_keys_are_ignored_and_reported) {
  const auto file = walaa::save(point_file());
  std::string text = replaced(walaa::to_json(file), "\"kind\"", "\"comment\": [true, {\"deep\": null}],\n  \"kind\"");
  text = replaced(text, "[1, 0]", "[1, 9]");  // what a newer minor version may add
  walaa::json_report report;
  EXPECT_EQ(walaa::from_json(text, &report), file);
  EXPECT_EQ(report.ignored_keys, std::vector<std::string>{"comment"});
}

TEST(json, a_key_that_is_required_is_an_error_never_a_default) {
  const std::string text = walaa::to_json(walaa::save(point_file()));
  for (const char* key : {"format_version", "kind", "type", "value"}) {
    const auto e = refusal(replaced(text, "\"" + std::string(key) + "\":", "\"other\":"));
    EXPECT_EQ(e.code(), error_code::bad_value);
    EXPECT_NE(std::string(e.what()).find("lacks the key \"" + std::string(key) + "\""), std::string::npos) << e.what();
  }
  EXPECT_EQ(refusal(replaced(text, "\"format\"", "\"other\"")).code(), error_code::not_a_model);
  EXPECT_EQ(refusal(replaced(text, "\"library\"", "\"other\"")).code(), error_code{}) << "who wrote it is for people";
}

TEST(json, another_major_version_is_refused_naming_both_and_the_step_to_take) {
  const std::string text = walaa::to_json(walaa::save(point_file()));
  const auto newer = refusal(replaced(text, "[1, 0]", "[2, 3]")), older = refusal(replaced(text, "[1, 0]", "[0, 9]"));
  EXPECT_EQ(newer.code(), error_code::too_new);
  EXPECT_STREQ(newer.what(), "from_json: the text has format 2.3, this library reads 1.x; update walaa [L402]");
  EXPECT_EQ(older.code(), error_code::too_old);
}

TEST(json, an_edited_text_wants_its_digest_taken_out) {
  const std::string text = walaa::to_json(walaa::save(point_file())), edited = replaced(text, "\"x\": 3", "\"x\": 5");
  EXPECT_EQ(refusal(edited).code(), error_code::checksum);
  const std::string accepted = edited.substr(0, edited.find(",\n  \"digest\"")) + "}";
  EXPECT_EQ(walaa::load<named_point>(walaa::from_json(accepted)).where.x, 5);
}

TEST(json, tools_that_sort_keys_do_no_harm) {
  const std::string sorted =
      R"({"format":"walaa","format_version":[1,0],"kind":"value","type":"named_point","value":{"where":{"y":4,"x":3,"@version":2}}})";
  EXPECT_EQ(walaa::load<named_point>(walaa::from_json(sorted)).where, (point{.x = 3, .y = 4}));
}

TEST(json, says_what_is_wrong_and_where) {
  const std::string good = walaa::to_json(walaa::save(point_file()));
  const std::string value = R"({"format":"walaa","format_version":[1,0],"kind":"value","type":"t","value":)";
  struct row {
    std::string text;
    error_code code;
  };
  const std::vector<row> table = {
      {"", error_code::bad_value},
      {"[1, 2]", error_code::not_a_model},
      {"7", error_code::not_a_model},
      {"{}", error_code::not_a_model},
      {good.substr(0, good.size() / 2), error_code::bad_value},
      {good + "x", error_code::bad_value},
      {replaced(good, "0.5", "NaN"), error_code::bad_value},
      {replaced(good, "0.5", "1e999"), error_code::bad_value},
      {replaced(good, "[1, 0]", "[1]"), error_code::bad_value},
      {replaced(good, "[1, 0]", "\"1.0\""), error_code::bad_value},
      {replaced(good, "\"kind\": \"value\"", "\"kind\": \"mood\""), error_code::bad_value},
      {value + R"({"a":1,"a":2}})", error_code::bad_value},
      {value + R"({"@other":1}})", error_code::bad_value},
      {value + R"({"a":{"@number":"nan"}}})", error_code::bad_value},
      {value + R"({"a":{"@number":1}}})", error_code::bad_value},
      {value + R"({"a":{"@list":"b"}}})", error_code::bad_value},
      {value + R"({"@version":-1}})", error_code::bad_value},
      {value + R"({"@version":1.5}})", error_code::bad_value},
      {value + R"({"@version":4294967296}})", error_code::bad_value},
      {value + "[1]}", error_code::bad_value},
      {value + "{\"a\":\"\xff\"}}", error_code::bad_value},
      {value + "{\"a\":" + std::string(33, '[') + std::string(33, ']') + "}}", error_code::bad_value},
      {std::string(1000000, '['), error_code::bad_value},
  };
  for (const row& r : table) EXPECT_EQ(refusal(r.text).code(), r.code) << r.text.substr(0, 120) << "\n" << refusal(r.text).what();
  const auto e = refusal("{\"format\": }");
  EXPECT_EQ(e.offset(), 12u);
  EXPECT_NE(std::string(e.what()).find("line 1, column 12"), std::string::npos) << e.what();
  EXPECT_EQ(refusal(good, {.max_bytes = 10}).code(), error_code::too_big);
  EXPECT_THROW(walaa::to_json(std::vector<std::byte>(50)), walaa::load_error);
}

}  // namespace
