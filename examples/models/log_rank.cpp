// SPDX-License-Identifier: Apache-2.0
// Do customers of two channels leave at the same pace? Weeks until they left or were last seen, in two regions.
#include <walaa/survival/log_rank.hpp>

#include <cstdio>
#include <string>
#include <vector>

int main() {
  const std::vector<double> weeks{9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 61, 5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45};
  const std::vector<double> left{1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1};
  std::vector<double> channel, region;
  for (int i = 0; i < 23; ++i) channel.push_back(i < 11 ? 0 : 1), region.push_back(i % 2);
  const std::vector<std::string> names{"advised", "online"};
  const walaa::spells s{.duration = weeks, .event = left, .entry = {}, .weight = {}, .unit = walaa::time_unit::week};

  const auto test = walaa::log_rank(s, channel, {.names = names});
  std::printf("%-8s customers  left  expected\n", "");
  for (const auto& g : test.groups) std::printf("%-8s %9.0f %5.0f %9.2f\n", g.name.c_str(), g.customers, g.observed, g.expected);
  std::printf("\nlog-rank            chi-squared %.3f on %zu, p = %.3f\n", test.chi_squared, test.degrees, test.p_value);
  const auto early = walaa::log_rank(s, channel, {.rho = 1, .names = names});
  std::printf("early weeks weigh   chi-squared %.3f on %zu, p = %.3f\n", early.chi_squared, early.degrees, early.p_value);
  const auto within = walaa::log_rank(s, channel, {.stratum = region, .names = names});
  std::printf("within regions      chi-squared %.3f on %zu, p = %.3f\n", within.chi_squared, within.degrees, within.p_value);
}
