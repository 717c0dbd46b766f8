// SPDX-License-Identifier: Apache-2.0
#include <walaa/survival/survival_fit_options.hpp>

#include "refuses.hpp"

namespace {

TEST(survival_fit_options, no_steps_are_refused_by_the_name_of_the_function) {
  walaa::survival_fit_options{}.validate("here");
  EXPECT_REFUSES(walaa::survival_fit_options{.max_iterations = 0}.validate("here"),
                 "here: max_iterations = 0 is not positive [F302]");
}

}  // namespace
