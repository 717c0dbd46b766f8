// SPDX-License-Identifier: Apache-2.0
#include <walaa/core/number.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace {

using walaa::number;
using walaa::origin;

struct options {
  number patience{2.0};
};

TEST(number, reads_as_a_double_and_is_the_users_unless_it_says_otherwise) {
  const options o{.patience = 3.5};
  EXPECT_EQ(o.patience, 3.5);
  EXPECT_EQ(2 * o.patience, 7.0);
  EXPECT_EQ(std::exp(number(0)), 1.0);
  EXPECT_EQ(o.patience.from, origin::user);
  EXPECT_EQ(number{}.value, 0);
}

TEST(number, keeps_its_origin) {
  const number published{0.1, origin::published, "Reichheld (1996), p. 37"}, estimated{0.243, 0.0126, 2357, "CDNOW, tenth"};
  EXPECT_EQ(published.from, origin::published);
  EXPECT_EQ(published.source, "Reichheld (1996), p. 37");
  EXPECT_EQ(estimated.from, origin::estimated);
  EXPECT_EQ(estimated.standard_error, 0.0126);
  EXPECT_EQ(estimated.observations, 2357);
  number copy = published;
  copy = 0.2;
  EXPECT_EQ(copy.from, origin::user) << "a new value is the user's";
}

TEST(number, is_the_same_only_with_the_same_origin) {
  const number a{0.1, origin::published, "x"};
  EXPECT_TRUE(a.same_as(a));
  EXPECT_FALSE(a.same_as(number(0.1)));
  EXPECT_FALSE(a.same_as({0.1, origin::published, "y"}));
  EXPECT_FALSE(a.same_as({0.1, origin::definition, "x"}));
  EXPECT_FALSE(number(0.1, 0.01, 5, "x").same_as({0.1, 0.02, 5, "x"}));
  EXPECT_FALSE(number(0.1, 0.01, 5, "x").same_as({0.1, 0.01, 6, "x"}));
}

TEST(number, origins_have_names) {
  EXPECT_EQ(walaa::origin_name(origin::user), "user");
  EXPECT_EQ(walaa::origin_name(origin::definition), "definition");
  EXPECT_EQ(walaa::origin_name(origin::published), "published");
  EXPECT_EQ(walaa::origin_name(origin::estimated), "estimated");
}

TEST(number, is_saved_with_its_origin) {
  for (const number& n : {number(1.5), number(0.1, origin::published, "x"), number(0.243, 0.0126, 2357, "CDNOW")})
    EXPECT_TRUE(walaa::from_tree<number>(walaa::to_tree(n)).same_as(n));
  EXPECT_TRUE(walaa::is_missing(walaa::from_tree<number>(walaa::to_tree(number(walaa::missing))).value))
      << "a number that is not known";
}

TEST(number, one_that_cannot_be_is_not_loaded) {
  const auto broken = [](const char* field, double v) {
    walaa::tree t = walaa::to_tree(number(0.243, 0.0126, 2357, "CDNOW"));
    const_cast<walaa::tree*>(t.find(field))->num = v;
    return t;
  };
  for (const auto& t : {broken("from", 4), broken("from", 255), broken("standard_error", -1), broken("observations", -1)})
    EXPECT_THROW(walaa::from_tree<number>(t), walaa::load_error);
}

}  // namespace
