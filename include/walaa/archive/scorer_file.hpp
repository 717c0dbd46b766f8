// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Scorers to bytes and back:

        write_file("loyalty.walaa", save(loyalty));
        const scorer again = load_scorer(read_file("loyalty.walaa"));                             // the built-in strategies
        const scorer mine = load_scorer(bytes, builtin().add<my_strategy>());                     // and one of one's own

    The file keeps names, tags and members of the strategies, fitted models inside them included, and the reference customer
    of explanations. It scores the same bits on every machine of the same processor family. */

#include <walaa/archive/model_file.hpp>
#include <walaa/scoring/builtin.hpp>
#include <walaa/scoring/scorer.hpp>

#include <cstddef>
#include <new>  // for nothrow_t
#include <span>
#include <vector>

namespace walaa::inline WALAA_ABI {

namespace detail {

inline constexpr std::string_view scorer_type = "scorer";

inline scorer load_scorer(std::span<const std::byte> file, const registry& known, const load_options& options,
                          std::size_t& skipped_sections) {
  const file_header h = read_header(file, options);
  check_holds(h, file_kind::scorer, class_version<stored_scorer>);
  const container c = read_payload(file, h);
  check_type(c, scorer_type);
  skipped_sections = c.skipped_sections;
  return scorer::from_stored(c.root, known);
}

}  // namespace detail

/** The bytes of a scorer's file. Strong guarantee.
    \throws invalid_input for a strategy that cannot be saved (no static tag, no serialize), by its name */
inline std::vector<std::byte> save(const scorer& s) {
  return to_bytes({.kind = file_kind::scorer, .type = std::string(detail::scorer_type), .root = s.stored()});
}

/** A scorer out of its bytes, its strategies made by the registry. Strong guarantee.
    \throws load_error; for a strategy that the registry does not know, listing those it knows */
inline scorer load_scorer(std::span<const std::byte> file, const registry& known = builtin(), const load_options& options = {}) {
  std::size_t skipped = 0;
  return detail::load_scorer(file, known, options, skipped);
}

/// The same without exceptions.
inline load_result<scorer> load_scorer(std::span<const std::byte> file, const registry& known, const std::nothrow_t&,
                                       const load_options& options = {}) noexcept {
  return detail::without_throwing<scorer>(
      [&](std::size_t& skipped) { return detail::load_scorer(file, known, options, skipped); });
}

}  // namespace walaa::inline WALAA_ABI
