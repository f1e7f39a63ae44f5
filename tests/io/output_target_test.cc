// What no regular file is stays what it is; links are followed.

#include "io/output_target.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <thread>

#include "io/atomic_file.h"
#include "io/expect_error.h"
#include "io/temporary_folder.h"

namespace pyra {
namespace {

namespace fs = std::filesystem;
using testing::expect_input_error;
using testing::read_bytes;
using testing::TemporaryFolder;
using testing::write_bytes;
using Kind = OutputTarget::Kind;

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), {}));
}

TEST(OutputTarget, AFifoIsWrittenAndStays) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(output_target(folder / "pipe").kind, Kind::stream);
  std::string got;
  std::thread reader([&] { got = read_bytes(folder / "pipe"); });
  write_text(folder / "pipe", "content");
  reader.join();
  EXPECT_EQ(got, "content");
  EXPECT_TRUE(fs::is_fifo(folder / "pipe"));
  EXPECT_EQ(files_in(folder.path()), 1u);
}

TEST(OutputTarget, ADeviceIsWrittenAndStays) {
  const TemporaryFolder folder;  // never the machine's own: a fault would destroy it
  if (::mknod((folder / "null").c_str(), S_IFCHR | 0666, makedev(1, 3)) != 0)
    GTEST_SKIP() << "making a device needs root";
  if (const int device = ::open((folder / "null").c_str(), O_WRONLY); device < 0) {
    GTEST_SKIP() << "this file system has no devices";
  } else {
    ::close(device);
  }
  write_text(folder / "null", "content");
  fs::create_symlink("null", folder / "link");
  write_text(folder / "link", "content");
  EXPECT_TRUE(fs::is_character_file(folder / "null"));
  EXPECT_TRUE(fs::is_symlink(folder / "link"));
  EXPECT_EQ(files_in(folder.path()), 2u);
}

TEST(OutputTarget, ALinkIsFollowedAndItsTargetReplaced) {
  const TemporaryFolder folder;
  fs::create_directory(folder / "far");
  write_bytes(folder / "far/file", "old");
  fs::create_symlink("far/file", folder / "near");
  fs::create_symlink(folder / "near", folder / "nearer");
  write_text(folder / "nearer", "new");
  EXPECT_EQ(read_bytes(folder / "far/file"), "new");
  EXPECT_TRUE(fs::is_symlink(folder / "near"));
  EXPECT_TRUE(fs::is_symlink(folder / "nearer"));
  EXPECT_EQ(files_in(folder / "far"), 1u);
}

TEST(OutputTarget, ALinkToNothingMakesItsTarget) {
  const TemporaryFolder folder;
  fs::create_directory(folder / "far");
  fs::create_symlink("far/file", folder / "near");
  write_text(folder / "near", "new");
  EXPECT_EQ(read_bytes(folder / "far/file"), "new");
  EXPECT_TRUE(fs::is_symlink(folder / "near"));
}

TEST(OutputTarget, OwnDescriptorsAreWrittenWhereTheyStand) {
  const TemporaryFolder folder;
  const int file = ::open((folder / "file").c_str(), O_RDWR | O_CREAT, 0600);
  ASSERT_GE(file, 0);
  ASSERT_EQ(::write(file, "first ", 6), 6);
  const std::string name = "/dev/fd/" + std::to_string(file);
  EXPECT_EQ(output_target(name).kind, Kind::descriptor);
  write_text(name, "second ");
  ASSERT_EQ(::write(file, "third", 5), 5);
  ::close(file);
  EXPECT_EQ(read_bytes(folder / "file"), "first second third");
  EXPECT_EQ(files_in(folder.path()), 1u);
  EXPECT_THROW(write_text(name, "closed by now"), Failure);
}

TEST(OutputTarget, RefusesFoldersAndCircles) {
  const TemporaryFolder folder;
  fs::create_symlink("b", folder / "a");
  fs::create_symlink("a", folder / "b");
  expect_input_error([&] { output_target(folder.path()); }, "is a folder");
  expect_input_error([&] { output_target(folder / "a"); }, "leads to itself");
}

}  // namespace
}  // namespace pyra
