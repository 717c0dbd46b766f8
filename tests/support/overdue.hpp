// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    A strategy as a user would write one: how many of his own usual gaps has the customer been silent? */

#include <walaa/scoring/strategy.hpp>

namespace walaa::tests {

struct overdue {
  static constexpr std::string_view tag = "overdue";
  number patience{2.0};
  input_names inputs() const {
    static constexpr std::string_view in[] = {"frequency", "recency", "T"};
    return in;
  }
  void score(customer_view c, score_out out) const {
    const auto x = c["frequency"], last = c["recency"], age = c["T"];
    for (std::size_t i = 0; i < c.size(); ++i) out.value[i] = (age[i] - last[i]) * x[i] / (patience * last[i]);
  }
  template<class Archive> void serialize(Archive& ar, unsigned) { ar& boost::make_nvp("patience", patience); }
};

}  // namespace walaa::tests
