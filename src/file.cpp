// SPDX-License-Identifier: Apache-2.0
#include <walaa/archive/file.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

namespace walaa::inline WALAA_ABI {

namespace {

[[noreturn]] void fail(const char* where, const char* what, const std::filesystem::path& path, int reason) {
  throw error(error_code::file_system,
              std::string(where) + ": cannot " + what + " '" + path.string() + "': " + std::generic_category().message(reason));
}

/// Closes what it holds.
class descriptor {
 public:
  explicit descriptor(int fd) : fd_(fd) {}
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  bool open() const noexcept { return fd_ >= 0; }
  int operator*() const noexcept { return fd_; }
  int close() noexcept { return ::close(std::exchange(fd_, -1)); }

 private:
  int fd_;
};

/// Removes the temporary file unless it has become the real one.
class temporary {
 public:
  explicit temporary(std::filesystem::path path) : path_(std::move(path)) {}
  temporary(const temporary&) = delete;
  temporary& operator=(const temporary&) = delete;
  ~temporary() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  const std::filesystem::path& path() const noexcept { return path_; }
  void keep() noexcept { path_.clear(); }

 private:
  std::filesystem::path path_;
};

/// A name that no other writer uses: process, and a count within it. Short, since names of files may be as long as allowed.
std::filesystem::path temporary_name(const std::filesystem::path& path) {
  static std::atomic<unsigned> count{0};
  return path.parent_path() / (".walaa." + std::to_string(::getpid()) + "." + std::to_string(count.fetch_add(1)) + ".tmp");
}

void write_all(int fd, std::span<const std::byte> bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("write_file", "write", path, errno);
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
}

}  // namespace

std::vector<std::byte> read_file(const std::filesystem::path& path, std::size_t max_bytes) {
  const descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));  // a pipe would let open() wait for ever
  if (!file.open()) fail("read_file", "open", path, errno);
  struct stat status {};
  if (::fstat(*file, &status) != 0) fail("read_file", "look at", path, errno);
  if (S_ISDIR(status.st_mode)) fail("read_file", "read", path, EISDIR);
  if (!S_ISREG(status.st_mode)) fail("read_file", "read as a file", path, EINVAL);
  const auto too_big = [&] {
    throw load_error(error_code::too_big,
                     "read_file: '" + path.string() + "' has more than " + std::to_string(max_bytes) + " bytes; raise max_bytes");
  };
  if (static_cast<std::uintmax_t>(status.st_size) > max_bytes) too_big();
  std::vector<std::byte> bytes(static_cast<std::size_t>(status.st_size) + 1);  // one more shows that it has not grown
  std::size_t have = 0;
  for (;;) {
    if (have == bytes.size()) bytes.resize(2 * bytes.size());
    const ssize_t n = ::read(*file, bytes.data() + have, bytes.size() - have);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("read_file", "read", path, errno);
    if (n == 0) break;
    have += static_cast<std::size_t>(n);
    if (have > max_bytes) too_big();
  }
  bytes.resize(have);
  return bytes;
}

void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  if (path.filename().empty()) fail("write_file", "write", path, EISDIR);
  struct stat old {};
  const bool replaces = ::lstat(path.c_str(), &old) == 0 && S_ISREG(old.st_mode);

  for (unsigned attempt = 0;; ++attempt) {
    std::filesystem::path name = temporary_name(path);
    descriptor file(::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file.open()) {
      if (errno == EEXIST && attempt < 100) continue;  // left behind by a process of this number that was killed
      fail("write_file", "create a file beside", path, errno);
    }
    temporary unfinished(std::move(name));
    write_all(*file, bytes, path);
    if (replaces && ::fchmod(*file, old.st_mode & 07777) != 0) fail("write_file", "keep the permissions of", path, errno);
    // A failed fsync is final: the pages may be marked clean, so that a second one would say that all is well.
    if (::fsync(*file) != 0) fail("write_file", "bring to disk", path, errno);
    if (file.close() != 0) fail("write_file", "close", path, errno);
    if (::rename(unfinished.path().c_str(), path.c_str()) != 0) fail("write_file", "put into its place", path, errno);
    unfinished.keep();
    break;
  }
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  const descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.open()) fail("write_file", "open the folder of", path, errno);
  // some file systems cannot bring folders to disk and say EINVAL; the bytes are there, the new name has to wait
  if (::fsync(*directory) != 0 && errno != EINVAL) fail("write_file", "bring to disk the folder of", path, errno);
}

void write_file(const std::filesystem::path& path, std::string_view text) {
  write_file(path, std::as_bytes(std::span(text.data(), text.size())));
}

}  // namespace walaa::inline WALAA_ABI
