// Lists of pictures: plain, CSV, and what neither may hold.
#include <gtest/gtest.h>

#include "pictures/reference.h"
#include "pictures/refusal.h"
#include "pyra/dataset.h"
#include "pyra/error.h"

namespace pyra::testing {
namespace {

TEST(ListFile, PathsMayHoldSpacesAndNameTheClasses) {
  TemporaryFolder folder;
  write_text(folder / "list.txt",
             "train/water lily/a 1.jpg 1\r\n\ntrain/rose/b.jpg 0\n  \ntrain/rose/c.jpg   0");
  const Dataset dataset = read_list(folder.path(), folder / "list.txt");
  EXPECT_EQ(dataset.class_names, (std::vector<std::string>{"rose", "water lily"}));
  ASSERT_EQ(dataset.samples.size(), 3u);
  EXPECT_EQ(dataset.samples[0].path, folder / "train/water lily/a 1.jpg");
  EXPECT_EQ(dataset.samples[0].label, 1);
  EXPECT_EQ(dataset.samples[2].path, folder / "train/rose/c.jpg");
}

TEST(ListFile, FlatFolderGetsNumbers) {
  TemporaryFolder folder;
  write_text(folder / "list.txt", "a.jpg 2\nb.jpg 0\n");
  EXPECT_EQ(read_list(folder.path(), folder / "list.txt").class_names,
            (std::vector<std::string>{"0", "1", "2"}));
}

TEST(ListFile, SharedFolderGetsNumbers) {
  TemporaryFolder folder;
  write_text(folder / "list.txt", "x/a.jpg 0\nx/b.jpg 1\n");
  EXPECT_EQ(read_list(folder.path(), folder / "list.txt").class_names, (std::vector<std::string>{"0", "1"}));
}

TEST(ListFile, SomeOfTheLabelsNameTheirClasses) {
  TemporaryFolder folder;
  write_text(folder / "list.txt", "\xef\xbb\xbfx/b/1.jpg 3\r\nx/a/1.jpg 1\r\n");
  const Dataset dataset = read_list(folder.path(), folder / "list.txt");
  EXPECT_TRUE(dataset.named && dataset.numbered);
  EXPECT_EQ(dataset.class_names, (std::vector<std::string>{"0", "a", "2", "b"}));
  EXPECT_EQ(dataset.samples[0].path, folder / "x/b/1.jpg");
}

TEST(ListFile, CsvHoldsNamesAndQuotes) {
  TemporaryFolder folder;
  write_text(
      folder / "list.csv",
      "\xef\xbb\xbfid,\"Label\",path\r\n1,\"water, lily\",\"a \"\"b\"\".jpg\"\r\n\r\n2,rose,c.jpg\r\n");
  const Dataset dataset = read_list(folder.path(), folder / "list.csv");
  EXPECT_FALSE(dataset.numbered);
  EXPECT_EQ(dataset.class_names, (std::vector<std::string>{"rose", "water, lily"}));
  ASSERT_EQ(dataset.samples.size(), 2u);
  EXPECT_EQ(dataset.samples[0].path, folder / "a \"b\".jpg");
  EXPECT_EQ(dataset.samples[0].label, 1);
}

TEST(ListFile, TwoColumnsOfOneNameAreRefused) {
  TemporaryFolder folder;
  for (const auto& [header, name] : {std::pair{"path,label,label", "label"},
                                     {"path;Label; label", "label"},
                                     {"Path,label,PATH", "path"}}) {
    write_text(folder / "list.csv", std::string(header) + "\na.jpg,b,c\n");
    const std::string words = refusal([&] { read_list(folder.path(), folder / "list.csv"); });
    EXPECT_NE(words.find(":1: two columns are named `" + std::string(name)), std::string::npos) << words;
  }
}

TEST(ListFile, ColumnsThatAreNotReadAreNamed) {
  TemporaryFolder folder;
  write_text(folder / "list.csv", ",path,label,split,fold\n0,a.jpg,cat,train,1\n1,b.jpg,dog,test,2\n");
  write_text(folder / "a.jpg", "x");
  write_text(folder / "b.jpg", "x");
  const Dataset dataset = read_list(folder.path(), folder / "list.csv");
  ASSERT_EQ(dataset.notes.size(), 1u);
  EXPECT_NE(dataset.notes[0].find("columns 'split' and 'fold' are not read"), std::string::npos)
      << dataset.notes[0];
}

TEST(ListFile, OneClassThatLooksLikeSeveralLabelsIsNamed) {
  TemporaryFolder folder;
  write_text(folder / "list.csv", "path,label\na.jpg,red;round\nb.jpg,blue\n");
  const Dataset dataset = read_list(folder.path(), folder / "list.csv");
  EXPECT_EQ(dataset.class_names, (std::vector<std::string>{"blue", "red;round"}));
  ASSERT_EQ(dataset.notes.size(), 1u);
  EXPECT_NE(dataset.notes[0].find("'red;round' is taken for the name of one class"), std::string::npos);
  EXPECT_NE(dataset.notes[0].find("`labels`"), std::string::npos);
}

TEST(ListFile, RepeatedRowsAreCounted) {
  TemporaryFolder folder;
  write_text(folder / "list.txt", "a.jpg 0\nb.jpg 1\na.jpg 0\na.jpg 0\n");
  const Dataset dataset = read_list(folder.path(), folder / "list.txt");
  EXPECT_EQ(dataset.samples.size(), 4u);
  ASSERT_EQ(dataset.notes.size(), 1u);
  EXPECT_NE(dataset.notes[0].find("2 of 4 rows name a picture that an earlier row names"), std::string::npos);
}

TEST(ListFile, CsvOfNumbersIsAListOfNumbers) {
  TemporaryFolder folder;
  write_text(folder / "list.csv", "path;label\nx/a.jpg;4\nx/b.jpg;0");
  const Dataset dataset = read_list(folder.path(), folder / "list.csv");
  EXPECT_TRUE(dataset.numbered);
  EXPECT_FALSE(dataset.named);
  EXPECT_EQ(dataset.samples[0].label, 4);
}

TEST(ListFile, RefusesBadCsvByLine) {
  TemporaryFolder folder;
  for (const char* bad : {"b.jpg", "b.jpg,", ",1", "\"b.jpg,1", "b.jpg,-1", "b.jpg,1.5", "a.jpg,1",
                          "../b.jpg,1", "b.jpg,caf\xe9"}) {
    write_text(folder / "list.csv", std::string("path,label\na.jpg,0\n") + bad + "\n");
    const std::string message = refusal([&] { read_list(folder.path(), folder / "list.csv"); });
    EXPECT_NE(message.find("list.csv:3"), std::string::npos) << bad << " gave: " << message;
  }
  write_text(folder / "list.csv", "a.jpg,0\n");
  EXPECT_NE(refusal([&] { read_list(folder.path(), folder / "list.csv"); }).find("path"), std::string::npos);
  write_text(folder / "wide.txt", std::string("\xff\xfe"
                                              "a\0 \0",
                                              6));
  EXPECT_NE(refusal([&] { read_list(folder.path(), folder / "wide.txt"); }).find("UTF-8"), std::string::npos);
}

TEST(ListFile, UnicodeSpellingsOfAPathMeet) {
  TemporaryFolder folder;
  write_text(folder / "caf\xc3\xa9/1.jpg", "x");
  write_text(folder / "list.txt", "cafe\xcc\x81/1.jpg 0\n");
  EXPECT_TRUE(fs::exists(read_list(folder.path(), folder / "list.txt").samples[0].path));
}

TEST(ListFile, RefusesBadLinesByNumber) {
  TemporaryFolder folder;
  for (const char* bad : {"a.jpg", "a.jpg x", "a.jpg -1", "a.jpg 1.5", "a.jpg 99999999999999999999",
                          "a.jpg 9999999", "/etc/a.jpg 1", "../a.jpg 1", "b/../../a.jpg 1", " 3"}) {
    write_text(folder / "list.txt", std::string("good.jpg 0\n") + bad + "\n");
    const std::string message = refusal([&] { read_list(folder.path(), folder / "list.txt"); });
    EXPECT_NE(message.find("list.txt:2"), std::string::npos) << bad << " gave: " << message;
  }
  write_text(folder / "list.txt", "\n");
  EXPECT_NE(refusal([&] { read_list(folder.path(), folder / "list.txt"); }), "");
  EXPECT_NE(refusal([&] { read_list(folder.path(), folder / "gone.txt"); }), "");
  EXPECT_NE(refusal([&] { read_list(folder.path(), folder.path()); }), "");
}

}  // namespace
}  // namespace pyra::testing
