// SPDX-License-Identifier: Apache-2.0
#include <walaa/scoring/scorer.hpp>

#include "overdue.hpp"
#include "some_customers.hpp"
#include "strategy_laws.hpp"

#include <walaa/core/thread_pool.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <thread>

namespace {

using namespace walaa::tests;
using walaa::customer_view;
using walaa::input_names;
using walaa::missing;
using walaa::score_out;
using walaa::scorer;
using walaa::standing;
using walaa::time_unit;

struct in_months : overdue {
  static constexpr std::string_view tag = "in_months";
  time_unit unit() const { return time_unit::month; }
};
struct in_weeks : overdue {
  static constexpr std::string_view tag = "in_weeks";
  time_unit unit() const { return time_unit::week; }
};
struct exp_of_tenure {
  static constexpr std::string_view tag = "exp_of_tenure";
  input_names inputs() const {
    static constexpr std::string_view in[] = {"tenure"};
    return in;
  }
  void score(customer_view c, score_out out) const {
    for (std::size_t i = 0; i < c.size(); ++i) out.value[i] = std::exp(c["tenure"][i] / 10), out.status[i] = standing::prior_only;
  }
};
struct of_nine {
  static constexpr std::string_view tag = "of_nine";
  input_names inputs() const {
    static constexpr std::string_view in[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9"};
    return in;
  }
  void score(customer_view c, score_out out) const {
    for (std::size_t i = 0; i < c.size(); ++i) out.value[i] = c["9"][i];
  }
};

template<class F> std::string message_of(F&& f) {
  try {
    f();
  } catch (const walaa::error& e) {
    return e.what();
  }
  return "nothing was thrown";
}

TEST(scorer, reads_the_union_of_the_inputs) {
  const scorer s{overdue{}, {"late", overdue{}}, exp_of_tenure{}};
  const std::vector<std::string_view> in(s.inputs().begin(), s.inputs().end());
  EXPECT_EQ(in, (std::vector<std::string_view>{"frequency", "recency", "T", "tenure"}));
}

TEST(scorer, is_copied_and_not_wrapped_and_its_copies_stand_alone) {
  auto s = std::make_unique<scorer>(scorer{overdue{}, exp_of_tenure{}});
  scorer copy{*s}, other = *s;
  s.reset();
  EXPECT_EQ(copy.size(), 2u);
  EXPECT_EQ(copy.inputs()[3], "tenure");
  other.add("late", overdue{.patience = 3});
  EXPECT_EQ(other.size(), 3u);
  EXPECT_EQ(copy.size(), 2u);
}

TEST(scorer, refuses_a_name_twice_and_stays_as_it_was) {
  scorer s{overdue{}};
  EXPECT_EQ(message_of([&] { s.add(overdue{}); }),
            "scorer: there is a strategy named 'overdue' already; give one of them another name [S501]");
  EXPECT_EQ(s.size(), 1u);
  EXPECT_EQ(message_of([] {
              scorer{{"a", overdue{}}, {"a", exp_of_tenure{}}};
            }),
            "scorer: there is a strategy named 'a' already; give one of them another name [S501]");
}

TEST(scorer, refuses_models_of_two_units_naming_both) {
  EXPECT_EQ(message_of([] {
              scorer{overdue{}, in_weeks{}, in_months{}};
            }),
            "scorer: strategy 'in_weeks' was fitted in weeks, 'in_months' in months; fit both on tables of one unit [D115]");
  EXPECT_EQ((scorer{overdue{}, in_weeks{}}.unit()), time_unit::week);
  EXPECT_EQ(scorer{overdue{}}.unit(), time_unit::day);
}

TEST(scorer, refuses_a_table_in_another_unit_before_any_score) {
  const walaa::customers c = some_customers();
  EXPECT_EQ(message_of([&] { scorer{in_months{}}.score(c); }),
            "scorer: strategy 'in_months': the table is in weeks, the model was fitted in months; summarise the same logs in the "
            "model's unit [D115]");
}

TEST(scorer, refuses_a_missing_column_naming_strategy_and_column) {
  const walaa::customers c = cdnow_table();
  EXPECT_EQ(message_of([&] {
              scorer{overdue{}, {"grown", exp_of_tenure{}}}.score(c);
            }),
            "scorer: strategy 'grown' needs the column 'tenure'; the table has: frequency, recency, T, monetary_value [S504]");
}

TEST(scorer, writes_insufficient_where_a_required_input_is_missing) {
  const walaa::customers c = some_customers();
  const walaa::profiles p = scorer{overdue{}, exp_of_tenure{}}.score(c);
  EXPECT_EQ(p.at(row_of(roster_only), "overdue").status, standing::insufficient);
  EXPECT_EQ(p.at(row_of(no_recency), "overdue").status, standing::insufficient);
  EXPECT_TRUE(walaa::is_missing(p.at(row_of(no_recency), "overdue").value));
  EXPECT_EQ(p.at(row_of(no_recency), "exp_of_tenure").status,
            standing::scored);  // the strategy may not set it: it has no optional inputs
}

TEST(scorer, scores_the_same_bits_with_any_number_of_threads) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < 5 * 2357; ++i) rows.push_back(i % 2357);
  const walaa::customers once = cdnow_table();
  walaa::customers c = in_order(once, rows);
  c.with("tenure", std::vector<double>(c["recency"].begin(), c["recency"].end()));
  const scorer s{overdue{}, exp_of_tenure{}};
  const walaa::profiles serial = s.score(c);
  for (const unsigned threads : {1u, 2u, 3u, 5u, 8u, 16u}) {
    walaa::thread_pool pool(threads);
    const walaa::profiles p = s.score(c, {.run = pool});
    for (const std::string& name : s.names()) EXPECT_EQ(bits_of(p[name].value), bits_of(serial[name].value)) << threads;
  }
}

