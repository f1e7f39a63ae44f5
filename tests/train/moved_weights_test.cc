// The way that training takes on a GPU, here on the CPU: plain weights, narrow where frozen, passes that
// autocast.
#include "train/moved_weights.h"

#include <gtest/gtest.h>

#include <optional>

#include "adapt/assemble.h"
#include "model/tiny_vit.h"
#include "train/adam_w.h"
#include "train/loss.h"
#include "train/losses/cross_entropy.h"

namespace pyra {
namespace {

using testing::largest_difference;
using testing::normal;

struct Task {
  Task() : model(testing::random_vit(config(), tuning())), trainable(freeze(model, tuning())) {}

  static VitConfig config() {
    VitConfig config = testing::tiny_config();
    config.classes = 5;
    return config;
  }
  static Tuning tuning() {
    Tuning tuning;
    tuning.method = "lora";
    tuning.reducer = "pyra";
    tuning.rates = {3, 2, 0};
    return tuning;
  }
  at::Tensor logits(const Pass& pass) const { return model.forward(images, pass).logits; }
  at::Tensor loss(const Pass& pass) const {
    return mixed_loss(CrossEntropy(), logits(pass), {images, labels, labels});
  }
  std::vector<at::Tensor> gradients(const Pass& pass) const {
    loss(pass).backward();
    std::vector<at::Tensor> found;
    for (const Parameter& parameter : trainable) {
      found.push_back(parameter.tensor.grad().clone());
      parameter.tensor.mutable_grad().reset();
    }
    return found;
  }

  Vit model;
  ParameterList trainable;
  at::Tensor images = normal({4, 3, config().image_height, config().image_width}, 5);
  at::Tensor labels = at::tensor({0, 1, 2, 3}, at::kLong);
};

TEST(MovedWeights, GiveTheSameAnswersButForBf16) {
  const Task task;
  const at::Tensor exact = task.logits({});
  const auto exact_gradients = task.gradients({});
  const MovedWeights moved(task.model.parameters(), at::kCPU, true);
  Pass pass;
  pass.autocast = true;
  const at::Tensor narrow = task.logits(pass);
  EXPECT_EQ(narrow.scalar_type(), at::kFloat);
  const double largest = exact.abs().max().item<double>(), off = largest_difference(narrow, exact);
  EXPECT_LT(off, 0.03 * largest);
  EXPECT_GT(off, 0);  // it did run in bf16
  const auto gradients = task.gradients(pass);
  ASSERT_EQ(gradients.size(), exact_gradients.size());
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    EXPECT_EQ(gradients[i].scalar_type(), at::kFloat) << task.trainable[i].name;
    const at::Tensor difference = gradients[i] - exact_gradients[i];
    EXPECT_LT(difference.norm().item<double>(), 0.15 * exact_gradients[i].norm().item<double>() + 1e-6)
        << task.trainable[i].name;
  }
}

TEST(MovedWeights, ComputedAgainGiveTheSameGradients) {
  const Task task;
  const MovedWeights moved(task.model.parameters(), at::kCPU, true);
  Pass pass;
  pass.autocast = true;
  const auto kept = task.gradients(pass);
  pass.checkpointing = true;
  const auto again = task.gradients(pass);
  for (std::size_t i = 0; i < kept.size(); ++i)
    EXPECT_TRUE(at::equal(kept[i], again[i])) << task.trainable[i].name;
}

TEST(MovedWeights, ComeBackTrainedAndFrozenOnesAsTheyWere) {
  const Task task;
  std::vector<at::Tensor> before;
  for (const Parameter& parameter : task.model.parameters())
    before.push_back(parameter.tensor.detach().clone());
  Pass pass;
  pass.autocast = true;
  double first = 0, last = 0;
  {
    const MovedWeights moved(task.model.parameters(), at::kCPU, true);
    AdamW optimizer(task.trainable, {});
    for (int step = 0; step < 20; ++step) {
      const at::Tensor loss = task.loss(pass);
      (step == 0 ? first : last) = loss.item<double>();
      loss.backward();
      optimizer.step(1e-2);
      optimizer.zero_grad();
    }
  }
  EXPECT_LT(last, 0.7 * first);
  const ParameterList after = task.model.parameters();
  for (std::size_t i = 0; i < after.size(); ++i) {
    EXPECT_EQ(after[i].tensor.scalar_type(), at::kFloat);
    EXPECT_TRUE(after[i].tensor.requires_grad() || at::equal(after[i].tensor, before[i])) << after[i].name;
  }
  EXPECT_NEAR(task.loss({}).item<double>(), last,
              0.2 * first);  // the trained values are those that came back
}

}  // namespace
}  // namespace pyra
