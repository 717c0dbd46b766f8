// SPDX-License-Identifier: Apache-2.0
#include <walaa/regression/covariates.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <limits>
#include <string>
#include <vector>

namespace {
using walaa::covariate;
using walaa::covariates;

const std::vector<double> age{30, 40, 50}, visits{3, 1, 2}, two{1, 2};

template<class F> std::string message_of(F&& f) {
  try {
    f();
  } catch (const walaa::invalid_input& e) {
    return e.what();
  }
  return "accepted";
}

TEST(covariates, are_found_by_name) {
  const covariates x{{"age", age}, {"visits", visits}};
  EXPECT_EQ(x.rows(), 3u);
  EXPECT_EQ(x.columns(), 2u);
  EXPECT_EQ(x.find("visits"), 1u);
  EXPECT_EQ(x.find("income"), 2u);
  EXPECT_EQ(x[1].data(), visits.data());
  EXPECT_EQ(covariates().rows(), 0u);
}

TEST(covariates, come_from_a_table_of_customers) {
  walaa::customers table(std::vector<std::int64_t>{7, 8, 9}, walaa::date(std::chrono::days(0)), walaa::time_unit::week);
  table.with("age", age).with("visits", visits);
  const std::vector<std::string_view> names{"visits", "age"};
  const covariates x(table, names);
  EXPECT_EQ(x.name(0), "visits");
  EXPECT_EQ(x[1][2], 50);
}

TEST(covariates, a_model_finds_its_columns_in_any_order_and_among_others) {
  const covariates x{{"visits", visits}, {"income", age}, {"age", age}};
  const std::vector<std::string> own{"age", "visits"};
  const covariates found = walaa::matching("score", x, own);
  EXPECT_EQ(found.names(), own);
  EXPECT_EQ(found[1].data(), visits.data());
}

TEST(covariates, bad_columns_are_named) {
  EXPECT_NE(message_of([] { covariates{{"age", age}, {"visits", two}}; }).find("visits"), std::string::npos);
  EXPECT_EQ(message_of([] { covariates{{"", age}}; }), "covariates: a column without a name [D114]");
  EXPECT_EQ(message_of([] { covariates{{"age", age}, {"age", age}}; }), "covariates: two columns named 'age' [D113]");
  const std::vector<std::string> own{"income"};
  EXPECT_EQ(message_of([&] {
              walaa::matching("score", {{"age", age}, {"visits", visits}}, own);
            }),
            "score: no column 'income', which the model was fitted on; there is: age, visits [D110]");
  std::vector<double> holed = age;
  holed[1] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_NE(message_of([&] { walaa::check_covariates("fit", {{"age", holed}}, 3); }).find("age[1]"), std::string::npos);
  EXPECT_NE(message_of([&] { walaa::check_covariates("fit", {{"age", age}}, 4); }).find("[D101]"), std::string::npos);
}
}  // namespace
