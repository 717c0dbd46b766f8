// SPDX-License-Identifier: Apache-2.0
#include <walaa/churn/scorecard_export.hpp>  // the header under test comes first: it must stand alone

#include "credit_rows.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using namespace walaa::tests;
using walaa::binning;
using walaa::scorecard;

/// Two columns whose weights of evidence are ln 3 and -ln 3, and points round numbers.
scorecard little() {
  two_columns d;
  d.add(1, 25, 75), d.add(2, 75, 25);
  auto age = binning::fit("age \"a\"", d.x, d.churned, {.special = {-1}, .cuts = {1.5}});
  auto shop = binning::fit("shop", d.x, d.churned, {.categorical = true});
  shop.labels = {"?", "Rue d'Or", "B\\C"};
  return scorecard::of({age, shop}, 0, {1, 0}, {.pdo = 10, .score = 100, .odds = 1, .ratio = 3});
}

TEST(scorecard_export, sql_asks_for_each_bin_in_turn) {
  EXPECT_EQ(
      walaa::to_sql(little(), 0),
      "CASE WHEN \"age \"\"a\"\"\" IN (-1) THEN 50 WHEN \"age \"\"a\"\"\" IS NULL THEN 50 WHEN \"age \"\"a\"\"\" < 1.5 THEN 60 "
      "WHEN \"age \"\"a\"\"\" >= 1.5 THEN 40 ELSE 50 END");
  EXPECT_EQ(
      walaa::to_sql(little(), 1),
      "CASE WHEN \"shop\" IS NULL THEN 50 WHEN \"shop\" IN ('Rue d''Or') THEN 50 WHEN \"shop\" IN ('B\\C') THEN 50 ELSE 50 END");
  const std::string all = walaa::to_sql(little(), "customers");
  EXPECT_EQ(all.substr(0, 13), "SELECT\n  CASE");
  EXPECT_NE(all.find("END\n  + CASE"), std::string::npos);
  EXPECT_EQ(all.substr(all.size() - 30), "END AS score\nFROM \"customers\"\n");
}

TEST(scorecard_export, json_holds_every_bin_with_its_points) {
  const std::string json = walaa::to_json(little());
  EXPECT_NE(json.find("\"points_rise_with\": \"staying\", \"pdo\": 10, \"score\": 100, \"odds\": 1, \"ratio\": 3"),
            std::string::npos)
      << json;
  EXPECT_NE(json.find("{\"name\": \"age \\\"a\\\"\", \"coefficient\": 1,"), std::string::npos) << json;
  EXPECT_NE(json.find("{\"kind\": \"interval\", \"low\": null, \"high\": 1.5, \"left\": 25, \"stayed\": 75, \"woe\": -1.09861"),
            std::string::npos)
      << json;
  EXPECT_NE(json.find("\"values\": [\"B\\\\C\"]"), std::string::npos) << json;
  EXPECT_NE(json.find("{\"kind\": \"blank\""), std::string::npos) << json;
}

TEST(scorecard_export, the_side_that_is_closed_is_exported) {
  two_columns d;
  d.add(1, 25, 75), d.add(2, 75, 25);
  const auto right = binning::fit("x", d.x, d.churned, {.cuts = {1}, .closed = walaa::closed_side::right});
  const std::string sql = walaa::to_sql(scorecard::of({right}, 0, {1}), 0);
  EXPECT_NE(sql.find("\"x\" <= 1 THEN"), std::string::npos) << sql;
  EXPECT_NE(sql.find("\"x\" > 1 THEN"), std::string::npos) << sql;
}

}  // namespace
