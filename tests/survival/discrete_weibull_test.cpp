// SPDX-License-Identifier: Apache-2.0
#include <walaa/survival/discrete_weibull.hpp>

#include "relative.hpp"
#include "survival_model_laws.hpp"

#include <walaa/archive/model_file.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace {

using walaa::discrete_weibull;
using walaa::fit_status;
using walaa::renewals;
using column = std::vector<double>;

TEST(discrete_weibull, regular_cohort_years_0_to_4) {  // Fader et al. (2018): theta .3739, c .6359, -1404.0082; recomputed
  const auto fit = discrete_weibull::fit(renewals::of_cohort(column{1000, 631, 468, 382, 326}));
  ASSERT_EQ(fit.report().status, fit_status::converged) << fit.report().full();
  EXPECT_NEAR(fit->theta(), 0.37386, 5e-6);
  EXPECT_NEAR(fit->c, 0.63586, 5e-6);
  EXPECT_NEAR(fit.report().log_likelihood, -1404.008174825, 5e-9);
}

TEST(discrete_weibull, geometric_data_give_shape_one_and_their_rate) {
  const auto fit = discrete_weibull::fit(renewals::of_cohort(column{1000, 700, 490, 343, 240.1}));
  EXPECT_NEAR(fit->theta(), 0.3, 1e-9);
  EXPECT_NEAR(fit->c, 1, 1e-9);
}

TEST(discrete_weibull, is_a_survival_model) {
  walaa::tests::expect_survival_model_laws(discrete_weibull{0.4, 0.6}, 30);
  walaa::tests::expect_survival_model_laws(discrete_weibull{0.1, 1.8}, 30);
  const discrete_weibull m{0.4, 0.6};
  EXPECT_RELATIVE(m.survival(3), std::pow(1 - m.theta(), std::pow(3, 0.6)), 1e-14);
  EXPECT_RELATIVE(m.leaves_at(3), m.survival(2) - m.survival(3), 1e-13);
  EXPECT_RELATIVE(m.retention(3), m.survival(3) / m.survival(2), 1e-14);
}

TEST(discrete_weibull, degenerate_data_are_statuses) {
  const auto status = [](const column& survivors) {
    const auto fit = discrete_weibull::fit(renewals::of_cohort(survivors));
    fit.validate();
    return fit.report().status;
  };
  EXPECT_EQ(status({10, 10, 10}), fit_status::degenerate_data);
  EXPECT_EQ(status({10, 0, 0}), fit_status::degenerate_data);
  EXPECT_EQ(status({10, 6, 6, 6}), fit_status::boundary);
  EXPECT_EQ(discrete_weibull::fit(walaa::spells{.duration = column{1, 1}, .event = column{1, 0}}).report().status,
            fit_status::not_identified);
}

TEST(discrete_weibull, a_saved_model_is_the_same_model) {
  const auto fit = discrete_weibull::fit(renewals::of_cohort(column{1000, 631, 468, 382, 326}));
  EXPECT_EQ(walaa::load<walaa::fitted<discrete_weibull>>(walaa::save(fit)), fit);
}

}  // namespace
