// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The JSON twin of a model file, for people, diffs and other languages. Compiled into walaa::compiled.

        write_file("loyalty.json", to_json(save(scorer)));
        scorer again = load_scorer(from_json(text));

    Binary to JSON to binary is the identity. Keys come in a fixed order, numbers in the shortest form that reads back as the
    same double, a missing number is null; there is no NaN and no infinity that JSON does not know. docs/file_format.md has
    the whole mapping. */

#include <walaa/archive/container.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// What from_json did not use.
struct json_report {
  std::vector<std::string> ignored_keys;  ///< beside the known ones: comments, or what a newer minor version added
};

/** \param file the bytes of a model file
    \throws load_error when they are none */
std::string to_json(std::span<const std::byte> file, const load_options& options = {});

/** The bytes of the model file that the text describes.
    \throws load_error with the place in the text: syntax, a required key that lacks, another major version (naming both), or
            a "digest" that does not fit, as after editing by hand; delete that line then */
std::vector<std::byte> from_json(std::string_view text, json_report* report = nullptr, const load_options& options = {});

}  // namespace walaa::inline WALAA_ABI
