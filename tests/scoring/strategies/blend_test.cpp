// SPDX-License-Identifier: Apache-2.0
#include <walaa/scoring/strategies/blend.hpp>

#include <walaa/scoring/builtin.hpp>
#include <walaa/scoring/strategies/p_alive.hpp>
#include <walaa/scoring/strategies/no_purchase_within.hpp>
#include <walaa/scoring/strategies/promise_trust.hpp>

#include "overdue.hpp"
#include "reference_fits.hpp"
#include "relative.hpp"
#include "some_customers.hpp"
#include "strategy_laws.hpp"

#include <gtest/gtest.h>

namespace {

using namespace walaa::tests;
using walaa::days;
using walaa::standing;
using namespace walaa::strategies;

blend a_blend() { return {{promise_trust(), 50}, {no_purchase_within(reference_mbg_nbd(), days{90}), -20}}; }

TEST(blend, is_the_weighted_sum_of_its_parts_and_bounds_its_error) {
  const walaa::customers c = some_customers();
  const walaa::scorer s{a_blend(), promise_trust(), no_purchase_within(reference_mbg_nbd(), days{90})};
  const walaa::profiles p = s.score(c, {.errors = true});
  for (std::size_t i = 0; i < ordinary_customers; ++i) {
    const auto all = p.at(i, "blend"), trust = p.at(i, "promise_trust"), silent = p.at(i, "no_purchase_within");
    EXPECT_RELATIVE(all.value, 50 * trust.value - 20 * silent.value, 1e-13);
    EXPECT_RELATIVE(all.error, 50 * trust.error + 20 * silent.error, 1e-14);
  }
}

TEST(blend, is_labelled_as_weighted_by_the_user) {
  EXPECT_EQ(a_blend().scale(), "weighted_by_user");
  const blend b = a_blend();
  for (const blend_part& p : b.parts()) EXPECT_EQ(p.weight.from, walaa::origin::user);
}

TEST(blend, has_the_worst_standing_of_its_parts) {
  const walaa::customers c = some_customers();
  const walaa::profiles p = walaa::scorer{a_blend()}.score(c);
  EXPECT_EQ(p.at(1, "blend").status, standing::scored);
  EXPECT_EQ(p.at(0, "blend").status, standing::prior_only);  // no promise yet
  EXPECT_EQ(p.at(row_of(roster_only), "blend").status, standing::prior_only);
  EXPECT_EQ(p.at(row_of(no_recency), "blend").status, standing::insufficient);
  EXPECT_EQ(p.at(row_of(nothing_kept_known), "blend").status, standing::insufficient);
}

TEST(blend, explains_each_part_by_its_weight) {
  const walaa::customers c = some_customers();
  const walaa::scorer s{a_blend(), promise_trust()};
  const walaa::explanation e = s.explain(c, 1, "blend");
  ASSERT_EQ(e.why.size(), 2u);
  for (const walaa::contribution& w : e.why) {
    EXPECT_EQ(w.code, "part_of_blend");
    if (w.input == "promise_trust") {
      EXPECT_RELATIVE(w.effect, 50 * (s.score(c).at(1, "promise_trust").value - 0.5), 1e-13);
    }
  }
}

TEST(blend, starts_from_nothing_where_a_part_knows_no_new_customer) {
  const walaa::customers c = some_customers();
  const blend b{{promise_trust(), 1}, {overdue{}, 1}};
  const walaa::explanation e = walaa::scorer{b}.explain(c, 4, "blend");
  EXPECT_EQ(e.from, walaa::explanation_base::nothing);
  EXPECT_EQ(e.base, 0);
}

TEST(blend, obeys_the_laws_of_a_strategy) {
  const walaa::customers c = some_customers();
  expect_strategy_laws(a_blend(), c, walaa::builtin());
  expect_strategy_laws(blend{{walaa::any_strategy("inner", a_blend()), 2}, {p_alive(reference_bg_nbd()), 1}}, c,
                       walaa::builtin());
}

TEST(blend, needs_the_users_own_numbers_and_parts_that_fit_together) {
  EXPECT_THROW(blend(std::vector<blend_part>{}), walaa::invalid_input);
  EXPECT_THROW((blend{{promise_trust(), 1}, {promise_trust(), 2}}), walaa::invalid_input);
  EXPECT_THROW((blend{{promise_trust(), walaa::missing}}), walaa::invalid_input);
  EXPECT_THROW((blend{{promise_trust(), walaa::number(1, walaa::origin::published, "somebody")}}), walaa::invalid_input);
  const walaa::fitted<walaa::mbg_nbd> monthly({}, walaa::time_unit::month);
  EXPECT_THROW((blend{{p_alive(reference_mbg_nbd()), 1}, {walaa::any_strategy("other", p_alive(monthly)), 1}}),
               walaa::invalid_input);
}

TEST(blend, can_be_saved_only_with_parts_that_can) {
  struct for_the_moment {
    std::string tag = "for_the_moment";
    walaa::input_names inputs() const { return {}; }
    void score(walaa::customer_view, walaa::score_out) const {}
  };
  EXPECT_THROW((walaa::scorer{blend{{for_the_moment{}, 1}}}.stored()), walaa::invalid_input);
}

}  // namespace
