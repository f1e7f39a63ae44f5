#include "train/learning_rate.h"

#include <gtest/gtest.h>

#include "recipes/recipe.h"

namespace pyra {
namespace {

struct Value {
  std::int64_t epoch;
  double rate;
};

// Worked by hand from the paper's recipe: lr 1e-3, floor 1e-5, warm-up from 1e-6.
TEST(LearningRate, OfAHundredEpochs) {
  const LearningRate schedule{1e-3, 1e-5, 1e-6, 10, 100};
  for (const auto& [epoch, rate] : {Value{0, 1e-6},
                                    {1, 1.009e-4},
                                    {9, 9.001e-4},
                                    {10, 9.75772976e-4},
                                    {50, 5.05e-4},
                                    {99, 1.02442563e-5}}) {
    EXPECT_NEAR(schedule.at(epoch), rate, 1e-11) << epoch;
  }
}

TEST(LearningRate, OfTenEpochs) {
  const LearningRate schedule{1e-3, 1e-5, 1e-6, 3, 10};
  for (const auto& [epoch, rate] :
       {Value{0, 1e-6}, {1, 3.34e-4}, {2, 6.67e-4}, {3, 7.959537e-4}, {5, 5.05e-4}, {9, 3.42270244e-5}}) {
    EXPECT_NEAR(schedule.at(epoch), rate, 1e-11) << epoch;
  }
}

TEST(LearningRate, WithoutWarmUpStartsAtThePeak) {
  EXPECT_DOUBLE_EQ((LearningRate{4e-3, 1e-5, 1e-6, 0, 6}.at(0)), 4e-3);
}

// Twenty steps: one of warm-up, then nineteen twentieths of a cosine.
TEST(StepLearningRate, RisesForATwentiethOfAllStepsAndFallsToZero) {
  const StepLearningRate rate{2e-3};
  EXPECT_NEAR(rate.at(0, 20), 1e-3, 1e-12);
  EXPECT_NEAR(rate.at(1, 20), 2e-3, 1e-12);
  EXPECT_NEAR(rate.at(10, 20), 1.0825793e-3, 1e-9);
  EXPECT_NEAR(rate.at(20, 20), 0, 1e-12);
  EXPECT_NEAR(rate.at(0, 1), 2e-3 / 1.05, 1e-12) << "of a single step";
}

TEST(LearningRate, WarmUpIsAThirdOfTheEpochsAndAtMostTen) {
  Recipe recipe;
  for (const auto& [epochs, warmup] :
       {std::pair{100, 10}, {30, 10}, {29, 9}, {10, 3}, {3, 1}, {2, 0}, {1, 0}}) {
    recipe.epochs = epochs;
    EXPECT_EQ(warmup_epochs(recipe), warmup) << epochs;
  }
  recipe.warmup_epochs = 0;
  recipe.epochs = 100;
  EXPECT_EQ(warmup_epochs(recipe), 0);
}

}  // namespace
}  // namespace pyra
