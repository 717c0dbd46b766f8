// SPDX-License-Identifier: Apache-2.0
// Customers who do not exist: their logs, their summary, and the truth beside it.
#include <walaa/data.hpp>
#include <walaa/data/simulate.hpp>

#include <cstdio>

int main() {
  const walaa::simulated s = walaa::simulate({.customers = 10000, .seed = 7});
  const walaa::date now = walaa::parse_date("2024-12-31");
  const walaa::customers c = walaa::summarize(s.logs.view(), {.as_of = now, .unit = s.truth.unit()});
  std::printf("%s\n\n", c.report().text().c_str());
  const auto alive = s.alive(now);
  std::printf("customer  lambda/week      p  alive | frequency  recency      T  complaints\n");
  for (std::size_t i = 0; i < 5; ++i)
    std::printf("%8s  %11.4f  %5.3f  %5g | %9g  %7.2f  %5.2f  %10g\n", c.keys().text(i).c_str(), s.truth["lambda"][i],
                s.truth["p"][i], alive[i], c["frequency"][i], c["recency"][i], c["T"][i], c["complaints"][i]);
  double with_us = 0;
  for (const double a : alive) with_us += a;
  std::printf("\n%.0f of 10000 are still with us\n", with_us);
}
