// SPDX-License-Identifier: Apache-2.0
#pragma once

/** \file
    The file format of walaa: 40 bytes of header, the name of what is stored, one tree. docs/file_format.md has the table.

     0  89 57 4C 41 0D 0A 1A 0A      magic; shows damage by text mode
     8  u16 major, u16 minor         another major is refused; sections that a newer minor appends are skipped and counted
    12  u32 flags                    none is known: any is refused
    16  u32 kind, u32 schema         file_kind; class version of the stored object, so that a newer one is refused unread
    24  u64 payload length           equals file size - 40
    32  u32 CRC-32C of bytes 0-31, u32 CRC-32C of the payload

    It deals in bytes; archive/model_file.hpp turns them into models, archive/file.hpp puts them on disk. */

#include <walaa/archive/crc32c.hpp>
#include <walaa/archive/tree_codec.hpp>

#include <algorithm>  // for equal, min
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace walaa::inline WALAA_ABI {

/// What a file holds. Numbers are for ever.
enum class file_kind : std::uint32_t { model = 1, scorer = 2, value = 3 };

inline constexpr std::uint16_t format_major = 1, format_minor = 0;

struct load_options {
  std::size_t max_bytes = std::size_t{64} << 20;  ///< larger files are refused before anything is read
};

/// A file, taken apart.
struct container {
  file_kind kind = file_kind::value;
  std::string type;                    ///< the name of the stored object's type
  tree root{};                         ///< a record; its version is the schema version of the header
  std::uint16_t minor = format_minor;  ///< of the file
  std::size_t skipped_sections = 0;    ///< that a newer minor version appended and this library does not know
};

namespace detail {

inline constexpr std::array<unsigned char, 8> file_magic{0x89, 'W', 'L', 'A', '\r', '\n', 0x1a, '\n'};
inline constexpr std::size_t header_bytes = 40;

/// The fields of a header that was found to be sound.
struct file_header {
  std::uint16_t minor = 0;
  file_kind kind = file_kind::value;
  std::uint32_t schema = 0;
};

/// Writes length and checksums into the header of a file whose payload is complete.
inline void seal(std::vector<std::byte>& file) {
  const auto write = [&](std::size_t at, auto value) {
    std::vector<std::byte> bytes;
    byte_writer(bytes).put(value);
    std::ranges::copy(bytes, file.begin() + static_cast<std::ptrdiff_t>(at));
  };
  const std::span<const std::byte> all = file;
  write(24, static_cast<std::uint64_t>(file.size() - header_bytes));
  write(32, crc32c(all.first(32)));
  write(36, crc32c(all.subspan(header_bytes)));
}

/// Everything about a file but its payload, checksum included.
inline file_header read_header(std::span<const std::byte> file, const load_options& options) {
  byte_reader in(file);
  const std::size_t seen = (std::min)(file.size(), file_magic.size());
  for (std::size_t i = 0; i < seen; ++i)
    if (static_cast<unsigned char>(file[i]) != file_magic[i])
      throw load_error(error_code::not_a_model, "load: this is no walaa file", i);
  if (file.empty()) throw load_error(error_code::truncated, "load: the file is empty");
  if (file.size() < header_bytes)
    throw load_error(error_code::truncated,
                     "load: the file ends after " + std::to_string(file.size()) + " bytes, inside its header", file.size());
  if (file.size() > options.max_bytes)
    throw load_error(error_code::too_big, "load: the file has " + std::to_string(file.size()) + " bytes, at most " +
                                              std::to_string(options.max_bytes) + " are allowed; see load_options::max_bytes");
  in.skip(file_magic.size());
  const auto major = in.take<std::uint16_t>();
  file_header h;
  h.minor = in.take<std::uint16_t>();
  if (major != format_major)
    throw load_error(major > format_major ? error_code::too_new : error_code::too_old,
                     "load: the file has format " + std::to_string(major) + "." + std::to_string(h.minor) +
                         ", this library reads " + std::to_string(format_major) + ".x; " +
                         (major > format_major ? "update walaa" : "save the model again with a release that reads both"),
                     8);
  if (byte_reader(file, 32).take<std::uint32_t>() != crc32c(file.first(32)))
    throw load_error(error_code::checksum, "load: the header was damaged; copy the file again, in binary mode", 32);
  if (in.take<std::uint32_t>() != 0)
    throw load_error(error_code::too_new, "load: the file uses a feature this library does not know; update walaa", 12);
  const auto kind = in.take<std::uint32_t>();
  if (kind < 1 || kind > 3)
    throw load_error(error_code::bad_value, "load: the file holds a thing of unknown kind " + std::to_string(kind), 16);
  h.kind = static_cast<file_kind>(kind);
  h.schema = in.take<std::uint32_t>();
  const auto length = in.take<std::uint64_t>();
  const std::uint64_t present = file.size() - header_bytes;
  if (length != present)
    throw load_error(length > present ? error_code::truncated : error_code::trailing,
                     "load: the header announces " + std::to_string(length) + " bytes, " + std::to_string(present) + " follow",
                     24);
  if (byte_reader(file, 36).take<std::uint32_t>() != crc32c(file.subspan(header_bytes)))
    throw load_error(error_code::checksum, "load: the file was damaged; copy it again, in binary mode", 36);
  return h;
}

/// The payload of a file whose header is known; the checksum was somebody else's business.
inline container read_payload(std::span<const std::byte> file, const file_header& h) {
  byte_reader in(file, header_bytes);
  container c;
  c.kind = h.kind;
  c.minor = h.minor;
  const std::string_view type = in.take_text();
  if (!legal_name(type)) in.refuse(error_code::bad_value, "ends a name of a type that is empty, too long or not UTF-8");
  c.type = type;
  const std::size_t begin = in.place();
  tree_decoder decoder(in);
  c.root = decoder.take();
  if (decoder.memory() > memory_allowed(in.place() - begin))  // sections that follow do not count
    in.refuse(error_code::too_big, "ends more small values than a file may hold");
  if (c.root.kind != tree::record) in.refuse(error_code::bad_value, "ends a value that is no record");
  if (c.root.version != h.schema) in.refuse(error_code::bad_value, "ends a record whose version is not the header's");
  if (h.minor > format_minor) {
    for (; in.remaining() > 0; ++c.skipped_sections) {
      in.take<std::uint32_t>();  // what the section is
      in.skip(in.take_count(1));
    }
  } else if (in.remaining() > 0) {
    in.refuse(error_code::trailing, "begins " + std::to_string(in.remaining()) + " bytes that belong to nothing");
  }
  return c;
}

}  // namespace detail

/** The bytes of a file. Canonical: equal values give equal bytes, and what was loaded is saved as it was.
    \throws invalid_input  for a tree that no file can hold, error [L404] for one too big */
inline std::vector<std::byte> to_bytes(const container& c) {
  if (c.root.kind != tree::record)
    throw invalid_input(error_code::not_storable, "save: a file holds one record; give the type a serialize member", "value");
  if (!detail::legal_name(c.type))
    throw invalid_input(error_code::not_storable, "save: '" + c.type + "' is no name for a type", "value");
  std::vector<std::byte> file;
  for (const unsigned char m : detail::file_magic) file.push_back(static_cast<std::byte>(m));
  byte_writer out(file);
  out.put(format_major);
  out.put(format_minor);
  out.put(std::uint32_t{0});
  out.put(static_cast<std::uint32_t>(c.kind));
  out.put(static_cast<std::uint32_t>(c.root.version));
  file.resize(detail::header_bytes);
  out.put_text(c.type);
  const std::size_t before = file.size();
  detail::tree_encoder encoder(file);
  encoder.put(c.root);
  if (encoder.memory() > detail::memory_allowed(file.size() - before))
    throw error(error_code::too_big, "save: more small values than a file may hold; put numbers into vectors");
  detail::seal(file);
  return file;
}

/** Takes a file apart.
    \throws load_error; nothing else but bad_alloc */
inline container from_bytes(std::span<const std::byte> file, const load_options& options = {}) {
  return detail::read_payload(file, detail::read_header(file, options));
}

}  // namespace walaa::inline WALAA_ABI