TEST(scorer, scores_the_same_bits_in_any_chunks_and_row_by_row) {
  const walaa::customers c = some_customers();
  const scorer s{overdue{}, exp_of_tenure{}};
  const walaa::profiles all = s.score(c);
  for (const std::size_t chunk : {1u, 7u, 50u}) {
    for (std::size_t first = 0; first < c.size(); first += chunk) {
      const std::size_t n = std::min(chunk, c.size() - first);
      const walaa::profiles part = s.score(customer_view(c).rows(first, n));
      for (const std::string& name : s.names()) EXPECT_EQ(bits_of(part[name].value), bits_of(all[name].value.subspan(first, n)));
      EXPECT_EQ(part.keys().text(0), all.keys().text(first));
    }
  }
}

TEST(scorer, scores_one_customer_as_in_a_batch) {
  const walaa::customers c = some_customers();
  const scorer s{overdue{}, exp_of_tenure{}};
  const walaa::profiles all = s.score(c, {.errors = true});
  for (std::size_t i = 0; i < c.size(); ++i) {
    walaa::customer who = s.blank(c.as_of());
    for (const std::string_view name : s.inputs()) who[name] = c[name][i];
    const auto got = s.score(who);
    for (const std::string& name : s.names()) {
      EXPECT_EQ(std::bit_cast<std::uint64_t>(got[name].value), std::bit_cast<std::uint64_t>(all.at(i, name).value));
      EXPECT_EQ(got[name].status, all.at(i, name).status);
    }
  }
}

TEST(scorer, is_called_from_sixteen_threads_at_once) {
  const walaa::customers c = some_customers();
  const scorer s{overdue{}, exp_of_tenure{}};
  const walaa::profiles expected = s.score(c);
  std::vector<char> same(16);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < same.size(); ++t)
    threads.emplace_back([&, t] {
      walaa::profiles mine;
      same[t] = 1;
      for (int round = 0; round < 20; ++round) {
        s.score(c, mine);
        if (bits_of(mine["overdue"].value) != bits_of(expected["overdue"].value)) same[t] = 0;
      }
    });
  for (std::thread& t : threads) t.join();
  EXPECT_EQ(std::count(same.begin(), same.end(), 1), 16);
}

TEST(scorer, makes_a_blank_customer_of_exactly_its_inputs) {
  const scorer s{overdue{}};
  walaa::customer who = s.blank(walaa::parse_date("2026-11-24"));
  EXPECT_EQ(who.as_of(), walaa::parse_date("2026-11-24"));
  EXPECT_TRUE(walaa::is_missing(who["T"]));
  EXPECT_THROW(who["tenure"] = 3, walaa::invalid_input);
}

TEST(scorer, refuses_more_scores_for_one_customer_than_fit) {
  scorer s;
  for (std::size_t k = 0; k < walaa::scores::capacity; ++k) s.add(std::to_string(k), overdue{});
  EXPECT_NO_THROW(s.score(s.blank(walaa::no_date)));
  s.add(overdue{});
  EXPECT_EQ(message_of([&] { s.score(s.blank(walaa::no_date)); }),
            "scorer: 17 strategies, and the scores of one customer hold 16; score a table instead [F302]");
}

TEST(scorer, explains_a_strategy_without_reasons_against_the_medians) {
  scorer s{exp_of_tenure{}};
  const double tenures[] = {1, 30, 2, 20, 10, missing};
  walaa::table_view table(6, walaa::no_date, time_unit::week);
  table.with("tenure", tenures);
  s.set_reference(table);
  ASSERT_EQ(s.reference_values().size(), 1u);
  EXPECT_EQ(s.reference_values()[0], 10);
  const walaa::explanation e = s.explain(table, 1).at(0);
  EXPECT_EQ(e.from, walaa::explanation_base::reference_customer);
  EXPECT_NEAR(e.base, std::exp(1.0), 1e-15);
  EXPECT_NEAR(e.total, std::exp(3.0), 1e-14);
  ASSERT_EQ(e.why.size(), 1u);
  EXPECT_NEAR(e.why[0].effect, std::exp(3.0) - std::exp(1.0), 1e-14);
  const walaa::explanation none = s.explain(table, 5).at(0);
  EXPECT_EQ(none.status, standing::insufficient);
  EXPECT_EQ(none.lacking, std::vector<std::string>{"tenure"});
}

