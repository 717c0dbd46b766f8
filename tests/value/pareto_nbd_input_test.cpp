// SPDX-License-Identifier: Apache-2.0
// Every bad input of the Pareto/NBD yields exactly its code, row and text; the rules themselves: check_histories_test.cpp.
#include <walaa/value/pareto_nbd.hpp>

#include "cdnow.hpp"  // for owned_histories

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace {

using walaa::pareto_nbd;
using walaa::tests::owned_histories;

owned_histories good() {
  owned_histories h;
  for (int i = 0; i < 20; ++i) h.add({.frequency = 0, .recency = 0, .age = 39});
  h.frequency[17] = 1;
  h.recency[17] = 20;
  return h;
}

std::string message_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const walaa::invalid_input& e) {
    return e.what();
  }
  return "nothing was thrown";
}

TEST(pareto_nbd_input, a_fit_refuses_impossible_histories) {
  owned_histories h = good();
  h.recency[17] = 51.3;
  h.age[17] = 50;
  EXPECT_EQ(
      message_of([&] { pareto_nbd::fit(h); }),
      "pareto_nbd::fit: recency[17] = 51.3 exceeds T[17] = 50; recency is the age at the last purchase - was \"days since last "
      "purchase\" passed? [D102]");
  h = good();
  h.frequency[3] = walaa::missing;
  EXPECT_EQ(message_of([&] { pareto_nbd::fit(h); }), "pareto_nbd::fit: frequency[3] = NaN is not a finite number [D103]");
  EXPECT_EQ(message_of([&] { pareto_nbd::fit({}); }), "pareto_nbd::fit: frequency is empty [D109]");
  owned_histories still;
  still.add({.frequency = 0, .recency = 0, .age = 0});
  EXPECT_EQ(message_of([&] { pareto_nbd::fit(still); }),
            "pareto_nbd::fit: T is 0 in every row; nobody was observed after the first purchase [D116]");
}

TEST(pareto_nbd_input, a_fit_refuses_bad_options) {
  const owned_histories h = good();
  EXPECT_EQ(message_of([&] { pareto_nbd::fit(h, {.max_iterations = 0}); }),
            "pareto_nbd::fit: max_iterations = 0 is not positive [F302]");
  EXPECT_EQ(message_of([&] { pareto_nbd::fit(h, {.gradient_tolerance = 0}); }),
            "pareto_nbd::fit: gradient_tolerance = 0 is not a positive number [F302]");
  EXPECT_EQ(message_of([&] { pareto_nbd::fit(h, {.ridge = -1}); }),
            "pareto_nbd::fit: ridge = -1 is not a number from 0 on [F302]");
}

TEST(pareto_nbd_input, a_rounding_of_recency_is_clamped_and_counted) {
  owned_histories h = walaa::tests::repeated({.frequency = 0, .recency = 0, .age = 39}, 30);
  for (std::size_t i = 0; i < 20; ++i) {
    h.frequency[i] = 1 + static_cast<double>(i % 4);
    h.recency[i] = i < 3 ? 39 * (1 + 1e-12) : 1.5 * static_cast<double>(i);
  }
  const auto fit = pareto_nbd::fit(h);
  EXPECT_EQ(fit.report().rows_clamped, 3);
  for (std::size_t i = 0; i < 3; ++i) h.recency[i] = 39;
  EXPECT_EQ(pareto_nbd::fit(h).unchecked(), fit.unchecked());
}

TEST(pareto_nbd_input, columns_of_likelihoods_want_room) {
  const owned_histories h = good();
  std::vector<double> out(3);
  EXPECT_EQ(message_of([&] { pareto_nbd{}.log_likelihood(h, out); }),
            "pareto_nbd::log_likelihood: frequency has 20 rows and out has 3; one row a customer in both [D101]");
}

TEST(pareto_nbd_input, parameters_are_positive) {
  EXPECT_EQ(message_of([] { pareto_nbd{.r = 0, .alpha = 1, .s = 1, .beta = 1}.validate(); }),
            "pareto_nbd: r = 0 is not positive [D111]");
  EXPECT_EQ(message_of([] { pareto_nbd{.r = 1, .alpha = 1, .s = walaa::missing, .beta = 1}.validate(); }),
            "pareto_nbd: s = NaN is not a finite number [D103]");
}

}  // namespace
