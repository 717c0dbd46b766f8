// SPDX-License-Identifier: Apache-2.0
// Every bad input of Gamma-Gamma yields exactly its code, row and text.
#include <walaa/value/gamma_gamma.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using walaa::gamma_gamma;

std::string message_of(std::vector<double> x, std::vector<double> m, std::vector<double> weight = {}) {
  try {
    gamma_gamma::fit({.frequency = x, .recency = {}, .age = {}, .monetary_value = m, .weight = weight});
  } catch (const walaa::invalid_input& e) {
    return e.what();
  }
  return "nothing was thrown";
}

TEST(gamma_gamma_input, a_fit_refuses_impossible_spends) {
  EXPECT_EQ(
      message_of({1, 2}, {35, 0}),
      "gamma_gamma::fit: monetary_value[1] = 0 is not positive; a free or refunded purchase has no place in Gamma-Gamma [D111]");
  EXPECT_EQ(message_of({1, 2}, {35, -4.5}),
            "gamma_gamma::fit: monetary_value[1] = -4.5 is not positive; a free or refunded purchase has no place in Gamma-Gamma "
            "[D111]");
  EXPECT_EQ(message_of({1, 0}, {35, 12}),
            "gamma_gamma::fit: monetary_value[1] = 12 but frequency[1] = 0; monetary_value is the mean spend of repeat "
            "purchases, the first one "
            "left out [D112]");
  EXPECT_EQ(message_of({1, 2}, {35, walaa::missing}), "gamma_gamma::fit: monetary_value[1] = NaN is not a finite number [D103]");
  EXPECT_EQ(message_of({1, walaa::missing}, {35, 3}), "gamma_gamma::fit: frequency[1] = NaN is not a finite number [D103]");
  EXPECT_EQ(message_of({1, -2}, {35, 3}),
            "gamma_gamma::fit: frequency[1] = -2 is negative; frequency counts the purchases after the first [D104]");
  EXPECT_EQ(message_of({1, 2.5}, {35, 3}),
            "gamma_gamma::fit: frequency[1] = 2.5 is not a whole number; frequency counts the purchases after the first [D105]");
}

TEST(gamma_gamma_input, a_fit_wants_the_column) {
  EXPECT_EQ(message_of({1, 2}, {}),
            "gamma_gamma::fit: there is no column monetary_value, the mean spend of repeat purchases [D110]");
  EXPECT_EQ(message_of({1, 2}, {3}),
            "gamma_gamma::fit: frequency has 2 rows and monetary_value has 1; one row a customer in both [D101]");
  EXPECT_EQ(message_of({1, 2}, {3, 4}, {1}),
            "gamma_gamma::fit: frequency has 2 rows and weight has 1; one row a customer in both [D101]");
  EXPECT_EQ(message_of({}, {}), "gamma_gamma::fit: frequency is empty [D109]");
}

TEST(gamma_gamma_input, a_customer_without_a_repeat_has_no_spend_or_none_known) {
  std::vector<double> x{0, 0}, m{0, walaa::missing};
  for (int i = 0; i < 50; ++i) {
    x.push_back(1 + i % 5);
    m.push_back(5 + (i * 37) % 50);
  }
  const auto fit = gamma_gamma::fit({.frequency = x, .recency = {}, .age = {}, .monetary_value = m, .weight = {}});
  EXPECT_EQ(fit.report().rows_used, 50);
  EXPECT_EQ(fit.report().rows_without_information, 2);
}

TEST(gamma_gamma_input, columns_of_spends_want_room) {
  const std::vector<double> x{1, 2}, m{3, 4};
  std::vector<double> out(1);
  EXPECT_THROW((gamma_gamma{}.expected_spend(x, m, out)), walaa::invalid_input);
}

}  // namespace
