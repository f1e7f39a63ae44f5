#include "train/loss.h"

#include <gtest/gtest.h>

#include "model/tiny_vit.h"
#include "train/losses/cross_entropy.h"

namespace pyra {
namespace {

using testing::normal;
using testing::seeded;

at::Tensor labels(std::vector<std::int64_t> values) { return at::tensor(values, at::kLong); }

MixedBatch plain(const at::Tensor& truth) { return {{}, truth, truth}; }

// -log softmax of the logits [2, 0] is [0.126928, 2.126928].
constexpr double kNear = 0.12692801104297252, kFar = 2.1269280110429725;

TEST(Loss, IsTheMeanCrossEntropy) {
  const at::Tensor logits = at::tensor({2.0F, 0.0F, 2.0F, 0.0F}).view({2, 2});
  EXPECT_NEAR(mixed_loss(CrossEntropy(), logits, plain(labels({0, 1}))).item<double>(), (kNear + kFar) / 2,
              1e-6);
}

TEST(Loss, SpreadsTheTargetBySmoothing) {
  const at::Tensor logits = at::tensor({2.0F, 0.0F}).view({1, 2});
  const CrossEntropy smoothed(0.2);  // target [0.9, 0.1]
  EXPECT_NEAR(mixed_loss(smoothed, logits, plain(labels({0}))).item<double>(), 0.9 * kNear + 0.1 * kFar,
              1e-6);
}

TEST(Loss, WeighsClasses) {
  const at::Tensor logits = at::tensor({2.0F, 0.0F, 2.0F, 0.0F}).view({2, 2});
  const CrossEntropy weighed(0, at::tensor({1.0F, 3.0F}));
  EXPECT_NEAR(mixed_loss(weighed, logits, plain(labels({0, 1}))).item<double>(), (kNear + 3 * kFar) / 4,
              1e-6);
}

TEST(Loss, BalancedWeightsMakeEveryClassCountTheSame) {
  const at::Tensor weights = balanced_weights({0, 0, 0, 1}, 3);
  EXPECT_NEAR(weights[0].item<double>(), 4.0 / 9, 1e-6);
  EXPECT_NEAR(weights[1].item<double>(), 4.0 / 3, 1e-6);
  EXPECT_EQ(weights[2].item<double>(), 0);
}

TEST(Mixup, BlendsEachPictureWithItsMirrorInTheBatch) {
  const at::Tensor images = normal({3, 3, 2, 2}, 1);
  at::Generator random = seeded(5);
  const MixedBatch mixed = mixup(images, labels({0, 1, 2}), 0.8, random);
  const auto lambda = mixed.share[0].item<double>();
  EXPECT_GT(lambda, 0);
  EXPECT_LT(lambda, 1);
  EXPECT_NEAR(mixed.share[1].item<double>(), 1 - lambda, 1e-7);
  EXPECT_TRUE(at::equal(mixed.first, labels({0, 1, 2})));
  EXPECT_TRUE(at::equal(mixed.second, labels({2, 1, 0})));
  EXPECT_TRUE(at::allclose(mixed.images[0], lambda * images[0] + (1 - lambda) * images[2]));
  EXPECT_TRUE(at::allclose(mixed.images[1], images[1]));

  at::Generator again = seeded(5);
  EXPECT_TRUE(at::equal(mixup(images, labels({0, 1, 2}), 0.8, again).share, mixed.share));
  EXPECT_FALSE(at::equal(mixup(images, labels({0, 1, 2}), 0.8, again).share, mixed.share));
}

TEST(Mixup, OfAlphaZeroIsNone) {
  const at::Tensor images = normal({2, 3, 2, 2}, 1);
  at::Generator random = seeded(5);
  const MixedBatch mixed = mixup(images, labels({0, 1}), 0, random);
  EXPECT_TRUE(at::equal(mixed.images, images));
  EXPECT_FALSE(mixed.share.defined());
}

TEST(Mixup, LossIsSharedBetweenBothLabels) {
  const at::Tensor logits = at::tensor({2.0F, 0.0F}).view({1, 2});
  const MixedBatch mixed{{}, labels({0}), labels({1}), at::tensor({0.75F, 0.25F})};
  EXPECT_NEAR(mixed_loss(CrossEntropy(), logits, mixed).item<double>(), 0.75 * kNear + 0.25 * kFar, 1e-6);
}

}  // namespace
}  // namespace pyra
