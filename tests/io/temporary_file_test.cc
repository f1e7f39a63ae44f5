// What a killed process leaves beside its files, and who may remove it.
#include "io/temporary_file.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "io/atomic_file.h"
#include "io/temporary_folder.h"

namespace pyra {
namespace {

using testing::TemporaryFolder;

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

/// A process that dies while it writes `target`.
void die_writing(const std::filesystem::path& target) {
  const pid_t child = ::fork();
  if (child == 0) {
    AtomicFile file(target);
    file.write("half");
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
}

TEST(TemporaryFile, OfADeadProcessIsRemovedAndNothingElse) {
  const TemporaryFolder folder;
  die_writing(folder / "last.ckpt");
  die_writing(folder / "other");
  ASSERT_EQ(names_in(folder.path()).size(), 2U);
  for (const char* mine :
       {"last.ckpt.backup", "last.ckpt", "last.ckpt.pyra-1234567", ".pyra-abcdef", "last.ckpt.pyra-a_b-cd"}) {
    testing::write_bytes(folder / mine, "mine");
  }
  remove_dead_temporaries_of(folder / "last.ckpt");
  EXPECT_EQ(names_in(folder.path()).size(), 6U) << "that of another file stays";
  remove_dead_temporaries_in(folder.path());
  EXPECT_EQ(names_in(folder.path()),
            (std::vector<std::string>{".pyra-abcdef", "last.ckpt", "last.ckpt.backup",
                                      "last.ckpt.pyra-1234567", "last.ckpt.pyra-a_b-cd"}));
  EXPECT_NO_THROW(remove_dead_temporaries_in(folder / "missing"));
}

TEST(TemporaryFile, OfALivingProcessStays) {
  const TemporaryFolder folder;
  AtomicFile file(folder / "last.ckpt");
  file.write("whole");
  remove_dead_temporaries_in(folder.path());
  file.commit();
  EXPECT_EQ(testing::read_bytes(folder / "last.ckpt"), "whole");
  EXPECT_EQ(names_in(folder.path()), (std::vector<std::string>{"last.ckpt"}));
}

TEST(TemporaryFile, IsKnownByItsName) {
  const TemporaryFolder folder;
  const TemporaryFile made = make_temporary_file(folder / "a");
  EXPECT_TRUE(is_temporary(made.name));
  EXPECT_FALSE(is_temporary("a.backup"));
  ::close(made.descriptor);
}

}  // namespace
}  // namespace pyra
