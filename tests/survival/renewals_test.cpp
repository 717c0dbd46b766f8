// SPDX-License-Identifier: Apache-2.0
#include <walaa/survival/renewals.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using walaa::error_code;
using walaa::renewals;
using column = std::vector<double>;
using period = renewals::period;

template<class F> void expect_refused(F&& f, error_code code, const std::string& text) {
  try {
    f();
    ADD_FAILURE() << "nothing was thrown; expected " << text;
  } catch (const walaa::invalid_input& e) {
    EXPECT_EQ(e.code(), code) << e.what();
    EXPECT_NE(std::string(e.what()).find(text), std::string::npos) << e.what();
  }
}

TEST(renewals, a_cohort_table_is_the_rows_of_its_customers) {
  const auto table = renewals::of_cohort(column{5, 3, 2});
  const auto rows = renewals::of({.duration = column{2, 1, 2, 1, 2}, .event = column{0, 1, 1, 1, 0}});
  EXPECT_EQ(std::vector<period>(table.periods().begin(), table.periods().end()),
            (std::vector<period>{{1, 2, 0, 0}, {2, 1, 2, 0}}));
  EXPECT_TRUE(std::equal(table.periods().begin(), table.periods().end(), rows.periods().begin(), rows.periods().end()));
  EXPECT_EQ(table.customers(), 5);
  EXPECT_EQ(table.leavers(), 3);
  EXPECT_EQ(table.asked(), 5 + 3);
  EXPECT_EQ(table.last(), 2);
}

TEST(renewals, cohorts_add_up_and_may_be_short_or_new) {
  const auto pooled = renewals::of_cohorts(std::vector<column>{{10, 6, 4}, {10, 7}, {10}});
  EXPECT_EQ(std::vector<period>(pooled.periods().begin(), pooled.periods().end()),
            (std::vector<period>{{0, 0, 10, 0}, {1, 7, 7, 0}, {2, 2, 4, 0}}));
  EXPECT_EQ(pooled.customers(), 30);
  EXPECT_EQ(pooled.asked(), 10 + 6 + 10);
}

TEST(renewals, late_entry_takes_the_renewals_before_away) {
  const auto r = renewals::of({.duration = column{3, 2}, .event = column{1, 0}, .entry = column{1, 0}, .weight = column{2, 3}});
  EXPECT_EQ(std::vector<period>(r.periods().begin(), r.periods().end()),
            (std::vector<period>{{1, 0, 0, 2}, {2, 0, 3, 0}, {3, 2, 0, 0}}));
  EXPECT_EQ(r.asked(), 2 * 2 + 3 * 2);
}

TEST(renewals, sums_have_the_same_bits_in_any_order_of_rows) {
  const auto one = renewals::of({.duration = column{1, 1, 1}, .event = column{1, 1, 1}, .weight = column{0.1, 0.2, 0.3}});
  const auto other = renewals::of({.duration = column{1, 1, 1}, .event = column{1, 1, 1}, .weight = column{0.3, 0.1, 0.2}});
  EXPECT_EQ(one, other);
}

TEST(renewals, bad_tables_are_refused_by_row_and_rule) {
  expect_refused([] { return renewals::of_cohort(column{}); }, error_code::empty, "renewals::of_cohort: survivors is empty");
  expect_refused(
      [] {
        return renewals::of_cohort(column{10, 6, 7});
      },
      error_code::out_of_range, "renewals::of_cohort: survivors[2] = 7 is more than the 6 before");
  expect_refused([] { return renewals::of_cohort(column{0, 0, 0}); }, error_code::not_positive, "survivors[0] = 0");
  expect_refused([] { return renewals::of_cohort(column{5, 4, -1}); }, error_code::negative, "survivors[2] = -1 is negative");
  expect_refused([] { return renewals::of_cohort(column{5, walaa::missing}); }, error_code::not_finite, "survivors[1] = NaN");
  expect_refused([] { return renewals::of_cohort(column{5, 4}); }, error_code::out_of_range, "has a single renewal");
  expect_refused([] { return renewals::of_cohort(column{5}); }, error_code::out_of_range, "has no renewal");
  expect_refused(
      [] {
        return renewals::of_cohorts(std::vector<column>{{5, 4, 3}, {5, 6}});
      },
      error_code::out_of_range, "cohort 1[1] = 6");
}

TEST(renewals, bad_rows_are_refused_by_row_and_rule) {
  const auto of = [](const column& duration, const column& event, const column& entry = {}) {
    return [=] { return renewals::of({.duration = duration, .event = event, .entry = entry}); };
  };
  expect_refused(of({1, 2.5}, {0, 1}), error_code::not_an_integer, "renewals::of: duration[1] = 2.5 is not a whole number");
  expect_refused(of({1, 0}, {0, 1}), error_code::not_positive, "duration[1] = 0 although the customer left");
  expect_refused(of({3, 2}, {0, 1}, {0, 0.5}), error_code::not_an_integer, "entry[1] = 0.5");
  expect_refused(of({3, 2}, {0, 1}, {0, 2}), error_code::ends_before_start, "entry[1] = 2 is not before duration[1] = 2");
  expect_refused(of({3, 2}, {0, 2}), error_code::out_of_range, "event[1] = 2");
}

}  // namespace
