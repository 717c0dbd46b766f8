// SPDX-License-Identifier: Apache-2.0
// Tenure and channel cut into bins by how they part leavers from stayers. The counts are those of 7,043 telephone customers.
#include <walaa/churn.hpp>

#include <cstddef>
#include <cstdio>
#include <vector>

using namespace walaa;

struct counted {
  std::vector<double> x, left;
  void add(double value, int leavers, int stayers) {
    x.insert(x.end(), static_cast<std::size_t>(leavers + stayers), value);
    left.insert(left.end(), static_cast<std::size_t>(leavers), 1.0);
    left.insert(left.end(), static_cast<std::size_t>(stayers), 0.0);
  }
};

void show(const binning& b) {
  std::printf("%-28s customers    left    rate      WoE       IV\n", b.column.c_str());
  for (std::size_t k = 0; k < b.bins.size(); ++k)
    std::printf("%-28s %9.0f %7.0f %7.3f %8.4f %8.4f\n", b.label(k).c_str(), b.bins[k].count(), b.bins[k].churned,
                b.bins[k].count() > 0 ? b.bins[k].rate() : 0, b.bins[k].woe, b.bins[k].iv);
  const binning_measures m = measures(b);
  std::printf("IV %.4f, Gini %.3f, KS %.3f\n\n", m.iv, m.gini, m.ks);
}

int main() {
  counted tenure;  // months under contract; some never said
  tenure.add(3, 784, 697), tenure.add(9, 253, 452), tenure.add(18, 294, 730), tenure.add(36, 325, 1269),
      tenure.add(60, 213, 1926);
  tenure.add(missing, 0, 100);
  show(binning::fit("tenure", tenure.x, tenure.left, {.direction = bin_direction::falling}));
  show(binning::fit("tenure, cut by hand", tenure.x, tenure.left, {.cuts = {12, 48}}));

  counted contract;
  contract.add(0, 1655, 2220), contract.add(1, 166, 1307), contract.add(2, 48, 1647);
  binning by_contract = binning::fit("contract", contract.x, contract.left, {.least_share = 0, .categorical = true});
  by_contract.labels = {"month to month", "one year", "two years"};
  show(by_contract);
  std::printf("a contract that nobody had: WoE %.4f, in the bin '%s'\n", by_contract.woe(7),
              by_contract.label(by_contract.find(7)).c_str());
}
