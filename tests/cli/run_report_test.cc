// What reports call runs.

#include <gtest/gtest.h>

#include <set>

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

}  // namespace
}  // namespace pyra
