// SPDX-License-Identifier: Apache-2.0
#include <walaa/survival/survival_model.hpp>  // the header under test comes first: it must stand alone

#include <walaa/survival/curve.hpp>  // for kaplan_meier

#include <gtest/gtest.h>

#include <cmath>

namespace {

/// Archetypes: the least that the concept asks for.
struct knows_hazard {
  double cumulative_hazard(double t) const { return 0.2 * t; }
};
struct knows_log_survival {
  double log_survival(double t) const { return -0.2 * t; }
};
struct knows_survival {
  double survival(double t) const { return std::exp(-0.2 * t); }
};
struct answers_in_float {
  float log_survival(double) const { return 0; }
};
struct with_unit : knows_hazard {
  walaa::time_unit unit = walaa::time_unit::week;
};

static_assert(walaa::survival_model<knows_hazard> && walaa::survival_model<knows_log_survival>);
static_assert(!walaa::survival_model<knows_survival> && !walaa::survival_model<answers_in_float> && !walaa::survival_model<int>);
static_assert(walaa::timed_survival_model<with_unit> && !walaa::timed_survival_model<knows_hazard>);
static_assert(walaa::timed_survival_model<walaa::kaplan_meier>);

TEST(survival_model, either_form_gives_the_cumulative_hazard) {
  EXPECT_EQ(walaa::cumulative_hazard(knows_hazard{}, 3), 0.2 * 3);
  EXPECT_EQ(walaa::cumulative_hazard(knows_log_survival{}, 3), 0.2 * 3);
}

}  // namespace
