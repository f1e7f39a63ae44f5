// Which class a label means: names decide, numbers where there are none, contradictions never.
#include "pictures/sets/match_classes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "pictures/reference.h"
#include "pictures/sets/imagenet_classes.h"
#include "pictures/sets/label_file.h"
#include "pictures/sets/name_key.h"
#include "pyra/error.h"

namespace pyra::testing {
namespace {

using Names = std::vector<std::string>;

ClassScheme model(Names names) {
  const auto classes = static_cast<std::int64_t>(names.size());
  return {"the model", std::move(names), classes, false, false, {}};
}
ClassScheme unnamed(std::int64_t classes) { return {"the model", {}, classes, false, false, {}}; }

/// One folder a class, one picture each.
Dataset folders(const Names& names) {
  Dataset dataset;
  dataset.class_names = names;
  for (std::size_t k = 0; k < names.size(); ++k)
    dataset.samples.push_back({"root/" + names[k] + "/1.jpg", static_cast<std::int64_t>(k)});
  return dataset;
}

Dataset list(const std::string& text) {
  TemporaryFolder folder;
  write_text(folder / "list.txt", text);
  return read_list(folder.path(), folder / "list.txt");
}

std::vector<std::int64_t> labels(Dataset dataset, const ClassScheme& scheme) {
  match_classes(dataset, scheme, "list.txt");
  std::vector<std::int64_t> found;
  for (const Sample& sample : dataset.samples) found.push_back(sample.label);
  return found;
}

std::string refusal(Dataset dataset, const ClassScheme& scheme) {
  try {
    match_classes(dataset, scheme, "list.txt");
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

std::size_t notes(Dataset dataset, const ClassScheme& scheme) {
  match_classes(dataset, scheme, "list.txt");
  return dataset.notes.size();
}

using Labels = std::vector<std::int64_t>;
const Names kByteOrder{"0", "1", "10", "2"};  // as folders of numbers are numbered

TEST(MatchClasses, FoldersMeetNamesInAnyOrder) {
  EXPECT_EQ(labels(folders({"a", "b"}), model({"b", "c", "a"})), (Labels{2, 0}));
  EXPECT_EQ(labels(folders({"cafe\xcc\x81"}), model({"x", "caf\xc3\xa9"})), Labels{1});
  EXPECT_NE(refusal(folders({"a", "d"}), model({"a", "b"})).find("'d'"), std::string::npos);
}

TEST(MatchClasses, NumbersOfAListFollowTheNamesOfItsFolders) {
  EXPECT_EQ(labels(list("10/a.jpg 10\n2/a.jpg 2\n"), model(kByteOrder)), (Labels{2, 3}));
  EXPECT_EQ(labels(list("x/red/a.jpg 0\nx/blue/a.jpg 1\n"), model({"blue", "green", "red"})), (Labels{2, 0}));
  EXPECT_EQ(notes(list("x/red/a.jpg 0\nx/blue/a.jpg 1\n"), model({"blue", "green", "red"})), 1u);
  EXPECT_EQ(notes(list("x/blue/a.jpg 0\n"), model({"blue", "green", "red"})), 0u);
}

TEST(MatchClasses, NumbersOfAFlatListAreNamesWhereClassesAreNamedByNumbers) {
  EXPECT_EQ(labels(list("a.jpg 10\nb.jpg 2\n"), model(kByteOrder)), (Labels{2, 3}));
  EXPECT_NE(refusal(list("a.jpg 3\n"), model(kByteOrder)).find("label 3"), std::string::npos);
}

TEST(MatchClasses, NumbersOfAFlatListAreSaidToBeTheModels) {
  EXPECT_EQ(labels(list("a.jpg 2\nb.jpg 0\n"), model({"x", "y", "z"})), (Labels{2, 0}));
  EXPECT_EQ(notes(list("a.jpg 2\nb.jpg 0\n"), model({"x", "y", "z"})), 1u);
  EXPECT_EQ(notes(list("a.jpg 2\n"), unnamed(3)), 1u);
  EXPECT_NE(refusal(list("a.jpg 3\n"), unnamed(3)).find("label 3"), std::string::npos);
}

TEST(MatchClasses, ListThatContradictsItsFoldersIsRefused) {
  const ClassScheme colours = model({"blue", "red"});
  EXPECT_NE(refusal(list("red/a.jpg 0\nred/b.jpg 1\n"), colours).find("contradicts"), std::string::npos);
  EXPECT_NE(refusal(list("red/a.jpg 0\nblue/b.jpg 0\n"), colours).find("contradicts"), std::string::npos);
  EXPECT_NE(refusal(list("2/a.jpg 2\n10/b.jpg 1\n"), unnamed(12)).find("contradicts"), std::string::npos);
  EXPECT_EQ(refusal(list("001/a.jpg 0\n002/b.jpg 1\n"), unnamed(12)), "");
}

TEST(MatchClasses, FolderNumbersAreTakenInNumericOrder) {
  Names names;
  for (int i = 0; i < 12; ++i) names.push_back(std::to_string(i));
  std::sort(names.begin(), names.end());
  const Labels found = labels(folders(names), unnamed(12));
  for (std::size_t i = 0; i < names.size(); ++i) EXPECT_EQ(std::to_string(found[i]), names[i]);
  EXPECT_EQ(notes(folders(names), unnamed(12)), 1u);
  EXPECT_EQ(labels(folders({"1", "10", "2", "3", "4", "5", "6", "7", "8", "9"}), unnamed(10)),
            (Labels{0, 9, 1, 2, 3, 4, 5, 6, 7, 8}));
}

TEST(MatchClasses, OrderOfNamesIsAssumedAloudOrRefused) {
  EXPECT_EQ(labels(folders({"a", "b"}), unnamed(2)), (Labels{0, 1}));
  EXPECT_EQ(notes(folders({"a", "b"}), unnamed(2)), 1u);
  EXPECT_NE(refusal(folders({"a", "b"}), unnamed(3)).find("give the names of the model's classes"),
            std::string::npos);
}

TEST(MatchClasses, ListsShareTheirNumbers) {
  const Dataset train = list("a.jpg 0\nb.jpg 1\n"), named_train = list("t/red/a.jpg 0\nt/blue/b.jpg 1\n");
  EXPECT_EQ(labels(list("c.jpg 1\n"), scheme_of(train)), Labels{1});
  EXPECT_EQ(labels(list("other/c.jpg 1\n"), scheme_of(named_train)), Labels{1});
  EXPECT_EQ(labels(list("v/blue/c.jpg 1\nv/red/d.jpg 0\n"), scheme_of(named_train)), (Labels{1, 0}));
}

TEST(MatchClasses, ImagenetIsKnownByItsFolders) {
  const ImagenetClasses imagenet = imagenet_classes();
  ASSERT_EQ(imagenet.names.size(), 1000u);
  EXPECT_EQ(imagenet.names[0], "tench");
  EXPECT_EQ(imagenet.synsets[999], "n15075141");
  EXPECT_EQ(std::set<std::string>(imagenet.names.begin(), imagenet.names.end()).size(), 1000u);
  const ClassScheme scheme{"the model", imagenet.names, 1000, false, true, imagenet.synsets};
  EXPECT_EQ(labels(folders({"n01440764", "n15075141"}), scheme), (Labels{0, 999}));
  EXPECT_EQ(labels(folders({"goldfish", "tench"}), scheme), (Labels{1, 0}));
  Names numbers;
  for (int i = 0; i < 1000; ++i) numbers.push_back(std::to_string(i));
  std::sort(numbers.begin(), numbers.end());
  EXPECT_EQ(labels(folders(numbers), scheme)[2], std::stoll(numbers[2]));
}

TEST(LabelFile, NamesEveryClassInItsLine) {
  TemporaryFolder folder;
  write_text(folder / "labels.txt",
             "\xef\xbb\xbf"
             "cat\r\n big dog \r\n\r\n");
  EXPECT_EQ(read_label_file(folder / "labels.txt", 2), (Names{"cat", "big dog"}));
  EXPECT_THROW(read_label_file(folder / "labels.txt", 3), InputError);
  write_text(folder / "gap.txt", "cat\n\ndog\n");
  EXPECT_THROW(read_label_file(folder / "gap.txt", 3), InputError);
  write_text(folder / "latin.txt", "caf\xe9\n");
  EXPECT_THROW(read_label_file(folder / "latin.txt", 1), InputError);
}

TEST(NameKey, ComposesAndKeepsWhatIsNoText) {
  EXPECT_EQ(name_key("cafe\xcc\x81"), "caf\xc3\xa9");
  EXPECT_EQ(name_key("caf\xe9"), "caf\xe9");
  EXPECT_EQ(readable("a\x1b[2J\xe9"), "a\\x1b[2J\\xe9");
}

TEST(MatchClasses, NamesThatContradictTheFoldersAreSaid) {
  const auto csv = [](const std::string& rows) { return list("path,label\n" + rows); };
  Dataset turned = csv("x/cat/1.jpg,dog\nx/dog/1.jpg,dog\nx/cat/2.jpg,cat\n");
  match_classes(turned, model({"cat", "dog"}), "list.csv");
  ASSERT_EQ(turned.notes.size(), 1u);
  EXPECT_NE(turned.notes[0].find("1 of its 3 pictures"), std::string::npos) << turned.notes[0];
  EXPECT_NE(turned.notes[0].find("cat/1.jpg is labelled 'dog'"), std::string::npos) << turned.notes[0];
  EXPECT_EQ(notes(csv("x/cat/1.jpg,dog\n"), model({"cat", "dog"})), 1u);  // a class that no row names
  EXPECT_EQ(notes(csv("x/cat/1.jpg,cat\nx/dog/1.jpg,dog\n"), model({"cat", "dog"})), 0u);
  EXPECT_EQ(notes(csv("x/cat/1.jpg,dog\nx/ann/1.jpg,dog\n"), model({"cat", "dog"})), 0u);
  EXPECT_EQ(notes(csv("1.jpg,dog\n2.jpg,cat\n"), model({"cat", "dog"})), 0u);
}

}  // namespace
}  // namespace pyra::testing
