// SPDX-License-Identifier: Apache-2.0
// The program that every way in must build and run: a table of one's own, a strategy of one's own, scores, a file, the same scores.
#include <walaa/archive.hpp>
#include <walaa/walaa.hpp>

#include <cstddef>
#include <cstdint>
#include <iostream>
#include <string_view>
#include <vector>

struct overdue {  // how many of his own usual gaps has he been silent?
  static constexpr std::string_view tag = "overdue";
  walaa::number patience = 2.0;

  walaa::input_names inputs() const {
    static constexpr std::string_view in[] = {"frequency", "recency", "T"};
    return in;
  }
  void score(walaa::customer_view c, walaa::score_out out) const {
    const auto x = c["frequency"], last = c["recency"], age = c["T"];
    for (std::size_t i = 0; i < c.size(); ++i) out.value[i] = (age[i] - last[i]) * x[i] / (patience * last[i]);
  }
  template<class Archive> void serialize(Archive& ar, unsigned) { ar& boost::make_nvp("patience", patience); }
};

int main() {
  walaa::customers table(std::vector<std::int64_t>{7, 8}, walaa::date(std::chrono::days(20000)), walaa::time_unit::week);
  table.with("frequency", {6, 2}).with("recency", {20, walaa::missing}).with("T", {26, 30});

  const walaa::scorer loyalty{overdue{.patience = 3.0}};
  const walaa::scorer again = walaa::load_scorer(walaa::save(loyalty), walaa::builtin().add<overdue>());
  const walaa::profiles before = loyalty.score(table), after = again.score(table);

  std::cout << "overdue: " << after["overdue"].value[0] << "\n";  // (26 - 20) * 6 / (3 * 20)
  const bool same = before["overdue"].value[0] == 0.6 && after["overdue"].value[0] == 0.6;
  return same && after["overdue"].status[1] == walaa::standing::insufficient ? 0 : 1;
}
