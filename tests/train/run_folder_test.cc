#include "train/run_folder.h"

#include <gtest/gtest.h>

#include <optional>

#include "io/expect_error.h"
#include "io/temporary_folder.h"

namespace pyra {
namespace {

using testing::expect_input_error;
using testing::TemporaryFolder;

TEST(RunFolder, IsCreatedWithItsParents) {
  const TemporaryFolder folder;
  const RunFolder run(folder / "a/b", false);
  EXPECT_EQ(run.file("last.ckpt"), folder / "a/b/last.ckpt");
  EXPECT_TRUE(std::filesystem::is_directory(folder / "a/b"));
}

TEST(RunFolder, TakesAnEmptyFolderAndRefusesAFullOne) {
  const TemporaryFolder folder;
  EXPECT_NO_THROW(RunFolder(folder.path(), false));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << "the lock stays behind";
  testing::write_bytes(folder / "notes.txt", "mine");
  expect_input_error([&] { RunFolder(folder.path(), false); }, "is not empty");
  expect_input_error([&] { RunFolder(folder / "notes.txt", false); }, "is a file; give a folder");
}

TEST(RunFolder, ResumesOnlyWhereThereIsACheckpoint) {
  const TemporaryFolder folder;
  expect_input_error([&] { RunFolder(folder.path(), true); }, "there is no last.ckpt");
  testing::write_bytes(folder / "last.ckpt", "");
  EXPECT_NO_THROW(RunFolder(folder.path(), true));
}

TEST(RunFolder, HasOneHolderAtATime) {
  const TemporaryFolder folder;
  std::optional<RunFolder> first(std::in_place, folder.path(), false);
  expect_input_error([&] { RunFolder(folder.path(), false); }, "another pyra works in");
  testing::write_bytes(folder / "last.ckpt", "");
  expect_input_error([&] { RunFolder(folder.path(), true); }, "another pyra works in");
  first.reset();
  EXPECT_NO_THROW(RunFolder(folder.path(), true));
}

}  // namespace
}  // namespace pyra
