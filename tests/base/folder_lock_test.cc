#include "base/processes/folder_lock.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <optional>
#include <thread>

#include "io/expect_error.h"
#include "io/temporary_folder.h"

namespace pyra {
namespace {

using testing::expect_input_error;
using testing::TemporaryFolder;

TEST(FolderLock, HasOneHolderWhoIsNamed) {
  const TemporaryFolder folder;
  std::optional<FolderLock> first(std::in_place, folder / "a/b");
  EXPECT_FALSE(first->was_abandoned());
  expect_input_error([&] { FolderLock(folder / "a/b"); },
                     "another pyra (process " + std::to_string(::getpid()) + ") works in");
  first.reset();
  EXPECT_TRUE(std::filesystem::is_empty(folder / "a/b"));
}

/// Who lets go must not take away a lock that another has taken since.
TEST(FolderLock, LeavesALockThatIsNoLongerItsOwn) {
  const TemporaryFolder folder;
  std::optional<FolderLock> first(std::in_place, folder.path());
  std::filesystem::remove(folder / FolderLock::kName);  // by hand
  const FolderLock second(folder.path());
  first.reset();
  EXPECT_TRUE(std::filesystem::exists(folder / FolderLock::kName));
  expect_input_error([&] { FolderLock(folder.path()); }, "another pyra");
}

TEST(FolderLock, WaitsAsLongAsItIsTold) {
  const TemporaryFolder folder;
  std::optional<FolderLock> first(std::in_place, folder.path());
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    first.reset();
  });
  EXPECT_NO_THROW(FolderLock(folder.path(), std::chrono::minutes(1)));
  later.join();
}

TEST(FolderLock, OfAKilledProcessIsTakenAndKnownAsSuch) {
  const TemporaryFolder folder;
  const pid_t child = ::fork();
  if (child == 0) {
    const FolderLock held(folder.path());
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(std::filesystem::exists(folder / FolderLock::kName));
  EXPECT_TRUE(FolderLock(folder.path()).was_abandoned());
}

TEST(FolderLock, RefusesAFile) {
  const TemporaryFolder folder;
  testing::write_bytes(folder / "file", "mine");
  expect_input_error([&] { FolderLock(folder / "file"); }, "is a file; give a folder");
  expect_input_error([&] { FolderLock(folder / "file/deeper"); }, "part of this path is a file");
}

}  // namespace
}  // namespace pyra
