// What reports call runs, and what they say about confused classes.

#include <gtest/gtest.h>

#include <set>

#include "cli/train/confusions.h"
#include "cli/train/run_names.h"

namespace pyra {
namespace {

using Names = std::vector<std::string>;

TEST(RunNames, TheMethodIsEnoughWhereItTellsRunsApart) {
  EXPECT_EQ(distinct_names({{"lora", "flowers", "a"}, {"bias", "flowers", "b"}}), (Names{"lora", "bias"}));
}

TEST(RunNames, ThenComeDataFolderPathAndNumber) {
  EXPECT_EQ(distinct_names({{"lora", "/x/flowers/", "a"}, {"lora", "/x/pets", "b"}}),
            (Names{"flowers: lora", "pets: lora"}));
  EXPECT_EQ(distinct_names(
                {{"lora", "flowers", "runs/a"}, {"lora", "flowers", "runs/b/"}, {"bias", "flowers", "c"}}),
            (Names{"a: lora", "b: lora", "bias"}));
  EXPECT_EQ(distinct_names({{"lora", "", "x/run"}, {"lora", "", "y/run"}}),
            (Names{"x/run: lora", "y/run: lora"}));
  EXPECT_EQ(distinct_names({{"lora", "", "run"}, {"lora", "", "run"}}), (Names{"#1: lora", "#2: lora"}));
  const Names many =
      distinct_names({{"lora", "f", "a"}, {"lora", "f", "b"}, {"lora", "g", "a"}, {"lora", "g", "a"}});
  EXPECT_EQ(std::set<std::string>(many.begin(), many.end()).size(), 4U);
}

TEST(RunNames, DataIsReadOffTheCommand) {
  EXPECT_EQ(data_of_command("pyra adapt --backbone b --data 'two words' --out run"), "two words");
  EXPECT_EQ(data_of_command("pyra adapt --data='it'\\''s'"), "it's");
  EXPECT_EQ(data_of_command("pyra adapt --data"), "");
  EXPECT_EQ(data_of_command(""), "");
}

TEST(Confusions, AFewClassesAreAllShown) {
  Report report;
  add_confusions(report, {0, 0, 1, 2}, {0, 1, 1, 0}, {"a", "b", "c"});
  EXPECT_EQ(report.confusion, (std::vector<std::vector<std::int64_t>>{{1, 1, 0}, {0, 1, 0}, {1, 0, 0}}));
  EXPECT_EQ(report.confusion_note, "");
  ASSERT_EQ(report.confused.size(), 2U);
  EXPECT_EQ(report.confused[0].of, 2);
}

TEST(Confusions, OfManyClassesTheWorstAreShownAndTheRestIsCounted) {
  std::vector<std::int64_t> truth, predicted;
  Names names;
  for (std::int64_t k = 0; k < 20; ++k) {
    names.push_back("class " + std::to_string(k));
    for (int i = 0; i < 10; ++i) {
      truth.push_back(k);
      predicted.push_back(i < k / 2 ? k : 19);  // the first classes do worst, and go to one that is not shown
    }
  }
  Report report;
  add_confusions(report, truth, predicted, names);
  ASSERT_EQ(report.class_names.size(), 12U);
  EXPECT_EQ(report.confusion_note, "the 12 of 20 classes with the lowest accuracy");
  for (std::size_t row = 0; row < 12; ++row) {
    ASSERT_EQ(report.confusion[row].size(), 13U);
    EXPECT_EQ(report.confusion[row].back(), 10 - static_cast<std::int64_t>(row) / 2)
        << "all wrong ones went to class 19";
  }
}

}  // namespace
}  // namespace pyra
