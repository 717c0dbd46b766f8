// SPDX-License-Identifier: Apache-2.0
// What a C++ host does with a scorer's file, for the Python tests: score <file> <table>, or fit <file> <table>. A table has a row a
// line, four hexadecimal doubles: frequency, recency, T, monetary_value, in weeks; scores are printed alike.
#include <walaa/archive.hpp>
#include <walaa/walaa.hpp>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const std::string verb = argv[1], file = argv[2];
  std::array<std::vector<double>, 4> columns;
  std::ifstream in(argv[3]);
  for (std::string word; in >> word;) {
    const std::size_t which = columns[0].size() == columns[3].size()  ? 0
                              : columns[1].size() < columns[0].size() ? 1
                              : columns[2].size() < columns[0].size() ? 2
                                                                      : 3;
    columns[which].push_back(std::strtod(word.c_str(), nullptr));
  }
  walaa::table_view table(columns[0].size(), walaa::no_date, walaa::time_unit::week);
  table.with("frequency", columns[0]).with("recency", columns[1]).with("T", columns[2]).with("monetary_value", columns[3]);

  if (verb == "fit") {
    const auto visits = walaa::bg_nbd::fit(walaa::purchases(table));
    const auto spend = walaa::gamma_gamma::fit(walaa::purchases(table));
    walaa::scorer s{walaa::strategies::lifetime_value(visits, spend, {.horizon = walaa::unlimited}),
                    walaa::strategies::no_purchase_within(visits, walaa::days{30}), walaa::strategies::p_alive(visits)};
    s.set_reference(table);
    walaa::write_file(file, walaa::save(s));
    return 0;
  }
  const walaa::scorer s = walaa::load_scorer(walaa::read_file(file));
  const walaa::profiles p = s.score(table);
  for (std::size_t i = 0; i < p.size(); ++i) {
    for (const std::string& name : p.names()) std::printf("%a ", p[name].value[i]);
    std::printf("\n");
  }
}
