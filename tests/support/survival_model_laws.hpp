// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The laws that every survival model obeys, to be called by the test of each. */

#include <walaa/survival/leaves_within.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <vector>

namespace walaa::tests {

/// \param until a time up to which the model knows its hazard
template<survival_model M> void expect_survival_model_laws(const M& m, double until) {
  EXPECT_GE(cumulative_hazard(m, 0), 0);
  double before = 0;
  std::vector<double> ages;
  for (int i = 0; i <= 40; ++i) {
    const double t = until * i / 40, hazard = cumulative_hazard(m, t);
    EXPECT_FALSE(is_missing(hazard)) << "at " << t;
    EXPECT_GE(hazard, before) << "the cumulative hazard falls at " << t;
    before = hazard;
    ages.push_back(t);
  }
  for (int j = 0; j <= 8; ++j) {
    const double h = until * j / 8;
    std::vector<double> value(ages.size()), error(ages.size());
    std::vector<leaving> status(ages.size());
    const leave_counts counts = leaves_within(m, ages, h, {.value = value, .error = error, .status = status});
    EXPECT_EQ(counts.known + counts.gone + counts.beyond_data + counts.no_age, ages.size());
    for (std::size_t i = 0; i < ages.size(); ++i) {
      const leave_probability alone = leaves_within(m, ages[i], h);
      EXPECT_EQ(alone.status, status[i]);
      if (status[i] != leaving::known) {
        EXPECT_TRUE(is_missing(value[i]));
        continue;
      }
      EXPECT_EQ(alone.value, value[i]) << "one row is not a batch of one";
      EXPECT_TRUE(value[i] >= 0 && value[i] <= 1) << value[i];
      if (j == 0) {
        EXPECT_EQ(value[i], 0.0);
      }
      if (j > 0) {  // staying h is staying h/2 and then another h/2
        const auto first = leaves_within(m, ages[i], h / 2), second = leaves_within(m, ages[i] + h / 2, h / 2);
        if (first && second) {
          EXPECT_NEAR(1 - value[i], (1 - first.value) * (1 - second.value), 1e-13);
        }
      }
    }
  }
}

}  // namespace walaa::tests
