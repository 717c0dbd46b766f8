// SPDX-License-Identifier: Apache-2.0
#include <walaa/survival/cox_proportionality.hpp>  // the header under test comes first: it must stand alone

#include "cox_tables.hpp"  // for rossi, telco_monthly
#include "refuses.hpp"     // for EXPECT_REFUSES
#include "relative.hpp"    // for EXPECT_RELATIVE

#include <gtest/gtest.h>

#include <cstddef>
#include <vector>

// Values: R survival 3.5-3, cox.zph(fit, terms = FALSE).
namespace {

using namespace walaa::tests;
using walaa::cox_model;
using walaa::proportionality;
using walaa::time_transform;

void expect_chi_squared(const walaa::proportionality_test& t, const std::vector<double>& each, double all) {
  ASSERT_EQ(t.chi_squared.size(), each.size());
  for (std::size_t j = 0; j < each.size(); ++j) EXPECT_RELATIVE(t.chi_squared[j], each[j], 1e-7);
  EXPECT_RELATIVE(t.all_chi_squared, all, 1e-7);
}

TEST(cox_proportionality, telco_is_not_proportional_in_three_of_four) {
  const auto table = telco_monthly();
  const auto t = proportionality(cox_model::fit(table.data()), table.data());
  expect_chi_squared(t, {0.85452093, 21.77158215, 20.08555461, 8.42779862}, 51.84170858);
  EXPECT_NEAR(t.p_value[0], 0.355, 0.0005);
  for (std::size_t j = 1; j < 4; ++j) EXPECT_LT(t.p_value[j], 0.05);
}

TEST(cox_proportionality, rossi_on_every_scale_of_time) {
  const auto table = rossi();
  const auto fit = cox_model::fit(table.data());
  const auto km = proportionality(fit, table.data());
  expect_chi_squared(km,
                     {0.062429750089376, 5.973981661151912, 2.068265383354653, 4.224595638698605, 1.011021564554456,
                      0.018383299135841, 0.520584267006145},
                     17.694415296027934);
  EXPECT_RELATIVE(km.p_value[1], 0.014518462710310, 1e-7);
  EXPECT_RELATIVE(km.all_p_value, 0.013427506576299, 1e-7);
  expect_chi_squared(proportionality(fit, table.data(), time_transform::rank),
                     {1.383808446983283, 0.896421462109888, 2.259978146849724, 4.159683756651027, 0.089592141999107,
                      0.021851655677272, 1.640803482629267},
                     11.025183434835887);
  expect_chi_squared(proportionality(fit, table.data(), time_transform::log),
                     {0.137599435179095, 8.231498350444244, 1.617084936785803, 2.085854845154573, 1.125973314964059,
                      0.219202810351746, 0.013479071364258},
                     17.661570593722853);
  expect_chi_squared(proportionality(fit, table.data(), time_transform::identity),
                     {0.0089505582655462, 6.6159437979083284, 2.1444262526062516, 3.8767551298426968, 1.0313483188441954,
                      0.0281765986864228, 0.4247984111075698},
                     18.1826870813889094);
}

TEST(cox_proportionality, strata_weights_and_late_entry) {
  auto table = rossi().without("wexp").without("mar").without("paro");
  table.strata = table.columns[2];
  table = table.without("race");
  for (std::size_t i = 0; i < table.rows(); ++i) table.weight.push_back(0.5 * static_cast<double>(1 + i % 3));
  expect_chi_squared(proportionality(cox_model::fit(table.data()), table.data()),
                     {0.082495384032645, 4.752995394902010, 0.114281902322225}, 5.017447978150397);
  table.strata.clear(), table.weight.clear();
  for (std::size_t i = 0; i < table.rows(); ++i) table.entry.push_back(table.duration[i] > 10 ? 2 : 0);
  expect_chi_squared(proportionality(cox_model::fit(table.data()), table.data()),
                     {0.0195879703817006, 7.3925815868741349, 0.0066880959223022}, 7.5143992886630393);
}

TEST(cox_proportionality, breslow) {
  auto table = rossi().without("race").without("wexp").without("mar").without("paro");
  expect_chi_squared(proportionality(cox_model::fit(table.data(), {.ties = walaa::cox_ties::breslow}), table.data()),
                     {0.062255936474357, 6.289844095158623, 0.509694503085059}, 7.092137655062220);
}

TEST(cox_proportionality, refuses_a_penalised_fit_and_one_that_is_not_usable) {
  const auto table = rossi();
  EXPECT_REFUSES(proportionality(cox_model::fit(table.data(), {.ridge = 1}), table.data()),
                 "proportionality: the fit is penalised; fit without ridge and lasso [F302]");
  auto constant = table;
  constant.columns[0].assign(table.rows(), 1);
  EXPECT_THROW(proportionality(cox_model::fit(constant.data()), constant.data()), walaa::not_usable);
  auto at_birth = table;
  at_birth.duration[0] = 0;
  EXPECT_REFUSES(proportionality(cox_model::fit(at_birth.data()), at_birth.data(), time_transform::log),
                 "proportionality: somebody left at 0, which has no logarithm [D114]");
}

}  // namespace
