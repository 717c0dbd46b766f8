// SPDX-License-Identifier: Apache-2.0
#include <walaa/evaluate/frozen_bins.hpp>

#include "ranked_data.hpp"

#include <gtest/gtest.h>

#include <walaa/core/tree.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace {

using walaa::bin_counts;
using walaa::frozen_bins;
using walaa::frozen_categories;
using walaa::tests::refusal;
using column = std::vector<double>;
using words = std::vector<std::string>;

TEST(frozen_bins, an_edge_belongs_to_the_bin_above_it_and_missing_has_its_own) {
  const auto bins = frozen_bins::at({1, 2.5});
  EXPECT_EQ(bins.size(), 4u);
  EXPECT_EQ(bins(0.999), 0u);
  EXPECT_EQ(bins(1), 1u);
  EXPECT_EQ(bins(2.5), 2u);
  EXPECT_EQ(bins(-std::numeric_limits<double>::infinity()), 0u);
  EXPECT_EQ(bins(std::numeric_limits<double>::infinity()), 2u);
  EXPECT_EQ(bins(walaa::missing), 3u);
}

TEST(frozen_bins, the_breast_cancer_bins_count_as_published) {  // the edge rule [a, b) on values that stand on an edge
  const auto bins = frozen_bins::at({13, 15, 17});
  const bin_counts counts(bins, std::span<const double>(column{12.9, 13, 14.99, 15, 17, 17}));
  EXPECT_EQ(counts.count, (column{1, 2, 1, 2, 0}));
}

TEST(frozen_bins, quantiles_hold_about_as_many_each_whatever_the_order) {
  column values;
  for (int i = 0; i < 100; ++i) values.push_back((i * 37) % 100);
  values.push_back(walaa::missing);
  const auto bins = frozen_bins::quantiles(values, 4);
  EXPECT_EQ(bins.edges, (column{25, 50, 75}));
  EXPECT_EQ(bin_counts(bins, std::span<const double>(values)).count, (column{25, 25, 25, 25, 1}));
  EXPECT_EQ(frozen_bins::quantiles(column{7, 7, 7}, 10).edges, column{});  // nothing to cut
  EXPECT_EQ(frozen_bins::quantiles(column{0, 0, 0, 0, 0, 0, 0, 1, 2, 3}, 5).edges, (column{2}));
}

TEST(frozen_bins, counters_of_parts_add_up_to_that_of_the_whole) {
  column values;
  for (int i = 0; i < 1000; ++i) values.push_back(std::sin(i));
  const auto bins = frozen_bins::quantiles(values, 7);
  const std::span<const double> all(values);
  bin_counts first(bins, all.first(313)), second(bins, all.subspan(313));
  first += second;
  EXPECT_EQ(first, bin_counts(bins, all));
  EXPECT_EQ(first.total(), 1000);
  EXPECT_EQ(refusal([&] {
              bin_counts other(3);
              return (other += first).total();
            }),
            "bin_counts::operator+=: count has 3 rows and other.count has 8; one row a customer in both [D101]");
}

TEST(frozen_bins, categories_know_the_unseen_and_the_empty) {
  const auto bins = frozen_categories::of(words{"card", "cash", "", "card"});
  EXPECT_EQ(bins.names, (words{"card", "cash"}));
  EXPECT_EQ(bins.size(), 4u);
  EXPECT_EQ(bins("card"), 0u);
  EXPECT_EQ(bins("cash"), 1u);
  EXPECT_EQ(bins("crypto"), 2u);
  EXPECT_EQ(bins(""), 3u);
  const words now{"cash", "crypto", "", "cash"};
  EXPECT_EQ(bin_counts(bins, std::span<const std::string>(now)).count, (column{0, 2, 1, 1}));
}

TEST(frozen_bins, saved_bins_come_back_equal) {
  const auto bins = frozen_bins::at({-1, 0.1, 1e300});
  EXPECT_EQ(walaa::from_tree<frozen_bins>(walaa::to_tree(bins)), bins);
  const auto categories = frozen_categories::of(words{"b", "a"});
  EXPECT_EQ(walaa::from_tree<frozen_categories>(walaa::to_tree(categories)), categories);
  const bin_counts counts(column{1, 2, 3});
  EXPECT_EQ(walaa::from_tree<bin_counts>(walaa::to_tree(counts)), counts);
}

TEST(frozen_bins, what_is_no_bins_is_refused_at_load) {
  EXPECT_THROW((frozen_bins{{2, 1}}).validate(), walaa::load_error);
  EXPECT_THROW((frozen_bins{{walaa::missing}}).validate(), walaa::load_error);
  EXPECT_THROW((frozen_categories{{"b", "a"}}).validate(), walaa::load_error);
  EXPECT_THROW((frozen_categories{{""}}).validate(), walaa::load_error);
  EXPECT_NO_THROW((frozen_bins{{1, 2}}).validate());
}

TEST(frozen_bins, bad_input_names_the_place_and_the_rule) {
  EXPECT_EQ(refusal([] {
              return frozen_bins::at({1, 1}).size();
            }),
            "frozen_bins::at: edges[1] = 1 does not exceed the edge before [D114]");
  EXPECT_EQ(refusal([] { return frozen_bins::at({walaa::missing}).size(); }),
            "frozen_bins::at: edges[0] = NaN is not a finite number [D103]");
  EXPECT_EQ(refusal([] { return frozen_bins::quantiles(column{}).size(); }), "frozen_bins::quantiles: training is empty [D109]");
  EXPECT_EQ(refusal([] {
              return frozen_bins::quantiles(column{1, INFINITY}).size();
            }),
            "frozen_bins::quantiles: training[1] = inf is not a finite number [D103]");
  EXPECT_EQ(refusal([] { return frozen_bins::quantiles(column{1}, 1).size(); }),
            "frozen_bins::quantiles: bins = 1 is outside [2, 10000] [F302]");
  EXPECT_EQ(refusal([] { return frozen_categories::of(words{""}).size(); }), "frozen_categories::of: training is empty [D109]");
}

}  // namespace
