// SPDX-License-Identifier: Apache-2.0
#include <walaa/archive/file.hpp>

#include <gtest/gtest.h>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

namespace {

namespace fs = std::filesystem;
using walaa::error_code;
using bytes = std::vector<std::byte>;

/// A folder of its own for each test.
class file : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "walaa_file_XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder = name;
  }
  void TearDown() override {
    ::chmod(folder.c_str(), 0700);
    fs::remove_all(folder);
  }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator{}));
  }
  static unsigned mode(const fs::path& p) { return static_cast<unsigned>(fs::status(p).permissions()) & 07777u; }
  fs::path folder;
};

bytes some(std::size_t n, unsigned seed) {
  bytes b(n);
  for (std::size_t i = 0; i < n; ++i) b[i] = static_cast<std::byte>(i * 31 + seed);
  return b;
}

template<class F> void expect_file_error(F&& f, const std::string& words) {
  try {
    f();
    FAIL() << words;
  } catch (const walaa::error& e) {
    EXPECT_EQ(e.code(), error_code::file_system);
    EXPECT_NE(std::string(e.what()).find(words), std::string::npos) << e.what();
  }
}

TEST_F(file, reads_what_was_written_whatever_the_size) {
  for (const std::size_t n : {0u, 1u, 54u, 4096u, 1000003u}) {
    walaa::write_file(folder / "m", some(n, 1));
    EXPECT_EQ(walaa::read_file(folder / "m"), some(n, 1));
  }
  walaa::write_file(folder / "ولاء.json", std::string_view("{\n}\n"));
  EXPECT_EQ(walaa::read_file(folder / "ولاء.json").size(), 4u);
  const fs::path longest = folder / std::string(255, 'n');
  walaa::write_file(longest, some(3, 3));
  EXPECT_EQ(walaa::read_file(longest), some(3, 3));
  EXPECT_EQ(files(), 3u) << "no temporary file is left";
}

TEST_F(file, a_new_file_is_the_owners_and_a_replaced_one_keeps_its_permissions) {
  const mode_t before = ::umask(0);
  walaa::write_file(folder / "m", some(3, 1));
  ::umask(before);
  EXPECT_EQ(mode(folder / "m"), 0600u);
  fs::permissions(folder / "m", fs::perms{0640});
  walaa::write_file(folder / "m", some(4, 2));
  EXPECT_EQ(mode(folder / "m"), 0640u);
}

TEST_F(file, a_symbolic_link_is_replaced_not_followed) {
  walaa::write_file(folder / "target", some(5, 1));
  fs::create_symlink("target", folder / "link");
  walaa::write_file(folder / "link", some(6, 2));
  EXPECT_FALSE(fs::is_symlink(folder / "link"));
  EXPECT_EQ(walaa::read_file(folder / "target"), some(5, 1));
  EXPECT_EQ(walaa::read_file(folder / "link"), some(6, 2));
}

TEST_F(file, a_failure_leaves_the_old_file_and_no_other) {
  fs::create_directory(folder / "occupied");
  walaa::write_file(folder / "occupied" / "inside", some(1, 1));
  expect_file_error([&] { walaa::write_file(folder / "occupied", some(9, 1)); }, "put into its place");
  EXPECT_EQ(files(), 1u) << "the temporary file is removed";
  expect_file_error([&] { walaa::write_file(folder / "no" / "such" / "folder", some(9, 1)); }, "No such file or directory");
  expect_file_error([&] { walaa::write_file(folder / "", some(9, 1)); }, "cannot write");
}

TEST_F(file, a_folder_that_may_not_be_written_is_refused) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  walaa::write_file(folder / "m", some(3, 1));
  ::chmod(folder.c_str(), 0500);
  expect_file_error([&] { walaa::write_file(folder / "m", some(9, 1)); }, "Permission denied");
  EXPECT_EQ(walaa::read_file(folder / "m"), some(3, 1));
}

TEST_F(file, a_full_disk_is_an_error_and_leaves_nothing) {
  // A limit on the size of files makes write() fail in the middle, as a full disk does.
  struct rlimit_guard {
    rlimit_guard() { ::signal(SIGXFSZ, SIG_IGN), ::getrlimit(RLIMIT_FSIZE, &before); }
    ~rlimit_guard() { ::setrlimit(RLIMIT_FSIZE, &before), ::signal(SIGXFSZ, SIG_DFL); }
    struct rlimit before {};
  } guard;
  walaa::write_file(folder / "m", some(3, 1));
  struct rlimit small = guard.before;
  small.rlim_cur = 4096;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  expect_file_error([&] { walaa::write_file(folder / "m", some(100000, 1)); }, "cannot write");
  EXPECT_EQ(walaa::read_file(folder / "m"), some(3, 1));
  EXPECT_EQ(files(), 1u);
}

TEST_F(file, readers_see_the_old_bytes_or_the_new_ones) {
  const bytes a = some(200000, 1), b = some(150000, 2);
  walaa::write_file(folder / "m", a);
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    for (int i = 0; i < 40; ++i) walaa::write_file(folder / "m", i % 2 ? a : b);
    stop = true;
  });
  std::size_t seen = 0;
  do {
    const bytes now = walaa::read_file(folder / "m");
    ASSERT_TRUE(now == a || now == b);
    ++seen;
  } while (!stop);
  writer.join();
  EXPECT_GT(seen, 0u);
}

TEST_F(file, many_writers_do_not_disturb_one_another) {
  std::vector<std::thread> writers;
  for (unsigned k = 0; k < 8; ++k)
    writers.emplace_back([&, k] {
      for (int i = 0; i < 5; ++i) walaa::write_file(folder / "m", some(5000, k));
    });
  for (auto& w : writers) w.join();
  const bytes last = walaa::read_file(folder / "m");
  bool one_of_them = false;
  for (unsigned k = 0; k < 8; ++k) one_of_them |= last == some(5000, k);
  EXPECT_TRUE(one_of_them);
  EXPECT_EQ(files(), 1u);
}

TEST_F(file, what_cannot_be_read_says_why) {
  expect_file_error([&] { walaa::read_file(folder / "missing.walaa"); },
                    "cannot open '" + (folder / "missing.walaa").string() + "': No such file");
  expect_file_error([&] { walaa::read_file(folder); }, "Is a directory");
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  expect_file_error([&] { walaa::read_file(folder / "pipe"); }, "cannot read as a file");
}

TEST_F(file, a_file_beyond_the_limit_is_not_read) {
  walaa::write_file(folder / "m", some(1000, 1));
  EXPECT_EQ(walaa::read_file(folder / "m", 1000).size(), 1000u);
  try {
    walaa::read_file(folder / "m", 999);
    FAIL();
  } catch (const walaa::load_error& e) {
    EXPECT_EQ(e.code(), error_code::too_big);
  }
}

}  // namespace
