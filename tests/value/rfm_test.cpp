// SPDX-License-Identifier: Apache-2.0
#include <walaa/value/rfm.hpp>

#include "cdnow.hpp"  // for cdnow_tenth

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

namespace {

using namespace walaa;

// ten customers; silence T - recency 1 .. 10, repeats 0 0 0 0 1 1 2 3 4 9, spend of repeats as listed
struct ten {
  std::vector<double> frequency{0, 0, 0, 0, 1, 1, 2, 3, 4, 9}, recency{0, 0, 0, 0, 5, 4, 3, 2, 1, 1},
      age{1, 2, 3, 4, 10, 10, 10, 10, 10, 11}, monetary_value{0, 0, missing, 0, 7, 5, 10, 4, 20, 1};
  operator purchase_histories() const {
    return {.frequency = frequency, .recency = recency, .age = age, .monetary_value = monetary_value, .unit = time_unit::week};
  }
};

TEST(rfm, cut_points_are_quantiles) {  // by hand: the 2nd, 4th, 6th and 8th smallest of ten
  const rfm cuts = rfm::fit(ten());
  EXPECT_EQ(cuts.silence, (std::vector<double>{2, 4, 6, 8}));
  EXPECT_EQ(cuts.frequency, (std::vector<double>{0, 0, 1, 3}));
  EXPECT_EQ(cuts.money, (std::vector<double>{0, 0, 7, 12}));  // totals: 0 0 0 0 5 7 9 12 20 80
  EXPECT_EQ(cuts.customers, 10);
  EXPECT_EQ(cuts.unit, time_unit::week);
  EXPECT_EQ(cuts.bins(), 5u);
}

TEST(rfm, marks_follow_from_the_cut_points) {
  const rfm cuts = rfm::fit(ten());
  const rfm_marks nobody = cuts({0, 0, 4}, missing);  // no repeat: the spend is not read
  EXPECT_EQ(nobody.recency, 4);
  EXPECT_EQ(nobody.frequency, 1);
  EXPECT_EQ(nobody.money, 1);
  const rfm_marks best = cuts({9, 40, 40.5}, 100);
  EXPECT_EQ(best.cell(), 555);
  EXPECT_EQ(best.sum(), 15);
  const rfm_marks once = cuts({1, 5, 15}, 7);  // ties are not split: nobody gets 2
  EXPECT_EQ(once.cell(), 133);
}

TEST(rfm, a_customers_marks_do_not_depend_on_the_others) {
  const purchase_histories all = tests::cdnow_tenth();
  const rfm cuts = rfm::fit(all);
  const std::size_t n = all.size();
  std::vector<double> r(n), f(n), m(n);
  cuts(all, r, f, m);
  for (std::size_t i = 0; i < n; ++i) {
    const rfm_marks one = cuts(all[i], all.monetary_value[i]);
    ASSERT_EQ(one.recency, r[i]);
    ASSERT_EQ(one.frequency, f[i]);
    ASSERT_EQ(one.money, m[i]);
  }
  // at most a fifth is above the last cut point
  for (const auto& column : {f, m})
    EXPECT_LE(static_cast<double>(std::count(column.begin(), column.end(), 5.0)), 0.2 * static_cast<double>(n) + 1);
  EXPECT_EQ(std::count(f.begin(), f.end(), 1.0), 1411);  // CDNOW customers who never came back
}

TEST(rfm, longer_silence_never_raises_a_mark_and_more_money_never_lowers_one) {
  const rfm cuts = rfm::fit(tests::cdnow_tenth());
  double before = 5;
  for (double age = 20; age < 60; age += 0.5) {
    const double mark = cuts({3, 20, age}, 10).recency;
    EXPECT_LE(mark, before);
    before = mark;
  }
  EXPECT_EQ(before, 1);
  before = 1;
  for (double spend = 0.5; spend < 500; spend *= 1.2) {
    const double mark = cuts({3, 20, 30}, spend).money;
    EXPECT_GE(mark, before);
    before = mark;
  }
  EXPECT_EQ(before, 5);
}

TEST(rfm, weights_count_as_repeated_rows) {
  const ten once;
  ten t;
  std::vector<double> weight(10, 1.0);
  weight[9] = 3;
  purchase_histories h = once;
  h.weight = weight;
  for (int i = 0; i < 2; ++i) {
    t.frequency.push_back(9);
    t.recency.push_back(1);
    t.age.push_back(11);
    t.monetary_value.push_back(1);
  }
  const rfm weighted = rfm::fit(h, 4), repeated = rfm::fit(t, 4);
  EXPECT_EQ(weighted, repeated);
}

TEST(rfm, missing_evidence_gives_no_mark) {
  const rfm cuts = rfm::fit(ten());
  for (const rfm_marks& marks :
       {cuts({missing, 1, 2}, 3), cuts({1, missing, 2}, 3), cuts({1, 1, missing}, 3), cuts({1, 1, 2}, missing)}) {
    EXPECT_TRUE(is_missing(marks.recency) && is_missing(marks.frequency) && is_missing(marks.money));
    EXPECT_TRUE(is_missing(marks.cell()) && is_missing(marks.sum()));
  }
  ten with_holes;
  with_holes.frequency[9] = missing;
  EXPECT_EQ(rfm::fit(with_holes).customers, 9);
}

TEST(rfm, survives_saving) {
  const rfm cuts = rfm::fit(tests::cdnow_tenth(), 7);
  EXPECT_EQ(from_tree<rfm>(to_tree(cuts)), cuts);
  EXPECT_NO_THROW(cuts.validate());
}

TEST(rfm, refuses_what_cannot_be) {
  EXPECT_THROW(rfm::fit(ten(), 1), invalid_input);
  EXPECT_THROW(rfm::fit(ten(), 10), invalid_input);
  EXPECT_THROW(rfm::fit(purchase_histories{}), invalid_input);
  ten bad;
  bad.recency[4] = 11;
  EXPECT_THROW(rfm::fit(bad), invalid_input);
  rfm cuts = rfm::fit(ten());
  std::vector<double> r(10), f(10), m(9);
  EXPECT_THROW(cuts(ten(), r, f, m), invalid_input);  // m is too short
  const ten keep;
  purchase_histories days_instead = keep;
  days_instead.unit = time_unit::day;
  m.resize(10);
  EXPECT_THROW(cuts(days_instead, r, f, m), invalid_input);
  std::swap(cuts.silence[0], cuts.silence[3]);
  EXPECT_THROW(cuts.validate(), invalid_input);
  EXPECT_THROW(rfm{}.validate(), invalid_input);
}

}  // namespace
