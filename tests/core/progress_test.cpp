// SPDX-License-Identifier: Apache-2.0
#include <walaa/core/progress.hpp>

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace {

TEST(progress, nobody_listening_means_go_on) { EXPECT_TRUE(walaa::keep_going({}, 0, 10)); }

TEST(progress, the_listener_is_told_how_far_and_decides) {
  std::vector<std::pair<std::size_t, std::size_t>> heard;
  const walaa::progress_callback until_three = [&](std::size_t done, std::size_t total) {
    heard.emplace_back(done, total);
    return done < 3;
  };
  std::size_t done = 0;
  while (done < 10 && walaa::keep_going(until_three, done, 10)) ++done;
  EXPECT_EQ(done, 3u);
  EXPECT_EQ(heard, (std::vector<std::pair<std::size_t, std::size_t>>{{0, 10}, {1, 10}, {2, 10}, {3, 10}}));
}

}  // namespace
