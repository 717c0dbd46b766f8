// SPDX-License-Identifier: Apache-2.0
// A strategy of one's own: how many of his own usual gaps has a customer been silent? Scored, explained, saved and loaded.
#include <walaa/archive.hpp>
#include <walaa/walaa.hpp>

#include <cstdio>

struct overdue {
  static constexpr std::string_view tag = "overdue";
  walaa::number patience{2.0};  // the shop's own number, and recorded as such
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
  const std::vector<std::int64_t> who{1001, 1002, 1003, 1004};
  const std::vector<double> x{6, 2, 12, 0}, last{142, 200, 330, 0}, age{292, 215, 340, 90};
  walaa::table_view shop(4, walaa::parse_date("2026-11-24"), walaa::time_unit::day, who);
  shop.with("frequency", x).with("recency", last).with("T", age);

  walaa::scorer mine{overdue{.patience = 3.0}};
  mine.set_reference(shop);
  const walaa::scorer loaded = walaa::load_scorer(walaa::save(mine), walaa::builtin().add<overdue>());
  const walaa::profiles p = loaded.score(shop);
  for (std::size_t i = 0; i < p.size(); ++i) {
    const auto late = p.at(i, "overdue");
    std::printf("%s  %s\n", p.keys().text(i).c_str(),
                late ? std::to_string(late.value).c_str() : "has not come back yet: no number");
  }
  std::printf("%s\n", loaded.explain(shop, 0).front().text("en").c_str());
}
