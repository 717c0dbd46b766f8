// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    How often 95 % intervals hold the truth, over samples drawn from it: 200 of them, or as many as the environment's WALAA_SOAK
    says, for which `./dev soak` is there.

    A right interval holds the truth fewer than 180 of 200 times with probability 0.0012 and always with 0.00004; of 2,000 times
    fewer than 93.4 % or more than 96.6 % with 0.001. Seeds are fixed, so a test that passes goes on passing. */

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

namespace walaa::tests {

class coverage {
 public:
  coverage(std::string model, std::vector<std::string> parameters)
      : model_(std::move(model)), parameters_(std::move(parameters)), held_(parameters_.size()) {}

  static unsigned long samples() {
    const char* const soak = std::getenv("WALAA_SOAK");
    return soak ? std::strtoul(soak, nullptr, 10) : 200;
  }

  /// The interval of a parameter from one sample.
  template<class Interval> void add(std::size_t parameter, const Interval& i, double truth) {
    held_[parameter] += i.low <= truth && truth <= i.high ? 1u : 0u;
  }

  /// After all samples.
  void expect() const {
    const bool soak = std::getenv("WALAA_SOAK") != nullptr;
    for (std::size_t j = 0; j < held_.size(); ++j) {
      const double share = static_cast<double>(held_[j]) / static_cast<double>(samples());
      EXPECT_GE(share, soak ? 0.934 : 0.90) << model_ << ": " << parameters_[j];
      EXPECT_LE(share, soak ? 0.966 : 0.995) << model_ << ": " << parameters_[j];
      if (soak) std::printf("coverage | %s | %s | %.4f |\n", model_.c_str(), parameters_[j].c_str(), share);
    }
  }

 private:
  std::string model_;
  std::vector<std::string> parameters_;
  std::vector<unsigned long> held_;
};

}  // namespace walaa::tests
