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

/// As a killed run leaves it.
void abandon(const std::filesystem::path& folder, std::initializer_list<const char*> names) {
  std::filesystem::create_directories(folder);
  testing::write_bytes(folder / ".lock", "1\n");
  for (const char* name : names) testing::write_bytes(folder / name, "half");
}

TEST(RunFolder, OfARunThatSavedNothingIsStartedAgainEitherWay) {
  const TemporaryFolder folder;
  for (const bool resume : {false, true}) {
    const auto run = folder / (resume ? "resumed" : "started");
    abandon(run, {"recipe.toml", "log.jsonl", "adapter.best.safetensors", "last.ckpt.pyra-abcdef"});
    const RunFolder again(run, resume);
    EXPECT_FALSE(again.has_checkpoint());
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(run), {}), 1) << "the lock alone";
  }
}

TEST(RunFolder, AUsersOwnFilesAreNoAbandonedRun) {
  const TemporaryFolder folder;
  testing::write_bytes(folder / "recipe.toml", "lr = 1");
  expect_input_error([&] { RunFolder(folder.path(), false); }, "no run in it can be continued");
  expect_input_error([&] { RunFolder(folder.path(), true); }, "start a run in another folder");
  abandon(folder.path(), {"notes.txt"});
  expect_input_error([&] { RunFolder(folder.path(), false); }, "is not empty");
  abandon(folder.path(), {"notes.txt"});
  expect_input_error([&] { RunFolder(folder.path(), true); }, "there is no last.ckpt");
  EXPECT_EQ(testing::read_bytes(folder / "recipe.toml"), "lr = 1");
}

TEST(RunFolder, OfAKilledRunIsResumedWithoutItsHalfFiles) {
  const TemporaryFolder folder;
  abandon(folder.path(), {"last.ckpt", "last.ckpt.pyra-abcdef"});
  expect_input_error([&] { RunFolder(folder.path(), false); }, "or resume its run", code::kRunBegun);
  abandon(folder.path(), {"log.jsonl", "log.jsonl.pyra-abcdef"});
  const RunFolder run(folder.path(), true);
  EXPECT_TRUE(run.has_checkpoint());
  EXPECT_TRUE(std::filesystem::exists(run.file("log.jsonl")));
  EXPECT_FALSE(std::filesystem::exists(run.file("log.jsonl.pyra-abcdef")));
}

TEST(RunFolder, RefusesAFolderUnderTheNameOfAFileAtOnce) {
  const TemporaryFolder folder;
  testing::write_bytes(folder / "last.ckpt", "");
  std::filesystem::create_directories(folder / "report.html");
  expect_input_error([&] { RunFolder(folder.path(), true); }, "report.html is a folder");
}

TEST(RunFolder, HasOneHolderAtATime) {
  const TemporaryFolder folder;
  std::optional<RunFolder> first(std::in_place, folder.path(), false);
  expect_input_error([&] { RunFolder(folder.path(), false); }, "another pyra (process ");
  testing::write_bytes(folder / "last.ckpt", "");
  expect_input_error([&] { RunFolder(folder.path(), true); }, "another pyra (process ");
  first.reset();
  EXPECT_NO_THROW(RunFolder(folder.path(), true));
}

}  // namespace
}  // namespace pyra
