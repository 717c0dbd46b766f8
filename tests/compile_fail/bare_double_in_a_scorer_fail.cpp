// SPDX-License-Identifier: Apache-2.0
// The rule holds where strategies meet: in a scorer.
// expect: walaa: a strategy's own numbers are walaa::number
#include <walaa/scoring/scorer.hpp>

struct overdue {
  static constexpr std::string_view tag = "overdue";
#if defined(WALAA_EXPECT_COMPILE_ERROR)
  double patience = 2.0;
#else
  walaa::number patience = 2.0;
#endif
  walaa::input_names inputs() const {
    static constexpr std::string_view names[] = {"recency", "T"};
    return names;
  }
  void score(walaa::customer_view c, walaa::score_out out) const {
    for (std::size_t i = 0; i < c.size(); ++i) out.value[i] = (c["T"][i] - c["recency"][i]) / patience;
  }
};

int main() { return walaa::scorer{overdue{}}.size() == 1 ? 0 : 1; }
