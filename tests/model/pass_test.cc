#include "model/pass.h"

#include <gtest/gtest.h>

#include "model/tiny_vit.h"

namespace pyra {
namespace {

using testing::normal;
using testing::seeded;

using Drop = at::Tensor (*)(const at::Tensor&, double, const Pass&);

class Dropping : public ::testing::TestWithParam<Drop> {
 protected:
  at::Tensor drop(const at::Tensor& x, double probability, const Pass& pass) const {
    return GetParam()(x, probability, pass);
  }
};

TEST_P(Dropping, IsNothingInEvaluationOrAtZero) {
  const at::Tensor x = normal({4, 3, 2}, 1);
  EXPECT_TRUE(drop(x, 0.5, Pass{}).is_same(x));
  EXPECT_TRUE(drop(x, 0, Pass{seeded(1)}).is_same(x));
}

TEST_P(Dropping, KeepsTheMean) {
  EXPECT_NEAR(drop(at::ones({40'000, 1, 1}), 0.3, Pass{seeded(1)}).mean().item<double>(), 1, 0.02);
}

TEST_P(Dropping, ZeroesOrScalesUp) {
  const at::Tensor x = drop(at::ones({1000, 1, 1}), 0.2, Pass{seeded(1)});
  EXPECT_TRUE(((x == 0) | (x == 1 / 0.8F)).all().item<bool>());
  EXPECT_NEAR((x == 0).to(at::kDouble).mean().item<double>(), 0.2, 0.05);
}

TEST_P(Dropping, DependsOnTheSeedAlone) {
  const at::Tensor x = normal({16, 3, 2}, 1);
  EXPECT_TRUE(at::equal(drop(x, 0.5, Pass{seeded(1)}), drop(x, 0.5, Pass{seeded(1)})));
  EXPECT_FALSE(at::equal(drop(x, 0.5, Pass{seeded(1)}), drop(x, 0.5, Pass{seeded(2)})));
}

INSTANTIATE_TEST_SUITE_P(Kinds, Dropping, ::testing::Values(&dropout, &drop_path),
                         [](const auto& info) { return info.index == 0 ? "dropout" : "drop_path"; });

TEST(DropPath, LeavesOutWholePictures) {
  const at::Tensor x = drop_path(at::ones({64, 5, 4}), 0.5, Pass{seeded(3)});
  const at::Tensor of_picture = x.flatten(1);
  EXPECT_TRUE((of_picture == of_picture.narrow(1, 0, 1)).all().item<bool>());
  EXPECT_TRUE((x == 0).any().item<bool>());
  EXPECT_TRUE((x > 0).any().item<bool>());
}

TEST(DropPath, GrowsLinearlyOverDepth) {
  // With probability just below 1 in the last block, its branches vanish; the first block's never do.
  Tuning tuning;
  tuning.drop_path = 0.999999;
  const VitConfig config = testing::tiny_config();
  const Vit model = testing::random_vit(config, tuning);
  const at::Tensor images = testing::random_images(config, 2);
  const at::Tensor trained = model.forward(images, Pass{seeded(1)}).logits;
  for (const Parameter& p : model.parameters()) {
    if (p.name.starts_with("blocks.2.")) p.tensor.zero_();  // what drop path does to it nearly always
  }
  EXPECT_LT(testing::largest_difference(model.forward(images, Pass{seeded(1)}).logits, trained), 1e-4);
  for (const Parameter& p : model.parameters()) {
    if (p.name.starts_with("blocks.0.")) p.tensor.zero_();
  }
  EXPECT_GT(testing::largest_difference(model.forward(images, Pass{seeded(1)}).logits, trained), 1e-2);
}

}  // namespace
}  // namespace pyra
