// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    What must hold for any bytes given to the loaders. The fuzz targets of tests/fuzz call these, and so does the test that
    replays their corpus. A law that is broken ends the program. */

#include <walaa/archive/json.hpp>
#include <walaa/archive/model_file.hpp>
#include <walaa/archive/scorer_file.hpp>
#include <walaa/scoring/strategies/leaves_within.hpp>
#include <walaa/scoring/strategies/p_alive.hpp>
#include <walaa/scoring/strategies/promise_trust.hpp>
#include <walaa/scoring/strategies/rfm.hpp>
#include <walaa/survival/curve.hpp>
#include <walaa/value/bg_nbd.hpp>
#include <walaa/value/gamma_gamma.hpp>
#include <walaa/value/mbg_nbd.hpp>
#include <walaa/value/nbd.hpp>
#include <walaa/value/pareto_nbd.hpp>
#include <walaa/value/rfm.hpp>

#include "stored_examples.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::tests {

inline void must(bool law, const char* which) {
  if (law) return;
  std::fprintf(stderr, "broken: %s\n", which);
  std::abort();
}

/// Refused with a code of files, or a value that is saved as it was loaded.
template<class Result, class Load, class Save>
void must_be_refused_or_idempotent(const Result& result, std::size_t size, Load&& load, Save&& save) {
  if (!result) {
    must(result.code >= error_code::not_a_model && result.code <= error_code::trailing, "a refusal has a code of files");
    must(result.offset <= size, "a refusal stands inside the bytes");
    must(!result.message.empty(), "a refusal says why");
    return;
  }
  const auto bytes = save(*result.value);
  const auto again = load(bytes);
  must(static_cast<bool>(again), "what was loaded can be saved and loaded");
  must(save(*again.value) == bytes, "saving is idempotent");
}

template<class T> void load_as(std::span<const std::byte> file) {
  const auto load = [](std::span<const std::byte> f) { return walaa::load<T>(f, std::nothrow); };
  must_be_refused_or_idempotent(load(file), file.size(), load, [](const T& v) { return walaa::save(v); });
}

/// The strategies that make no tables when they are loaded: thousands of loads a second.
inline const registry& quick_strategies() {
  static const registry known = [] {
    registry r;
    r.add<strategies::p_alive_strategy<bg_nbd>>();
    r.add<strategies::leaves_within_strategy<kaplan_meier>>();
    r.add<strategies::promise_trust>();
    r.add<strategies::rfm>();
    return r;
  }();
  return known;
}

/// The loader of what the file says it holds; every loader where it does not come to that.
inline void load_as_anything(std::span<const std::byte> file) {
  std::string type;
  try {
    type = from_bytes(file).type;
  } catch (const load_error&) {
  }
  const auto wanted = [&](std::string_view t) { return type == t || type.empty(); };
  if (wanted("bg_nbd")) load_as<fitted<bg_nbd>>(file);
  if (wanted("mbg_nbd")) load_as<fitted<mbg_nbd>>(file);
  if (wanted("nbd")) load_as<fitted<nbd>>(file);
  if (wanted("pareto_nbd")) load_as<fitted<pareto_nbd>>(file);
  if (wanted("gamma_gamma")) load_as<fitted<gamma_gamma>>(file);
  if (wanted("kaplan_meier")) load_as<kaplan_meier>(file);
  if (wanted("rfm")) load_as<walaa::rfm>(file);
  if (wanted("example")) load_as<example>(file);
  const auto load = [](std::span<const std::byte> f) { return walaa::load_scorer(f, quick_strategies(), std::nothrow); };
  if (wanted("scorer"))
    must_be_refused_or_idempotent(load(file), file.size(), load, [](const scorer& s) { return walaa::save(s); });
}

/// Bytes as they are.
inline void fuzz_load_raw(std::span<const std::uint8_t> input) { load_as_anything(std::as_bytes(input)); }

/// Bytes with the length and the checksums repaired, so that what is behind them is reached; the kind and the type too, so
/// that every loader is.
inline void fuzz_load(std::span<const std::uint8_t> input) {
  const auto view = std::as_bytes(input);
  std::vector<std::byte> file(view.begin(), view.end());
  if (file.size() >= detail::header_bytes) detail::seal(file);
  load_as_anything(file);
  try {
    const container c = from_bytes(file);
    must(c.minor != format_minor || to_bytes(c) == file, "a tree has one form in bytes");
    must(from_json(to_json(file)) == to_bytes(c), "binary to JSON to binary is the identity");
  } catch (const load_error&) {
  }
}

/// Text.
inline void fuzz_json(std::span<const std::uint8_t> input) {
  const std::string_view text(reinterpret_cast<const char*>(input.data()), input.size());
  std::vector<std::byte> file;
  try {
    file = from_json(text);
  } catch (const load_error& e) {
    must(e.offset() <= text.size() + 1, "a refusal stands inside the text");
    return;
  }
  must(from_json(to_json(file)) == file, "what was read prints back");
}

/// A value made of the input: saved, loaded, in JSON and back it is the same.
inline void fuzz_roundtrip(std::span<const std::uint8_t> input) {
  std::size_t at = 0;
  const auto byte = [&]() -> unsigned { return at < input.size() ? input[at++] : 0; };
  const auto bits = [&] {
    std::uint64_t v = 0;
    for (int i = 0; i < 8; ++i) v = v << 8 | byte();
    return v;
  };
  const auto real = [&] { return std::bit_cast<double>(bits()); };
  const auto text = [&] {
    std::string s;
    for (unsigned n = byte() % 16; n > 0; --n) s += static_cast<char>(byte());
    return valid_utf8(s) ? s : std::string("\xd9\x88\xd9\x84\xd8\xa7\xd8\xa1");
  };
  const auto whole = [&] { return static_cast<std::int64_t>(bits() % (std::uint64_t{1} << 54)) - (std::int64_t{1} << 53); };
  example e;
  e.rate = real(), e.infinite = real(), e.unknown = real();
  e.count = whole();
  e.small = static_cast<std::uint16_t>(bits() & 0xffff);
  e.yes = byte() & 1;
  e.paint = static_cast<colour>(byte() % 3);
  e.text = text();
  for (unsigned n = byte() % 20; n > 0; --n) e.column.push_back(real());
  for (unsigned n = byte() % 5; n > 0; --n) e.integers.push_back(static_cast<int>(static_cast<std::uint32_t>(bits())));
  for (unsigned n = byte() % 20; n > 0; --n) e.flags.push_back(byte() & 1);
  for (unsigned n = byte() % 5; n > 0; --n) e.paints.push_back(static_cast<colour>(byte() % 3));
  for (unsigned n = byte() % 5; n > 0; --n) e.texts.push_back(text());
  for (unsigned n = byte() % 4; n > 0; --n) {
    e.columns.emplace_back();
    for (unsigned k = byte() % 10; k > 0; --k) e.columns.back().push_back(real());
  }
  const auto positive = [&] {
    const double v = real();
    return is_finite(v) && v > 0 ? v : 1.0;
  };
  for (unsigned n = byte() % 4; n > 0; --n) e.points.push_back({.x = real(), .y = positive()});
  e.one = {.x = real(), .y = positive()};
  e.horizon = number(real(), static_cast<origin>(byte() % 4), text());

  const auto file = save(e);
  must(load<example>(file) == e, "a value comes back as it was");
  must(save(load<example>(file)) == file, "saving is canonical");
  must(from_json(to_json(file)) == file, "and so it does through JSON");
}

}  // namespace walaa::tests
