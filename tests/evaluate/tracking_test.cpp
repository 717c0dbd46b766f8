// SPDX-License-Identifier: Apache-2.0
#include <walaa/evaluate/tracking.hpp>  // the header under test comes first: it must stand alone

#include "relative.hpp"  // for EXPECT_RELATIVE

#include <walaa/value/bg_nbd.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace {

using walaa::date;
using walaa::track;
using walaa::tracking;

constexpr walaa::bg_nbd vignette{.r = .2425982, .alpha = 4.4136842, .a = .7929899, .b = 2.4261667};
constexpr date start = walaa::parse_date("1997-01-01");

/// Days of first and of repeat purchases of the CDNOW tenth, straight from its log.
struct cdnow_days {
  std::vector<date> birth, repeats;

  cdnow_days() {
    std::ifstream file(WALAA_TEST_DATA "/data/cdnow_tenth.csv");
    std::string line;
    std::getline(file, line);
    std::map<std::string, std::set<date>> by_customer;
    while (std::getline(file, line)) {
      const auto comma = line.find(',');
      by_customer[line.substr(0, comma)].insert(walaa::parse_date(std::string_view(line).substr(comma + 1, 10)));
    }
    for (const auto& [customer, on] : by_customer) {
      birth.push_back(*on.begin());
      repeats.insert(repeats.end(), std::next(on.begin()), on.end());
    }
  }
};

const cdnow_days& cdnow() {
  static const cdnow_days days;
  return days;
}

const tracking& cdnow_weeks() {
  static const tracking t = track(walaa::fitted<walaa::bg_nbd>(vignette, walaa::time_unit::week), cdnow().birth, cdnow().repeats,
                                  start, 78, walaa::weeks{1});
  return t;
}

TEST(tracking, cdnow_weeks_20_to_25_agree_with_the_btyd_vignette) {
  ASSERT_EQ(cdnow().birth.size(), 2357u);
  constexpr double incremental[] = {76.86531, 74.88843, 73.04554, 71.32166, 69.70412, 68.18213};
  constexpr double cumulative[] = {1312.458, 1387.346, 1460.392, 1531.713, 1601.418, 1669.6};
  constexpr double actual[] = {1359, 1414, 1484, 1517, 1573, 1672};
  const auto t = cdnow_weeks();
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_RELATIVE(t.expected[19 + i], incremental[i], 1e-4);
    EXPECT_RELATIVE(t.cumulative_expected()[19 + i], cumulative[i], 1e-4);
    EXPECT_EQ(t.cumulative_actual()[19 + i], actual[i]);
  }
  EXPECT_EQ(t.cumulative_actual().back() + static_cast<double>(t.after_last), static_cast<double>(cdnow().repeats.size()));
}

TEST(tracking, cdnow_weeks_20_to_25_agree_with_scipy) {  // SciPy 1.17 hyp2f1, the textbook E[X(t)] summed over the log
  constexpr double incremental[] = {76.86535067, 74.88847158, 73.04558305, 71.32169677, 69.704153, 68.18216144};
  const auto t = cdnow_weeks();
  for (std::size_t i = 0; i < 6; ++i) EXPECT_RELATIVE(t.expected[19 + i], incremental[i], 1e-9);
  EXPECT_RELATIVE(t.cumulative_expected()[19], 1312.45861, 1e-8);
}

/// Buys twice a unit for ever.
struct steady {
  double expected_purchases(double t) const { return 2 * t; }
};

TEST(tracking, by_hand) {
  const std::vector<double> birth{0, 0.5, 2.25, 9}, repeats{0.1, 0.999, 1, 2.999, 3, 3.5, 8};
  const auto t = track(steady{}, birth, repeats, {.periods = 3});
  EXPECT_EQ(t.actual, (std::vector<double>{2, 1, 1}));
  EXPECT_EQ(t.after_last, 3u);
  // until 1: 2 + 1; until 2: 4 + 3; until 3: 6 + 5 + 1.5
  EXPECT_EQ(t.cumulative_expected(), (std::vector<double>{3, 7, 12.5}));
  EXPECT_EQ(t.expected, (std::vector<double>{3, 4, 5.5}));
  EXPECT_RELATIVE(t.mean_absolute_error(0, 3), (1 + 3 + 4.5) / 3, 1e-15);
  EXPECT_EQ(t.mean_absolute_error(2, 3), 4.5);
  const auto halves = track(steady{}, birth, repeats, {.periods = 6, .period = 0.5});  // finer periods add up to coarser ones
  for (std::size_t w = 0; w < 3; ++w) {
    EXPECT_EQ(halves.actual[2 * w] + halves.actual[2 * w + 1], t.actual[w]);
    EXPECT_RELATIVE(halves.expected[2 * w] + halves.expected[2 * w + 1], t.expected[w], 1e-14);
  }
}

TEST(tracking, row_order_does_not_matter_to_the_bit) {
  auto birth = cdnow().birth;
  auto repeats = cdnow().repeats;
  std::reverse(birth.begin(), birth.end());
  std::rotate(repeats.begin(), repeats.begin() + 1000, repeats.end());
  EXPECT_EQ(track(walaa::fitted<walaa::bg_nbd>(vignette, walaa::time_unit::week), birth, repeats, start, 78, walaa::weeks{1}),
            cdnow_weeks());
}

TEST(tracking, the_unit_of_the_model_does_not_matter) {
  walaa::bg_nbd by_day = vignette;
  by_day.alpha *= 7;
  const auto t = track(walaa::fitted<walaa::bg_nbd>(by_day, walaa::time_unit::day), cdnow().birth, cdnow().repeats, start, 78,
                       walaa::weeks{1});
  EXPECT_EQ(t.actual, cdnow_weeks().actual);
  for (std::size_t w = 0; w < 78; ++w) EXPECT_RELATIVE(t.expected[w], cdnow_weeks().expected[w], 1e-11);
}

TEST(tracking, bad_input_names_column_row_value_and_rule) {
  const auto message = [](auto&& call) -> std::string {
    try {
      call();
    } catch (const walaa::invalid_input& e) {
      return e.what();
    }
    return "accepted";
  };
  using column = std::vector<double>;
  EXPECT_EQ(message([] { track(steady{}, column{}, column{}); }), "track: birth is empty [D109]");
  EXPECT_EQ(message([] { track(steady{}, column{0, -1}, column{}); }), "track: birth[1] = -1 is negative [D104]");
  EXPECT_EQ(message([] {
              track(steady{}, column{0}, column{1, walaa::missing});
            }),
            "track: repeats[1] = NaN is not a finite number [D103]");
  EXPECT_EQ(message([] { track(steady{}, column{0}, column{}, {.periods = 0}); }),
            "track: periods = 0 is outside [1, 100000] [F302]");
  EXPECT_EQ(message([] { track(steady{}, column{0}, column{}, {.period = 0}); }), "track: period = 0 is not positive [D111]");
  EXPECT_EQ(message([] { track(steady{}, column{0}, column{}, {.periods = 3}).mean_absolute_error(2, 4); }),
            "tracking::mean_absolute_error: [2, 4) is no range of 3 periods [D114]");
  const walaa::fitted<walaa::bg_nbd> model(vignette, walaa::time_unit::week);
  const std::vector<date> birth{start}, early{start, start - date::duration{1}};
  EXPECT_EQ(message([&] { track(model, birth, early, start, 5, walaa::weeks{1}); }),
            "track: repeats[1] = 1996-12-31 is before the start, 1997-01-01 [D201]");
}

}  // namespace
