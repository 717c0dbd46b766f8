// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Beetles that died of carbon disulphide at eight doses: the worked example of logistic regression.

    Source: Bliss (1935), Annals of Applied Biology 22; printed in Dobson (1990), An Introduction to Generalized Linear Models,
    table 7.2. A row is a dose and an outcome, with how many beetles it stands for. */

#include <cmath>
#include <cstddef>
#include <vector>

namespace walaa::tests {

struct beetles {
  std::vector<double> dose, killed, count;

  beetles() {
    for (std::size_t i = 0; i < 8; ++i) {
      add(doses[i], 1, deaths[i]);
      if (exposed[i] > deaths[i]) add(doses[i], 0, exposed[i] - deaths[i]);
    }
  }

  /// With a probability of its own for every dose.
  double saturated_log_likelihood() const {
    double sum = 0;
    for (std::size_t i = 0; i < 8; ++i) {
      const double alive = exposed[i] - deaths[i];
      sum += deaths[i] * std::log(deaths[i] / exposed[i]) + (alive > 0 ? alive * std::log(alive / exposed[i]) : 0);
    }
    return sum;
  }

 private:
  static constexpr double doses[] = {1.6907, 1.7242, 1.7552, 1.7842, 1.8113, 1.8369, 1.8610, 1.8839},
                          exposed[] = {59, 60, 62, 56, 63, 59, 62, 60}, deaths[] = {6, 13, 18, 28, 52, 53, 61, 60};

  void add(double d, double y, double n) {
    dose.push_back(d);
    killed.push_back(y);
    count.push_back(n);
  }
};

}  // namespace walaa::tests