TEST(scorer, takes_the_mean_of_the_middle_two_as_median) {
  scorer s{exp_of_tenure{}};
  const double tenures[] = {4, 1, 8, 2};
  walaa::table_view table(4, walaa::no_date, time_unit::week);
  table.with("tenure", tenures);
  EXPECT_EQ(s.set_reference(table).reference_values()[0], 3);
}

TEST(scorer, orders_reasons_by_size) {
  scorer s{overdue{}};
  const walaa::customers c = some_customers();
  s.set_reference(c);
  const walaa::customers some = in_order(c, {4, 8, 30});
  gives_reasons_that_sum_to_the_score(overdue{}, some);
}

TEST(scorer, refuses_to_explain_what_it_cannot) {
  const walaa::customers c = some_customers();
  EXPECT_EQ(message_of([&] { scorer{overdue{}}.explain(c, 4); }),
            "scorer: strategy 'overdue' has no explain(), and the scorer has no reference customer; call set_reference with the "
            "table it was "
            "fitted on [S506]");
  const scorer nine{of_nine{}};
  walaa::customer who = nine.blank(walaa::no_date);
  for (const std::string_view name : nine.inputs()) who[name] = 1;
  EXPECT_EQ(message_of([&] { nine.explain(who); }),
            "scorer: strategy 'of_nine' reads 9 inputs; a strategy without explain() is explained over at most 8 [S506]");
  EXPECT_EQ(message_of([&] { nine.explain(who, 0, "of_ten"); }), "scorer: no strategy 'of_ten'; there is: of_nine [S502]");
  EXPECT_EQ(message_of([&] { scorer{overdue{}}.explain(c, c.size()); }), "scorer::explain: row 126 of 126 [D114]");
}

TEST(scorer, says_so_where_no_reasons_can_be_given) {  // the median customer never came back: overdue divides 0 by 0 there
  const walaa::customers c = some_customers();
  scorer s{overdue{}};
  s.set_reference(c);
  const walaa::explanation e = s.explain(c, 4, "overdue");
  EXPECT_FALSE(e.explained);
  EXPECT_TRUE(e.why.empty());
  EXPECT_EQ(e.base, e.total);
  EXPECT_NE(e.text("en").find("No reasons can be given"), std::string::npos);
  EXPECT_NE(e.text("ar").find("تعذّر بيان الأسباب"), std::string::npos);
}

TEST(scorer, is_rebuilt_from_what_it_stores_with_names_and_reference) {
  const walaa::customers c = some_customers();
  scorer s{overdue{}, {"late", overdue{.patience = 3}}};
  s.set_reference(c);
  const scorer t = scorer::from_stored(s.stored(), walaa::registry().add<overdue>());
  EXPECT_EQ(t.names()[1], "late");
  EXPECT_EQ(bits_of(t.reference_values()), bits_of(s.reference_values()));
  const walaa::profiles a = s.score(c), b = t.score(c);
  for (const std::string& name : s.names()) EXPECT_EQ(bits_of(a[name].value), bits_of(b[name].value));
  EXPECT_TRUE(t.stored() == s.stored());
  EXPECT_EQ(t.explain(c, 4).at(1).text("ar"), s.explain(c, 4).at(1).text("ar"));
}

TEST(scorer, stores_only_what_can_be_rebuilt) {
  EXPECT_EQ(message_of([] {
              scorer{overdue{}, {"grown", exp_of_tenure{}}}.stored();
            }),
            "scorer: the strategy 'grown' cannot be saved: it has no static tag or no serialize() [S503]");
}

TEST(scorer, refuses_a_file_that_no_caller_could_have_built) {
  walaa::tree t = scorer{overdue{}}.stored();
  t.children[0].children.push_back(t.children[0].children[0]);  // the same name twice
  EXPECT_THROW(scorer::from_stored(t, walaa::registry().add<overdue>()), walaa::load_error);
  walaa::tree u = scorer{overdue{}}.stored();
  u.children[1].children.emplace_back().kind = walaa::tree::text;  // a reference name without a value
  EXPECT_THROW(scorer::from_stored(u, walaa::registry().add<overdue>()), walaa::load_error);
  EXPECT_THROW(scorer::from_stored(scorer{overdue{}}.stored(), walaa::registry()), walaa::load_error);
}

}  // namespace
