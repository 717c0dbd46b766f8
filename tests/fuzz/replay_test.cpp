// SPDX-License-Identifier: Apache-2.0
// The corpus of each fuzz target as an ordinary test: what was interesting once stays so. A crash that is found is added to
// tests/fuzz/corpus/<target> under a name that says what it was.
#include "fuzz_archive.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

using input = std::vector<std::uint8_t>;

input read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<input> corpus(const std::string& target) {
  std::vector<input> all;
  for (const auto& file : std::filesystem::directory_iterator(std::filesystem::path(WALAA_TEST_DATA) / "fuzz/corpus" / target))
    all.push_back(read(file.path()));
  return all;
}

/// Each input, and what simple damage makes of it: cut, a byte changed, a part twice.
template<class F> void replay(const std::string& target, F&& f) {
  const auto all = corpus(target);
  ASSERT_FALSE(all.empty()) << "no corpus for " << target;
  std::uint64_t state = 7;
  const auto below = [&](std::size_t n) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::size_t>((state >> 33) % n);
  };
  for (const input& whole : all) {
    f(whole);
    for (int i = 0; i < 200 && !whole.empty(); ++i) {
      input damaged = whole;
      damaged[below(damaged.size())] = static_cast<std::uint8_t>(below(256));
      if (i % 4 == 1) damaged.resize(below(damaged.size()) + 1);
      if (i % 4 == 2)
        damaged.insert(damaged.begin() + static_cast<std::ptrdiff_t>(below(damaged.size())), whole.begin(), whole.end());
      if (i % 4 == 3) std::swap(damaged[below(damaged.size())], damaged[below(damaged.size())]);
      f(damaged);
    }
  }
  f(input{});
}

TEST(replay, fz_load) {
  replay("fz_load", [](const input& i) { walaa::tests::fuzz_load(i); });
}
TEST(replay, fz_load_raw) {
  replay("fz_load_raw", [](const input& i) { walaa::tests::fuzz_load_raw(i); });
}
TEST(replay, fz_json) {
  replay("fz_json", [](const input& i) { walaa::tests::fuzz_json(i); });
}
TEST(replay, fz_roundtrip) {
  replay("fz_roundtrip", [](const input& i) { walaa::tests::fuzz_roundtrip(i); });
}

TEST(replay, the_law_that_is_tested_is_one_that_can_be_broken) {
  EXPECT_DEATH(walaa::tests::must(false, "a law"), "broken: a law");
}

}  // namespace
