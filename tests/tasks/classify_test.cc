#include "tasks/classification/classify.h"

#include <gtest/gtest.h>

#include <cmath>

namespace pyra {
namespace {

TEST(Classify, SoftmaxOfLogarithmsIsProportions) {
  const std::vector<float> logits{std::log(1.0F), std::log(3.0F), std::log(4.0F)};
  const auto p = softmax(logits.data(), 3);
  EXPECT_NEAR(p[0], 0.125, 1e-6);
  EXPECT_NEAR(p[1], 0.375, 1e-6);
  EXPECT_NEAR(p[2], 0.5, 1e-6);
  EXPECT_NEAR(cross_entropy(logits.data(), 3, 1), -std::log(0.375), 1e-6);
}

TEST(Classify, LargeLogitsDoNotOverflow) {
  const std::vector<float> logits{3e38F, -3e38F, 3e38F};
  EXPECT_EQ(softmax(logits.data(), 3), (std::vector<float>{0.5F, 0.0F, 0.5F}));
}

TEST(Classify, TiesGoToTheLowestClass) {
  const std::vector<float> logits{1, 5, 5, 2, 5};
  EXPECT_EQ(best_class(logits.data(), 5), 1);
  EXPECT_EQ(rank_of(logits.data(), 5, 1), 0);
  EXPECT_EQ(rank_of(logits.data(), 5, 2), 1);
  EXPECT_EQ(rank_of(logits.data(), 5, 4), 2);
  EXPECT_EQ(rank_of(logits.data(), 5, 3), 3);
  EXPECT_EQ(rank_of(logits.data(), 5, 0), 4);
}

}  // namespace
}  // namespace pyra
