#include "pyra/dataset.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>
#include <set>

#include "pictures/reference.h"
#include "pictures/refusal.h"
#include "pyra/error.h"

namespace pyra::testing {
namespace {

std::vector<std::string> names_of(const Dataset& dataset, const fs::path& folder) {
  std::vector<std::string> names;
  for (const Sample& sample : dataset.samples)
    names.push_back(std::filesystem::path(sample.path).lexically_relative(folder).string());
  return names;
}

TEST(ClassFolders, AreNumberedInByteOrder) {
  TemporaryFolder folder;
  for (const char* file : {"b/2.JPG", "b/10.jpeg", "a b/x.png", "Z/y.webp", "é/z.jpg"})
    write_text(folder / file, "x");
  const Dataset dataset = read_class_folders(folder.path());
  EXPECT_EQ(dataset.class_names, (std::vector<std::string>{"Z", "a b", "b", "é"}));
  EXPECT_EQ(names_of(dataset, folder.path()),
            (std::vector<std::string>{"Z/y.webp", "a b/x.png", "b/10.jpeg", "b/2.JPG", "é/z.jpg"}));
  EXPECT_EQ(dataset.samples[3].label, 2);
}

TEST(ClassFolders, NestedPicturesComeFolderByFolder) {
  TemporaryFolder folder;
  for (const char* file : {"c/m/x/1.jpg", "c/m/1.jpg", "c/z.jpg", "c/a.jpg", "c/m-/1.jpg"}) {
    write_text(folder / file, "x");
  }
  EXPECT_EQ(names_of(read_class_folders(folder.path()), folder.path()),
            (std::vector<std::string>{"c/a.jpg", "c/z.jpg", "c/m/1.jpg", "c/m-/1.jpg", "c/m/x/1.jpg"}));
}

TEST(ClassFolders, IgnoreHiddenAndOtherFiles) {
  TemporaryFolder folder;
  for (const char* file :
       {"a/1.jpg", "a/._1.jpg", "a/notes.txt", ".cache/1.jpg", "a/.t/2.jpg", "stray.jpg"}) {
    write_text(folder / file, "x");
  }
  EXPECT_EQ(names_of(read_class_folders(folder.path()), folder.path()), std::vector<std::string>{"a/1.jpg"});
}

TEST(ClassFolders, LinkLoopsEnd) {
  TemporaryFolder folder;
  write_text(folder / "a/1.jpg", "x");
  write_text(folder / "b/2.jpg", "x");
  fs::create_directory_symlink(folder / "a", folder / "a/self");
  fs::create_directory_symlink(folder.path(), folder / "a/up");
  fs::create_directory_symlink("loop", folder / "b/loop");
  const Dataset dataset = read_class_folders(folder.path());
  EXPECT_EQ(dataset.class_names.size(), 2u);
  EXPECT_EQ(dataset.samples.size(), 2u);  // each its own: what leads back up is not followed
}

TEST(ClassFolders, LinkIntoAnotherClassIsRefused) {
  TemporaryFolder folder;
  write_text(folder / "a/1.jpg", "x");
  write_text(folder / "b/deep/2.jpg", "x");
  fs::create_directory_symlink(folder / "b/deep", folder / "a/link");
  EXPECT_NE(refusal([&] { read_class_folders(folder.path()); }).find("a/link"), std::string::npos);
}

TEST(ClassFolders, OneFolderUnderTwoNamesIsRefused) {
  TemporaryFolder folder;
  write_text(folder / "a/1.jpg", "x");
  fs::create_directory_symlink("a", folder / "b");
  EXPECT_NE(refusal([&] { read_class_folders(folder.path()); }).find("same folder"), std::string::npos);
}

TEST(ClassFolders, LinkToElsewhereIsFollowedOnce) {
  TemporaryFolder folder, elsewhere;
  write_text(folder / "a/1.jpg", "x");
  write_text(elsewhere / "more/2.jpg", "x");
  fs::create_directory_symlink(elsewhere.path(), folder / "a/more");
  fs::create_directory_symlink(elsewhere.path(), folder / "a/again");
  fs::create_directory_symlink(elsewhere.path(), elsewhere / "more/up");
  EXPECT_EQ(read_class_folders(folder.path()).samples.size(), 2u);
}

TEST(ClassFolders, CountWhatIsNotRead) {
  TemporaryFolder folder;
  for (const char* file : {"a/1.jpg", "a/2.HEIC", "b/3.heic", "b/4.jfif", "b/README"})
    write_text(folder / file, "x");
  const Dataset dataset = read_class_folders(folder.path());
  EXPECT_EQ(dataset.samples.size(), 2u);
  EXPECT_EQ(dataset.left_out, (std::map<std::string, std::int64_t>{{"", 1}, {".heic", 2}}));
  EXPECT_EQ(describe_left_out(dataset.left_out), "2 .heic, 1 without an ending");
}

TEST(ClassFolders, EmptyClassSaysWhatItHolds) {
  TemporaryFolder folder;
  write_text(folder / "a/1.heic", "x");
  EXPECT_NE(refusal([&] { read_class_folders(folder.path()); }).find("only 1 .heic"), std::string::npos);
}

TEST(ClassFolders, NameThatIsNotUtf8IsRefused) {
  TemporaryFolder folder;
  write_text(folder / "caf\xe9/1.jpg", "x");
  EXPECT_NE(refusal([&] { read_class_folders(folder.path()); }).find("caf\\xe9"), std::string::npos);
}

TEST(ClassFolders, TwoSpellingsOfOneNameAreRefused) {
  TemporaryFolder folder;
  write_text(folder / "caf\xc3\xa9/1.jpg", "x");
  write_text(folder / "cafe\xcc\x81/2.jpg", "x");
  EXPECT_NE(refusal([&] { read_class_folders(folder.path()); }).find("spelling"), std::string::npos);
}

TEST(ClassFolders, LinkedClassFolderIsFollowed) {
  TemporaryFolder folder, elsewhere;
  write_text(elsewhere / "1.jpg", "x");
  fs::create_directory_symlink(elsewhere.path(), folder / "a");
  EXPECT_EQ(read_class_folders(folder.path()).samples.size(), 1u);
}

TEST(ClassFolders, EmptyClassIsNamed) {
  TemporaryFolder folder;
  write_text(folder / "a/1.jpg", "x");
  fs::create_directories(folder / "hollow");
  EXPECT_NE(refusal([&] { read_class_folders(folder.path()); }).find("hollow"), std::string::npos);
}

TEST(ClassFolders, RefuseFlatMissingAndFile) {
  TemporaryFolder folder;
  write_text(folder / "1.jpg", "x");
  EXPECT_NE(refusal([&] { read_class_folders(folder.path()); }).find("no class folders"), std::string::npos);
  EXPECT_NE(refusal([&] { read_class_folders(folder / "gone"); }).find("gone"), std::string::npos);
  EXPECT_NE(refusal([&] { read_class_folders(folder / "1.jpg"); }).find("1.jpg"), std::string::npos);
}

TEST(ReadSplit, OtherPartsFollowTrainsNumbering) {
  TemporaryFolder folder;
  for (const char* file : {"train/a/1.jpg", "train/b/1.jpg", "train/c/1.jpg", "val/c/2.jpg", "test/b/3.jpg"})
    write_text(folder / file, "x");
  const Dataset train = read_split(folder.path(), "train"), val = read_split(folder.path(), "val"),
                test = read_split(folder.path(), "test");
  EXPECT_EQ(train.samples.size(), 3u);
  ASSERT_EQ(val.samples.size(), 1u);
  EXPECT_EQ(val.samples[0].label, 2);
  ASSERT_EQ(test.samples.size(), 1u);
  EXPECT_EQ(test.samples[0].label, 1);
  EXPECT_EQ(test.class_names, train.class_names);
}

TEST(ReadSplit, PartsMayBeSpelledInAnyUsualWay) {
  for (const auto& [train, val, test] :
       {std::array{"training", "validation", "testing"}, {"Train", "VALID", "Test"}}) {
    TemporaryFolder folder;
    for (const char* part : {train, val, test}) write_text(folder / part / "a/1.jpg", "x");
    const DataParts parts = find_parts(folder.path());
    EXPECT_EQ(parts.train, folder / train);
    EXPECT_EQ(parts.val, folder / val);
    EXPECT_EQ(parts.test, folder / test);
  }
}

TEST(ReadSplit, OnePartUnderTwoNamesIsRefused) {
  TemporaryFolder folder;
  for (const char* part : {"val", "validation"}) write_text(folder / part / "a/1.jpg", "x");
  EXPECT_NE(refusal([&] { find_parts(folder.path()); }).find("two names"), std::string::npos);
}

TEST(ReadSplit, AClassMayBeNamedTrain) {
  TemporaryFolder folder;
  for (const char* file : {"train/1.jpg", "bus/1.jpg", "car/1.jpg"}) write_text(folder / file, "x");
  EXPECT_FALSE(find_parts(folder.path()).any());
  EXPECT_EQ(read_split(folder.path(), "train").class_names,
            (std::vector<std::string>{"bus", "car", "train"}));
}

TEST(ReadSplit, ExtraTestClassIsNamed) {
  TemporaryFolder folder;
  for (const char* file : {"train/a/1.jpg", "test/weed/1.jpg"}) write_text(folder / file, "x");
  EXPECT_NE(refusal([&] { read_split(folder.path(), "test"); }).find("weed"), std::string::npos);
}

TEST(ReadSplit, TestClassesMeetTrainsInEitherUnicodeSpelling) {
  TemporaryFolder folder;
  for (const char* file : {"train/a/1.jpg", "train/caf\xc3\xa9/1.jpg", "test/cafe\xcc\x81/1.jpg"})
    write_text(folder / file, "x");
  EXPECT_EQ(read_split(folder.path(), "test").samples[0].label, 1);
}

TEST(ReadSplit, OneFolderServesBoth) {
  TemporaryFolder folder;
  write_text(folder / "a/1.jpg", "x");
  EXPECT_EQ(read_split(folder.path(), "train").samples.size(), 1u);
  EXPECT_EQ(read_split(folder.path(), "test").samples.size(), 1u);
  EXPECT_NE(refusal([&] { read_split(folder.path(), "val"); }), "");
}

TEST(ReadSplit, RefusesMissingAndUnknownParts) {
  TemporaryFolder folder;
  write_text(folder / "train/a/1.jpg", "x");
  write_text(folder / "val/a/1.jpg", "x");
  EXPECT_NE(refusal([&] { read_split(folder.path(), "test"); }).find("no test/"), std::string::npos);
  EXPECT_NE(refusal([&] { read_split(folder.path(), "validation"); }), "");
  EXPECT_NE(refusal([&] { read_split(folder / "gone", "train"); }).find("gone"), std::string::npos);
}

Dataset counted(const std::vector<int>& pictures_of_class) {
  Dataset dataset;
  for (std::size_t c = 0; c < pictures_of_class.size(); ++c) {
    dataset.class_names.push_back("c" + std::to_string(c));
    for (int i = 0; i < pictures_of_class[c]; ++i) {
      dataset.samples.push_back(
          {dataset.class_names.back() + "/" + std::to_string(i), static_cast<std::int64_t>(c)});
    }
  }
  return dataset;
}

TEST(SplitDataset, TakesItsShareOfEveryClass) {
  const auto [kept, taken] = split_dataset(counted({1, 2, 3, 10, 100}), 0.2, 7);
  std::map<std::int64_t, int> count;
  std::set<fs::path> seen;
  for (const Sample& s : taken.samples) ++count[s.label], seen.insert(s.path);
  for (const Sample& s : kept.samples) EXPECT_TRUE(seen.insert(s.path).second);
  EXPECT_EQ(seen.size(), 116u);
  EXPECT_EQ(count, (std::map<std::int64_t, int>{{1, 1}, {2, 1}, {3, 2}, {4, 20}}));
  EXPECT_EQ(taken.class_names.size(), 5u);
}

TEST(SplitDataset, SeedDecides) {
  const auto first = split_dataset(counted({50}), 0.5, 1).second;
  EXPECT_EQ(names_of(first, "."), names_of(split_dataset(counted({50}), 0.5, 1).second, "."));
  EXPECT_NE(names_of(first, "."), names_of(split_dataset(counted({50}), 0.5, 2).second, "."));
}

TEST(SplitDataset, RefusesFractionOutsideOfZeroToOne) {
  for (double fraction : {0.0, 1.0, -1.0, 2.0, std::nan("")}) {
    EXPECT_NE(refusal([&] { split_dataset(counted({4}), fraction, 0); }), "");
  }
}

TEST(SharedData, ListsAgreeWithFolders) {
  const fs::path flowers = kShared / "data/flowers102";
  if (!fs::exists(flowers)) GTEST_SKIP() << "no flowers102 at " << flowers;
  const Dataset list = read_list(flowers, flowers / "test.txt");
  const Dataset folders = read_split(flowers, "test");
  EXPECT_EQ(list.samples.size(), folders.samples.size());
  EXPECT_EQ(list.class_names, folders.class_names);
}

}  // namespace
}  // namespace pyra::testing
