// SPDX-License-Identifier: Apache-2.0
#include <walaa/archive/model_file.hpp>
#include <walaa/archive/scorer_file.hpp>

#include "golden_models.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <new>
#include <string>
#include <vector>

// Everything that is allocated on this thread is counted; one byte too many in a loader shows here.
namespace {
thread_local std::size_t allocated = 0;
thread_local std::size_t allocations_until_failure = 0;  // 0: none fails
}  // namespace

// not inlined: GCC takes an inlined pair of malloc and free for a mismatch
[[gnu::noinline]] void* operator new(std::size_t n) {
  allocated += n;
  if (allocations_until_failure > 0 && --allocations_until_failure == 0) throw std::bad_alloc();
  if (void* p = std::malloc(n ? n : 1)) return p;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* p) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept { std::free(p); }

namespace {

using namespace walaa::tests;
using walaa::error_code;
using bytes = std::vector<std::byte>;

/// The code of the refusal; 0 where it was loaded. What a host does with a file of unknown origin.
error_code verdict(std::span<const std::byte> file) noexcept {
  try {
    walaa::from_bytes(file);
    return error_code{};
  } catch (const walaa::load_error& e) {
    return e.code();
  } catch (...) {
    return error_code::assertion;
  }
}

bool is_refusal(error_code c) {
  return c >= error_code::not_a_model && c <= error_code::trailing && c != error_code::unknown_strategy;
}

/// A scorer that prepares no tables when it is loaded, for loading it ten thousand times.
walaa::scorer light_scorer() {
  return {walaa::strategies::p_alive(golden_bg()),
          {"leaving_4w", walaa::strategies::leaves_within(golden_curve(), walaa::weeks{4})},
          walaa::strategies::promise_trust(),
          walaa::strategies::rfm(golden_rfm())};
}

constexpr std::size_t allowed(std::size_t file) { return 2 * file + 65536; }

TEST(hostile_bytes, every_truncation_of_every_golden_file_is_refused) {
  for (const golden_file& g : golden_files()) {
    const bytes whole = g.read();
    for (std::size_t n = 0; n < whole.size(); ++n) {
      allocated = 0;
      ASSERT_EQ(verdict(std::span(whole).first(n)), error_code::truncated) << g.name << " " << n;
      ASSERT_LE(allocated, allowed(n));
    }
  }
}

// Every change of every byte for three of the files; a bit, or all of them, for the others, whose container is the same.
TEST(hostile_bytes, every_changed_byte_of_every_golden_file_is_refused) {
  for (const golden_file& g : golden_files()) {
    const bytes whole = g.read();
    bytes changed = whole;
    const bool every = g.name == "bg_nbd" || g.name == "everything" || g.name == "cox_model";
    for (std::size_t i = 0; i < whole.size(); ++i) {
      for (unsigned v = 1; v < 256; v = every ? v + 1 : v == 128 ? 255 : v == 255 ? 256 : 2 * v) {
        changed[i] = whole[i] ^ static_cast<std::byte>(v);
        allocated = 0;
        const error_code code = verdict(changed);
        ASSERT_TRUE(is_refusal(code)) << g.name << " byte " << i << " ^ " << v;
        ASSERT_LE(allocated, allowed(whole.size()));
      }
      changed[i] = whole[i];
    }
  }
}

TEST(hostile_bytes, the_loaders_of_models_and_scorers_refuse_what_the_container_refuses) {
  bytes model = walaa::save(golden_bg()), scorer = walaa::save(light_scorer());
  for (bytes* file : {&model, &scorer})
    for (std::size_t i = 0; i < file->size(); i += 7) {
      (*file)[i] ^= std::byte{0x10};
      EXPECT_TRUE(is_refusal(walaa::load<walaa::fitted<walaa::bg_nbd>>(*file, std::nothrow).code));
      EXPECT_TRUE(is_refusal(walaa::load_scorer(*file, walaa::builtin(), std::nothrow).code));
      (*file)[i] ^= std::byte{0x10};
    }
  EXPECT_TRUE(walaa::load<walaa::fitted<walaa::bg_nbd>>(model, std::nothrow));
  EXPECT_TRUE(walaa::load_scorer(scorer, walaa::builtin(), std::nothrow));
}

/// With the right checksum a change may be a legal model; it is refused or saved as it was loaded, and never more memory.
template<class Load, class Save> void expect_refused_or_idempotent(const bytes& whole, Load&& load, Save&& save) {
  bytes changed = whole;
  std::size_t accepted = 0;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const unsigned v : {0x01u, 0x10u, 0x80u, 0xffu}) {
      changed[i] = whole[i] ^ static_cast<std::byte>(v);
      walaa::detail::seal(changed);
      allocated = 0;
      const auto result = load(changed);
      ASSERT_LE(allocated, (std::size_t{1} << 21) + 8 * whole.size());
      if (result) {
        ++accepted;
        const bytes again = save(*result.value);
        ASSERT_EQ(save(*load(again).value), again) << i;
      } else {
        ASSERT_GE(result.code, error_code::not_a_model) << result.message;
        ASSERT_LE(result.code, error_code::trailing) << result.message;
      }
      changed[i] = whole[i];
    }
  }
  EXPECT_GT(accepted, 0u) << "a changed digit is still a number: this is what the checksum is for";
}

