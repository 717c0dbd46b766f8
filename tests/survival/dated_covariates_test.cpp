// SPDX-License-Identifier: Apache-2.0
#include <walaa/survival/dated_covariates.hpp>  // the header under test comes first: it must stand alone

#include "refuses.hpp"  // for EXPECT_REFUSES

#include <gtest/gtest.h>

#include <vector>

namespace {

using walaa::date;
using walaa::dated_covariates;
using walaa::parse_date;

const std::vector<double> visits{3, 5};
const std::vector<date> began{parse_date("2024-03-01"), parse_date("2024-05-01")};

TEST(dated_covariates, values_known_by_the_start_of_the_spell_pass) {
  const std::vector<date> known{parse_date("2024-02-29"), parse_date("2024-05-01")};  // before, and on the day
  const dated_covariates d{{"visits", visits, known}};
  const walaa::covariates x = d.at_start(began);
  ASSERT_EQ(x.columns(), 1u);
  EXPECT_EQ(x.name(0), "visits");
  EXPECT_EQ(x[0].data(), visits.data());  // nothing is copied
}

TEST(dated_covariates, a_value_from_the_future_is_refused_with_row_and_both_dates) {
  const std::vector<date> known{parse_date("2024-02-29"), parse_date("2024-05-02")};
  const dated_covariates d{{"visits", visits, known}};
  EXPECT_REFUSES(d.at_start(began),
                 "dated_covariates: visits[1] was known on 2024-05-02, its spell begins on 2024-05-01; a model may not see what "
                 "came later: cut the spell there, or take the earlier value [D201]");
}

TEST(dated_covariates, days_that_are_not_known_are_refused) {
  const std::vector<date> known{walaa::no_date, parse_date("2024-05-01")};
  const dated_covariates d{{"visits", visits, known}};
  EXPECT_REFUSES(
      d.at_start(began),
      "dated_covariates: visits[0] was known on no date, its spell begins on 2024-03-01; both days must be known [D201]");
  const std::vector<date> fine{parse_date("2024-02-29"), parse_date("2024-05-01")};
  const std::vector<date> unknown{parse_date("2024-03-01"), walaa::no_date};
  const dated_covariates e{{"visits", visits, fine}};
  EXPECT_REFUSES(
      e.at_start(unknown),
      "dated_covariates: visits[1] was known on 2024-05-01, its spell begins on no date; both days must be known [D201]");
}

TEST(dated_covariates, lengths_are_checked) {
  const std::vector<date> one{parse_date("2024-02-29")};
  EXPECT_REFUSES((dated_covariates{{"visits", visits, one}}),
                 "dated_covariates: visits has 2 rows and visits known_on has 1; one row a customer in both [D101]");
  const dated_covariates d{{"visits", visits, began}};
  EXPECT_REFUSES(d.at_start(one), "dated_covariates: began has 1 rows and visits has 2; one row a customer in both [D101]");
}

TEST(dated_covariates, a_spell_starts_at_the_age_of_its_entry) {
  const std::vector<double> duration{9, 9}, event{1, 0}, entry{0, 3};
  const std::vector<date> born{parse_date("2024-01-01"), parse_date("2024-01-01")};
  const walaa::spells s{.duration = duration, .event = event, .entry = entry, .weight = {}, .unit = walaa::time_unit::week};
  EXPECT_EQ(walaa::spell_starts(born, s), (std::vector<date>{born[0], parse_date("2024-01-22")}));
  const walaa::spells from_birth{.duration = duration, .event = event, .entry = {}, .weight = {}, .unit = walaa::time_unit::week};
  EXPECT_EQ(walaa::spell_starts(born, from_birth), born);
}

}  // namespace
