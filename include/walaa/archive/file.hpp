// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    Bytes on disk: the only header that touches files. Compiled into walaa::compiled.

    write_file replaces a file as a whole or not at all: whoever reads it while it is written, and whoever finds it after the
    power failed, sees the old bytes or the new ones. */

#include <walaa/core/error.hpp>

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

namespace walaa::inline WALAA_ABI {

/** All bytes of a file.
    \param max_bytes larger files are refused before they are read
    \throws error [L410] when it cannot be read, load_error [L404] when it is too big */
std::vector<std::byte> read_file(const std::filesystem::path& path, std::size_t max_bytes = std::size_t{64} << 20);

/** Writes a temporary file beside it (mode 0600), brings it to disk, and renames it. A failure leaves the old file as it was
    and no temporary one. The new file keeps the permissions of the one it replaces; a new one gets 0600, since a model is
    business data: widen it afterwards where others may read. A symbolic link is replaced, not followed.
    \throws error [L410] with the system's reason */
void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes);

/// The same for text, JSON for instance.
void write_file(const std::filesystem::path& path, std::string_view text);

}  // namespace walaa::inline WALAA_ABI
