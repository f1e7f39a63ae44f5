#include "io/atomic_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "io/temporary_folder.h"
#include "pyra/error.h"

namespace pyra {
namespace {

using testing::read_bytes;
using testing::TemporaryFolder;

std::size_t files_in(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

TEST(AtomicFile, ReplacesOnCommit) {
  const TemporaryFolder folder;
  testing::write_bytes(folder / "a", "old");
  AtomicFile file(folder / "a");
  file.write("new ");
  file.write("content");
  EXPECT_EQ(read_bytes(folder / "a"), "old");
  file.commit();
  EXPECT_EQ(read_bytes(folder / "a"), "new content");
  EXPECT_EQ(files_in(folder.path()), 1u);
}

TEST(AtomicFile, LeavesNothingBehindWithoutCommit) {
  const TemporaryFolder folder;
  { AtomicFile(folder / "a").write("half"); }
  EXPECT_EQ(files_in(folder.path()), 0u);
}

TEST(AtomicFile, GivesTheUsualPermissions) {
  const TemporaryFolder folder;
  const mode_t before = ::umask(027);
  AtomicFile file(folder / "a");
  file.commit();
  ::umask(before);
  struct stat status {};
  ASSERT_EQ(::stat((folder / "a").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640u);
}

TEST(AtomicFile, KeepsThePermissionsOfTheFileThatIsThere) {
  const TemporaryFolder folder;
  testing::write_bytes(folder / "a", "old");
  ASSERT_EQ(::chmod((folder / "a").c_str(), 0604), 0);
  write_text(folder / "a", "new");
  struct stat status {};
  ASSERT_EQ(::stat((folder / "a").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0604u);
}

TEST(AtomicFile, NamesAMissingFolder) {
  const TemporaryFolder folder;
  try {
    AtomicFile file(folder / "missing/a");
    FAIL() << "no error";
  } catch (const Failure& error) {
    EXPECT_NE(std::string(error.what()).find("missing/a"), std::string::npos) << error.what();
  }
}

TEST(AtomicFile, ReportsARenameThatFails) {
  const TemporaryFolder folder;
  AtomicFile file(folder / "a");
  std::filesystem::create_directories(folder / "a/b");  // a full folder stands in the way
  file.write("x");
  EXPECT_THROW(file.commit(), Failure);
}

}  // namespace
}  // namespace pyra
