// SPDX-License-Identifier: Apache-2.0
#include <walaa/archive/model_file.hpp>

#include "golden_models.hpp"

#include <walaa/archive/file.hpp>
#include <walaa/archive/json.hpp>

#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

// Files that a release wrote are loaded by every later one. To add a file: add it to golden_models.hpp, then
//     walaa_test_archive --gtest_also_run_disabled_tests --gtest_filter='*writes_the_files_that_are_not_there'

namespace {

using namespace walaa::tests;

/// Customers for the golden scorer, every input known, then one by one missing.
walaa::customers scored_customers() {
  std::vector<std::int64_t> keys;
  std::vector<double> x, last, age, spend, kept, broken, tenure, left;
  for (int i = 0; i < 24; ++i) {
    keys.push_back(i);
    x.push_back(i % 6 == 5 ? 12 : i % 6);
    last.push_back(x.back() == 0 ? 0 : 3 + i);
    age.push_back(30);
    spend.push_back(x.back() == 0 ? walaa::missing : 20 + 1.25 * i);
    kept.push_back(i % 7);
    broken.push_back(i % 3);
    tenure.push_back(i % 12);
    left.push_back(0);
  }
  x[20] = last[20] = age[20] = spend[20] = walaa::missing;
  spend[21] = kept[21] = broken[21] = walaa::missing;
  tenure[22] = walaa::missing;
  walaa::customers c(keys, walaa::parse_date("1997-09-30"), walaa::time_unit::week);
  c.with("frequency", x).with("recency", last).with("T", age).with("monetary_value", spend);
  c.with("promises_kept", kept).with("promises_broken", broken).with("tenure", tenure).with("left", left);
  const auto column = [](auto&& of_row) {
    std::vector<double> v;
    for (int i = 0; i < 24; ++i) v.push_back(of_row(i));
    return v;
  };
  c.with("price", column([](int i) { return 30 + i / 4.0; })).with("help", column([](int i) { return i % 2; }));
  c.with("region", column([](int i) { return i % 5 == 4 ? 1
                                             : i % 2    ? 3
                                                        : 0; })).with("drug", column([](int i) {
                                                                                        return i % 2;
                                                                                      }));
  c.with("high_end", column([](int i) { return i % 3 == 0; })).with("bundle", column([](int i) { return i % 4 == 0; }));
  c.with("complaints", column([](int i) { return i % 3; })).with("fee", column([](int i) {
                                                                   return i == 3 ? walaa::missing : 15.5 + i;
                                                                 }));
  c.with("visits", column([](int i) { return i % 9; }));
  return c;
}

/// Values and errors of all strategies as bits, one a line.
std::string score_lines(const walaa::scorer& s) {
  const walaa::customers c = scored_customers();
  const walaa::profiles p = s.score(c, {.errors = true});
  std::ostringstream out;
  for (const std::string& name : s.names())
    for (std::size_t i = 0; i < c.size(); ++i)
      out << name << ' ' << i << ' ' << std::bit_cast<std::uint64_t>(p[name].value[i]) << ' '
          << std::bit_cast<std::uint64_t>(p[name].error[i]) << ' ' << standing_name(p[name].status[i]) << '\n';
  return out.str();
}

/// How many doubles lie between; for numbers of one sign, NaN only beside NaN.
std::uint64_t ulps(std::uint64_t a, std::uint64_t b) {
  if (walaa::is_missing(std::bit_cast<double>(a)) && walaa::is_missing(std::bit_cast<double>(b))) return 0;
  return a > b ? a - b : b - a;
}

TEST(golden_files, every_file_of_every_release_loads_as_it_was_saved) {
  for (const golden_file& g : golden_files()) {
    const auto file = g.read();
    ASSERT_FALSE(file.empty()) << g.path(".walaa") << " is not there";
    EXPECT_EQ(walaa::from_bytes(file).root, walaa::from_bytes(g.made).root) << g.name << ": 0 ULP";
    EXPECT_EQ(file, g.made) << g.name << ": this version writes the same bytes";
  }
  EXPECT_EQ(walaa::load<walaa::fitted<walaa::bg_nbd>>(golden_files()[0].read()), golden_bg());
  EXPECT_EQ(walaa::load<walaa::fitted<walaa::mbg_nbd>>(golden_files()[1].read()), golden_mbg());
  EXPECT_EQ(walaa::load<walaa::fitted<walaa::gamma_gamma>>(golden_files()[2].read()), golden_spend());
  EXPECT_EQ(walaa::load<walaa::kaplan_meier>(golden_files()[3].read()), golden_curve());
  EXPECT_EQ(walaa::load<walaa::rfm>(golden_files()[4].read()), golden_rfm());
  EXPECT_EQ(walaa::load<example>(golden_files()[5].read()), example_of_everything());
  EXPECT_EQ(walaa::save(walaa::load_scorer(golden_files()[6].read())), golden_files()[6].read());
  EXPECT_EQ(walaa::load<walaa::fitted<walaa::nbd>>(golden_files()[7].read()), golden_nbd());
  EXPECT_EQ(walaa::load<walaa::fitted<walaa::pareto_nbd>>(golden_files()[8].read()), golden_pareto());
  EXPECT_EQ(walaa::load<walaa::fitted<walaa::gamma_poisson>>(golden_files()[9].read()), golden_rates());
  EXPECT_EQ(walaa::load<walaa::fitted<walaa::beta_binomial>>(golden_files()[10].read()), golden_shares());
  EXPECT_EQ(walaa::load<walaa::fitted<walaa::credibility>>(golden_files()[11].read()), golden_credibility());
  EXPECT_EQ(walaa::load<walaa::fitted<walaa::sbg>>(golden_files()[12].read()), golden_sbg());
  EXPECT_EQ(walaa::load<walaa::fitted<walaa::bdw>>(golden_files()[13].read()), golden_bdw());
  EXPECT_EQ(walaa::load<walaa::fitted<walaa::discrete_weibull>>(golden_files()[14].read()), golden_renewing());
  EXPECT_EQ(walaa::load<walaa::fitted<walaa::silence_model>>(golden_files()[15].read()), golden_silence());
  EXPECT_EQ(walaa::load<walaa::nelson_aalen>(golden_files()[16].read()), golden_hazard());
  EXPECT_EQ(walaa::load<walaa::aalen_johansen>(golden_files()[17].read()), golden_causes());
  EXPECT_EQ(walaa::load<walaa::fitted<walaa::cox_model>>(golden_files()[18].read()), golden_cox());
  EXPECT_EQ(walaa::load<walaa::fitted<walaa::aft_model>>(golden_files()[19].read()), golden_aft());
  EXPECT_EQ(walaa::load<walaa::fitted<walaa::discrete_hazard_model>>(golden_files()[20].read()), golden_periods());
  EXPECT_EQ(walaa::load<walaa::fitted<walaa::mixture_cure_model>>(golden_files()[21].read()), golden_stayers());
  EXPECT_EQ(walaa::load<walaa::fitted<walaa::linear_model>>(golden_files()[22].read()), golden_line());
  EXPECT_EQ(walaa::load<walaa::fitted<walaa::logistic_model>>(golden_files()[23].read()), golden_logit());
  EXPECT_EQ(walaa::load<walaa::fitted<walaa::ordinal_model>>(golden_files()[24].read()), golden_answers());
  EXPECT_EQ(walaa::load<walaa::fitted<walaa::calibrator>>(golden_files()[25].read()), golden_steps());
  EXPECT_EQ(walaa::load<walaa::binning>(golden_files()[26].read()), golden_bins());
  EXPECT_EQ(walaa::load<walaa::fitted<walaa::scorecard>>(golden_files()[27].read()), golden_card());
  EXPECT_EQ(walaa::save(walaa::load_scorer(golden_files()[28].read())), golden_files()[28].read());
}

TEST(golden_files, each_has_a_twin_in_json) {
  for (const golden_file& g : golden_files()) {
    const std::string text = golden_file::text(g.path(".json"));
    ASSERT_FALSE(text.empty()) << g.path(".json") << " is not there";
    EXPECT_EQ(walaa::from_json(text), g.read()) << g.name;
    EXPECT_EQ(walaa::from_json(walaa::to_json(g.read())), g.read()) << g.name;
  }
}

TEST(golden_files, the_one_shown_in_the_documentation_is_the_one_in_the_collection) {
  const std::string page = golden_file::text("docs/file_format.md");
  EXPECT_NE(page.find(golden_file::text(golden_file::folder() / "rfm.json")), page.npos);
}

TEST(golden_files, a_changed_byte_of_the_json_is_refused_or_changes_nothing) {
  for (const golden_file& g : golden_files()) {
    const std::string text = golden_file::text(g.path(".json"));
    const auto file = g.read();
    for (std::size_t i = 0; i < text.size(); ++i)
      for (std::size_t k = 0; k < 4; ++k) {
        if (g.name != "bg_nbd" && k != i % 4) continue;       // all four everywhere in one of them, in turn in the others
        if (text.size() > 5000 && i % 16 != k * 5) continue;  // every reading takes the whole of a long text
        std::string changed = text;
        const char c = " 1\"x"[k];
        changed[i] = c;
        try {
          ASSERT_EQ(walaa::from_json(changed), file) << g.name << " " << i << " " << c;
        } catch (const walaa::load_error& e) {
          ASSERT_LE(e.offset(), text.size() + 1);
        }
      }
  }
}

void expect_recorded_scores(const golden_file& g, std::size_t strategies) {
  std::istringstream recorded(golden_file::text(g.path(".scores"))), now(score_lines(walaa::load_scorer(g.read())));
  std::string name, name_now, status, status_now;
  std::size_t row = 0, row_now = 0, lines = 0;
  std::uint64_t value = 0, value_now = 0, error = 0, error_now = 0;
  while (recorded >> name >> row >> value >> error >> status) {
    ASSERT_TRUE(now >> name_now >> row_now >> value_now >> error_now >> status_now);
    EXPECT_EQ(name, name_now);
    EXPECT_EQ(row, row_now);
    EXPECT_LE(ulps(value, value_now), 8u) << name << " " << row;
    EXPECT_EQ(status, status_now) << name << " " << row;
    const double e = std::bit_cast<double>(error), e_now = std::bit_cast<double>(error_now);
    if (walaa::is_missing(e)) {
      EXPECT_TRUE(walaa::is_missing(e_now)) << name << " " << row;
    } else {
      EXPECT_NEAR(e_now, e, 1e-9 * e) << name << " " << row;  // by differences, which lose digits
    }
    ++lines;
  }
  EXPECT_EQ(lines, strategies * 24);
}

TEST(golden_files, scorers_score_within_8_ulp_of_what_was_recorded) {
  expect_recorded_scores(golden_files()[6], 4);
  expect_recorded_scores(golden_files()[28], 9);
}

TEST(golden_files, DISABLED_writes_the_files_that_are_not_there) {
  std::filesystem::create_directories(golden_file::folder());
  const auto write = [](const std::filesystem::path& path, std::span<const std::byte> bytes) {
    if (std::filesystem::exists(path)) return;
    walaa::write_file(path, bytes);
    std::filesystem::permissions(path, std::filesystem::perms{0644});
  };
  const auto as_bytes = [](const std::string& text) { return std::as_bytes(std::span(text.data(), text.size())); };
  for (const golden_file& g : golden_files()) {
    write(g.path(".walaa"), g.made);
    write(g.path(".json"), as_bytes(walaa::to_json(g.made)));
  }
  write(golden_file::folder() / "scorer.scores", as_bytes(score_lines(golden_scorer())));
  write(golden_file::folder() / "scorer_leaving.scores", as_bytes(score_lines(golden_leaving_scorer())));
}

}  // namespace
