// What looks like parts of a data set is never read as its classes, and what lies beside the parts is named.

#include <gtest/gtest.h>

#include <array>

#include "pictures/reference.h"
#include "pictures/refusal.h"
#include "pictures/sets/no_classes.h"
#include "pictures/sets/part_names.h"
#include "pyra/dataset.h"

namespace pyra::testing {
namespace {

void write_pictures(const fs::path& folder, const std::vector<std::string>& files) {
  for (const std::string& file : files) write_text(folder / file, "x");
}

/// Each of the outer folders holds each of the inner ones, with a picture.
void write_grid(const fs::path& folder, const std::vector<std::string>& outer,
                const std::vector<std::string>& inner) {
  for (const std::string& o : outer) {
    for (const std::string& i : inner) write_text(folder / o / i / "1.jpg", "x");
  }
}

TEST(PartNames, LikelyOnesAreKnown) {
  for (const char* name : {"train_set", "training_set", "TrainSet", "trainset", "seg_train", "tr",
                           "train-data", "images_train", "train2017", "01_train", "TRAIN_IMAGES", "train_1"})
    EXPECT_EQ(likely_part(name), "train") << name;
  for (const char* name : {"val-data", "images_val", "val2017", "validset", "dev", "eval", "Validation Set"})
    EXPECT_EQ(likely_part(name), "val") << name;
  for (const char* name : {"test_images", "te", "tests", "02_test", "holdout", "hold-out", "TestSet"})
    EXPECT_EQ(likely_part(name), "test") << name;
  for (const char* name : {"freight_train", "testudo", "trainer", "valley", "tea", "cat", "", "7", "dev_test",
                           "contest", "pregnancy test", "ténor"})
    EXPECT_EQ(likely_part(name), "") << name;
}

TEST(NoClasses, PartsUnderOtherNamesAreRefused) {
  const std::vector<std::array<const char*, 2>> kSpellings{
      {"train_set", "test_set"}, {"tr", "te"},       {"TrainSet", "TestSet"},
      {"fold0", "fold1"},        {"dev", "eval"},    {"train2017", "val2017"},
      {"lern", "probe"},         {"photo", "sketch"}};
  for (const auto& [one, other] : kSpellings) {
    TemporaryFolder folder;
    write_grid(folder.path(), {one, other}, {"cat", "dog", "owl"});
    for (const char* part : {"train", "val", "test"}) {
      const std::string words = refusal([&] { read_split(folder.path(), part); });
      for (const char* word : {one, other, "train/", "list"})
        EXPECT_NE(words.find(word), std::string::npos) << words;
    }
  }
}

TEST(NoClasses, ALaterPartMayLackClasses) {
  TemporaryFolder folder;
  write_grid(folder.path(), {"one"}, {"a", "b", "c", "d", "e"});
  write_grid(folder.path(), {"two"}, {"A", "c", "stranger"});
  write_text(folder / "docs/cover.jpg", "x");
  EXPECT_NE(refusal([&] { read_split(folder.path(), "train"); }).find("'A' and 'c'"), std::string::npos);
}

TEST(NoClasses, AFolderInBetweenHidesNothing) {
  TemporaryFolder folder;
  write_grid(folder.path(), {"amazon/images", "dslr/images"}, {"bike", "mug"});
  EXPECT_NE(refusal([&] { read_split(folder.path(), "train"); }).find("bike"), std::string::npos);
}

TEST(NoClasses, FlatPartsAreRefusedByTheirNames) {
  TemporaryFolder folder;
  write_pictures(folder.path(), {"train_images/1.jpg", "test_images/2.jpg"});
  EXPECT_NE(refusal([&] { read_split(folder.path(), "train"); }).find("named like parts"), std::string::npos);
}

TEST(NoClasses, PartsWithinClassesAreRefused) {
  TemporaryFolder folder;
  write_grid(folder.path(), {"cat", "dog"}, {"train", "test"});
  EXPECT_NE(refusal([&] { read_split(folder.path(), "train"); }).find("within its classes"),
            std::string::npos);
}

TEST(NoClasses, ClassesMayBeSortedWithin) {
  TemporaryFolder folder;
  write_grid(folder.path(), {"cat"}, {"ann", "bob", "carl"});
  write_grid(folder.path(), {"dog"}, {"ann", "dan", "eve"});
  write_grid(folder.path(), {"benign/all"}, {"adenosis", "fibroadenoma"});
  write_grid(folder.path(), {"malignant/all"}, {"ductal", "lobular"});
  EXPECT_EQ(read_split(folder.path(), "train").class_names,
            (std::vector<std::string>{"benign", "cat", "dog", "malignant"}));
}

TEST(NoClasses, OneFolderOfPicturesInEachSaysNothing) {
  TemporaryFolder folder;
  write_grid(folder.path(), {"cat", "dog"}, {"images"});
  EXPECT_EQ(read_split(folder.path(), "train").samples.size(), 2u);
}

TEST(NoClasses, FewAmongManyClassesSayNothing) {
  TemporaryFolder folder;
  write_grid(folder.path(), {"cat", "dog"}, {"indoor", "outdoor"});
  write_pictures(folder.path(), {"cow/1.jpg", "hen/1.jpg"});
  EXPECT_EQ(read_split(folder.path(), "train").class_names.size(), 4u);
}

TEST(NoClasses, TrainSaysThatTheyAreClasses) {
  TemporaryFolder folder;
  write_grid(folder / "train", {"cat", "dog"}, {"indoor", "outdoor"});
  for (const fs::path& data : {folder.path(), folder / "train"}) {
    const Dataset dataset = read_split(data, "train");
    EXPECT_EQ(dataset.class_names, (std::vector<std::string>{"cat", "dog"}));
    ASSERT_EQ(dataset.notes.size(), 1u);
    EXPECT_NE(dataset.notes[0].find("taken as the classes"), std::string::npos);
  }
}

TEST(NoClasses, ANameThatMayMeanAPartDoesNotMakeClassesOfParts) {
  TemporaryFolder folder;
  for (const char* outer : {"training_data", "train2017", "train-set"}) {
    write_grid(folder / outer, {"train_images", "test_images"}, {"cat", "dog"});
    EXPECT_NE(refusal([&] { read_split(folder / outer, "train"); }).find("named like parts"),
              std::string::npos);
  }
}

TEST(NoClasses, ClassesThatAreDividedAreSaidToBe) {
  TemporaryFolder folder;
  write_grid(folder / "a", {"animal"}, {"cat", "dog"});
  write_grid(folder / "a", {"plant"}, {"oak", "rose"});
  const Dataset both = read_split(folder / "a", "train");
  ASSERT_EQ(both.notes.size(), 1u);
  EXPECT_NE(both.notes[0].find("classes 'animal' and 'plant'"), std::string::npos) << both.notes[0];
  EXPECT_NE(both.notes[0].find("'cat' and 'dog' count as 'animal'"), std::string::npos) << both.notes[0];
  write_grid(folder / "b", {"labelled"}, {"cat", "dog"});
  write_pictures(folder / "b", {"unlabelled/1.jpg"});
  const Dataset one = read_split(folder / "b", "train");
  ASSERT_EQ(one.notes.size(), 1u);
  EXPECT_NE(one.notes[0].find("class 'labelled'"), std::string::npos) << one.notes[0];
  write_pictures(folder / "c", {"cat/1.jpg", "cat/more/2.jpg", "cat/most/3.jpg", "dog/1.jpg"});
  EXPECT_TRUE(read_split(folder / "c", "train").notes.empty());
}

TEST(NoClasses, AFolderInItselfIsGuessed) {
  TemporaryFolder folder;
  write_grid(folder / "train/train", {"cat", "dog"}, {"1"});
  write_grid(folder / "test/test", {"cat", "dog"}, {"1"});
  EXPECT_NE(refusal([&] { read_split(folder.path(), "test"); }).find("no class but a folder around them"),
            std::string::npos);
}

TEST(NoClasses, AClassMayBeNamedLikeAPart) {
  TemporaryFolder folder;
  write_pictures(folder.path(), {"steam_train/1.jpg", "test_tube/1.jpg", "trainset/1.jpg"});
  EXPECT_EQ(read_split(folder.path(), "train").class_names.size(), 3u);
}

TEST(Unread, FoldersBesideThePartsAreNamed) {
  TemporaryFolder folder;
  write_grid(folder.path(), {"train", "dev", "tets", "docs"}, {"cat", "dog"});
  const std::string note = note_on_unread(find_parts(folder.path())).value();
  for (const char* word : {"dev/, docs/ and tets/", "if dev/ is meant as val/", "if tets/ is meant as test/"})
    EXPECT_NE(note.find(word), std::string::npos) << note;
  EXPECT_EQ(note.find("docs/ is meant"), std::string::npos) << note;
  EXPECT_FALSE(note_on_unread(find_parts(folder / "train")));
}

TEST(Unread, TheMissingPartIsGuessed) {
  TemporaryFolder folder;
  write_grid(folder.path(), {"train_set", "test"}, {"cat", "dog"});
  EXPECT_NE(refusal([&] { read_split(folder.path(), "train"); }).find("if train_set/ is meant"),
            std::string::npos);
}

TEST(Unread, PicturesInNoClassAreCounted) {
  TemporaryFolder folder;
  write_pictures(folder.path(), {"a/1.jpg", "b/1.jpg", "3.jpg", "4.jpg"});
  const Dataset dataset = read_split(folder.path(), "train");
  ASSERT_EQ(dataset.notes.size(), 1u);
  EXPECT_NE(dataset.notes[0].find("2 pictures directly in"), std::string::npos);
}

}  // namespace
}  // namespace pyra::testing
