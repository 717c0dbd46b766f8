// SPDX-License-Identifier: Apache-2.0
// Every bad input of the NBD yields exactly its code, row and text; the rules themselves: check_histories_test.cpp.
#include <walaa/value/nbd.hpp>

#include "cdnow.hpp"  // for owned_histories

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace {

using walaa::nbd;
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

TEST(nbd_input, a_fit_refuses_impossible_histories) {
  owned_histories h = good();
  h.recency[17] = 51.3;
  h.age[17] = 50;
  EXPECT_EQ(message_of([&] { nbd::fit(h); }),
            "nbd::fit: recency[17] = 51.3 exceeds T[17] = 50; recency is the age at the last purchase - was \"days since last "
            "purchase\" passed? [D102]");
  h = good();
  h.age[3] = walaa::missing;
  EXPECT_EQ(message_of([&] { nbd::fit(h); }), "nbd::fit: T[3] = NaN is not a finite number [D103]");
  EXPECT_EQ(message_of([&] { nbd::fit({}); }), "nbd::fit: frequency is empty [D109]");
}

TEST(nbd_input, rows_that_cannot_be_are_mended_where_asked) {
  owned_histories h = walaa::tests::repeated({.frequency = 0, .recency = 0, .age = 39}, 30);
  for (std::size_t i = 0; i < 20; ++i) {
    h.frequency[i] = 1 + static_cast<double>(i % 6);
    h.recency[i] = 1.5 * static_cast<double>(i + 1);
  }
  const auto as_they_are = nbd::fit(h);
  h.recency[4] = 40;
  EXPECT_THROW(nbd::fit(h), walaa::invalid_input);
  const auto mended = nbd::fit(h, {.bad_rows = walaa::policy::repair});
  EXPECT_EQ(mended.report().rows_clamped, 1);
  EXPECT_EQ(mended.unchecked(), as_they_are.unchecked());  // recency is not in the likelihood
}

TEST(nbd_input, a_fit_refuses_bad_options) {
  EXPECT_EQ(message_of([] { nbd::fit(good(), {.max_iterations = 0}); }), "nbd::fit: max_iterations = 0 is not positive [F302]");
}

TEST(nbd_input, columns_of_likelihoods_want_room) {
  const owned_histories h = good();
  std::vector<double> out(3);
  EXPECT_EQ(message_of([&] { nbd{}.log_likelihood(h, out); }),
            "nbd::log_likelihood: frequency has 20 rows and out has 3; one row a customer in both [D101]");
}

TEST(nbd_input, parameters_are_positive) {
  EXPECT_EQ(message_of([] { nbd{.r = 0, .alpha = 1}.validate(); }), "nbd: r = 0 is not positive [D111]");
  EXPECT_EQ(message_of([] { nbd{.r = 1, .alpha = walaa::missing}.validate(); }),
            "nbd: alpha = NaN is not a finite number [D103]");
}

}  // namespace