TEST(hostile_bytes, with_the_checksum_repaired_a_model_is_refused_or_a_legal_one) {
  using model = walaa::fitted<walaa::bg_nbd>;
  expect_refused_or_idempotent(
      walaa::save(golden_bg()), [](const bytes& b) { return walaa::load<model>(b, std::nothrow); },
      [](const model& m) { return walaa::save(m); });
}

TEST(hostile_bytes, with_the_checksum_repaired_a_scorer_is_refused_or_a_legal_one) {
  const walaa::registry known = walaa::builtin();
  expect_refused_or_idempotent(
      walaa::save(light_scorer()), [&](const bytes& b) { return walaa::load_scorer(b, known, std::nothrow); },
      [](const walaa::scorer& s) { return walaa::save(s); });
}

TEST(hostile_bytes, a_header_that_announces_terabytes_costs_nothing) {
  bytes file = walaa::save(golden_bg());
  for (std::size_t i = 24; i < 32; ++i) file[i] = std::byte{0x7f};
  allocated = 0;
  EXPECT_TRUE(is_refusal(verdict(file)));
  EXPECT_LE(allocated, 4096u);
  file.resize(40);  // and with the right checksum
  walaa::byte_reader in(file);
  const std::uint32_t crc = walaa::crc32c(std::span<const std::byte>(file).first(32));
  for (std::size_t i = 0; i < 4; ++i) file[32 + i] = static_cast<std::byte>(crc >> (8 * i) & 255);
  allocated = 0;
  EXPECT_EQ(verdict(file), error_code::truncated);
  EXPECT_LE(allocated, 4096u);
}

TEST(hostile_bytes, counts_of_four_billion_cost_nothing) {
  const bytes whole = walaa::save(example_of_everything());
  for (std::size_t i = 40; i + 4 <= whole.size(); ++i) {
    bytes file = whole;
    for (std::size_t k = 0; k < 4; ++k) file[i + k] = std::byte{0xff};
    walaa::detail::seal(file);
    allocated = 0;
    static_cast<void>(verdict(file));
    ASSERT_LE(allocated, (std::size_t{1} << 20) + 4 * whole.size()) << i;
  }
}

TEST(hostile_bytes, memory_is_bounded_by_the_size_of_the_file) {
  // the dearest bytes there are: a list of nothings, one byte each in the file, a node each in memory
  for (const std::size_t n : {std::size_t{1000}, std::size_t{100000}, std::size_t{4000000}}) {
    walaa::container c{.type = "t"};
    c.root.kind = walaa::tree::record;
    c.root.add("x").kind = walaa::tree::list;
    bytes file = walaa::to_bytes(c);
    for (std::size_t i = 0; i < 4; ++i) file[file.size() - 4 + i] = static_cast<std::byte>(n >> (8 * i) & 255);
    file.resize(file.size() + n);
    walaa::detail::seal(file);
    allocated = 0;
    static_cast<void>(verdict(file));
    EXPECT_LE(allocated, (std::size_t{1} << 20) + 65536 + 4 * file.size()) << n;
  }
}

TEST(hostile_bytes, running_out_of_memory_anywhere_is_clean) {
  const bytes file = walaa::save(light_scorer());
  const walaa::registry known = walaa::builtin();
  std::size_t failures = 0;
  for (std::size_t k = 1;; ++k) {
    allocations_until_failure = k;
    const auto result = walaa::load_scorer(file, known, std::nothrow);
    const bool failed = allocations_until_failure == 0;
    allocations_until_failure = 0;
    if (!failed) {
      ASSERT_TRUE(result);
      break;
    }
    ASSERT_FALSE(result) << k;
    ASSERT_EQ(result.code, error_code::too_big);
    ++failures;
  }
  EXPECT_GT(failures, 20u);
}

}  // namespace
