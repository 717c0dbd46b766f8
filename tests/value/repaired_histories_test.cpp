// SPDX-License-Identifier: Apache-2.0
#include <walaa/value/repaired_histories.hpp>

#include <walaa/value/bg_nbd.hpp>
#include <walaa/value/gamma_gamma.hpp>

#include "cdnow.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using walaa::missing;
using walaa::policy;
using walaa::purchase_histories;
using walaa::repaired_histories;

const std::vector<double> x{2, 0, 3, 1}, recency{11, 4, 0, 5}, age{10, 9, 0, 8};

TEST(repaired_histories, strict_copies_nothing) {
  const repaired_histories r({.frequency = x, .recency = recency, .age = age}, policy::strict);
  EXPECT_EQ(r.view().frequency.data(), x.data());
  EXPECT_EQ(r.view().recency.data(), recency.data());
  EXPECT_EQ(r.mended() + r.dropped(), 0u);
}

TEST(repaired_histories, mends_dates_by_the_rules) {
  const repaired_histories r({.frequency = x, .recency = recency, .age = age}, policy::repair);
  EXPECT_EQ(std::vector(r.view().frequency.begin(), r.view().frequency.end()), (std::vector<double>{2, 0, 0, 1}));
  EXPECT_EQ(std::vector(r.view().recency.begin(), r.view().recency.end()), (std::vector<double>{10, 0, 0, 5}));
  EXPECT_EQ(r.mended(), 2u);
  EXPECT_EQ(r.dropped(), 1u);
}

TEST(repaired_histories, drops_spends_that_are_none) {
  const std::vector<double> counts{2, 0, 1, 3}, spend{0, 7, -4, 12};
  const auto r =
      repaired_histories::for_spend({.frequency = counts, .recency = {}, .age = {}, .monetary_value = spend}, policy::repair);
  EXPECT_EQ(std::vector(r.view().frequency.begin(), r.view().frequency.end()), (std::vector<double>{0, 0, 0, 3}));
  EXPECT_EQ(r.view().monetary_value[3], 12);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(walaa::is_missing(r.view().monetary_value[static_cast<std::size_t>(i)]));
  EXPECT_EQ(r.dropped(), 2u);
  EXPECT_EQ(r.mended(), 1u);
}

TEST(repaired_histories, what_has_no_mend_is_refused_by_the_fit_either_way) {
  const std::vector<double> negative{-1, 2}, last{0, 3}, end{9, 9};
  EXPECT_THROW(walaa::bg_nbd::fit({.frequency = negative, .recency = last, .age = end}, {.bad_rows = policy::repair}),
               walaa::invalid_input);
}

TEST(repaired_histories, the_fit_counts_them_and_equals_the_fit_of_the_mended_rows) {
  const purchase_histories good = walaa::tests::cdnow_tenth();
  std::vector<double> counts(good.frequency.begin(), good.frequency.end()), last(good.recency.begin(), good.recency.end()),
      end(good.age.begin(), good.age.end());
  for (const auto& [c, t, T] : {std::tuple{1.0, 40.0, 38.0}, {0.0, 3.0, 38.0}})
    counts.push_back(c), last.push_back(t), end.push_back(T);
  const auto mended = walaa::bg_nbd::fit({.frequency = counts, .recency = last, .age = end}, {.bad_rows = policy::repair});
  EXPECT_EQ(mended.report().rows_clamped, 2);
  last[last.size() - 2] = 38;
  last.back() = 0;
  EXPECT_EQ(*mended, *walaa::bg_nbd::fit({.frequency = counts, .recency = last, .age = end}));
}

TEST(repaired_histories, a_free_gift_does_not_stop_the_fit_of_spend_and_is_told) {
  const purchase_histories good = walaa::tests::cdnow_tenth();
  std::vector<double> counts(good.frequency.begin(), good.frequency.end()),
      spend(good.monetary_value.begin(), good.monetary_value.end());
  const auto before = walaa::gamma_gamma::fit(good);
  counts.push_back(1);
  spend.push_back(0);
  const purchase_histories with{.frequency = counts, .recency = {}, .age = {}, .monetary_value = spend};
  EXPECT_THROW(walaa::gamma_gamma::fit(with), walaa::invalid_input);
  const auto after = walaa::gamma_gamma::fit(with, {.bad_rows = policy::repair});
  EXPECT_EQ(*after, *before);
  EXPECT_NE(after.report().message.find("1 customer without a positive spend left out"), std::string::npos)
      << after.report().message;
  EXPECT_GT(after->expected_spend(1, 0), 0);
  EXPECT_LT(after->expected_spend(1, 0), after->mean_spend());
}

}  // namespace
