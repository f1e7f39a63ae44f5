// A whole model's step on the GPU's operations, in the emulator, against the same on the CPU's.
#include <gtest/gtest.h>

#include "adapt/assemble.h"
#include "cuda/chosen_ops.h"
#include "model/tiny_vit.h"
#include "ops/cpu_token_ops.h"
#include "train/loss.h"
#include "train/losses/cross_entropy.h"

namespace pyra {
namespace {

struct Step {
  at::Tensor logits;
  std::vector<std::pair<std::string, at::Tensor>> gradients;
};

Step run_step(const TokenOps& ops, const std::string& adapter, const std::string& reducer,
              bool checkpointing) {
  testing::choose_ops(ops);
  VitConfig config = testing::tiny_config();
  config.classes = 5;
  Tuning tuning;
  tuning.method = adapter;
  tuning.reducer = reducer;
  tuning.rates = {3, 2, 0};
  const Vit model = testing::random_vit(config, tuning);
  const ParameterList trainable = freeze(model, tuning);
  const at::Tensor images = testing::normal({4, 3, config.image_height, config.image_width}, 5),
                   labels = at::tensor({0, 1, 2, 3}, at::kLong);
  Pass pass;
  pass.checkpointing = checkpointing;
  const at::Tensor logits = model.forward(images, pass).logits;
  mixed_loss(CrossEntropy(), logits, {images, labels, labels}).backward();
  Step step{logits.detach(), {}};
  for (const Parameter& parameter : trainable) {
    if (parameter.tensor.grad().defined())
      step.gradients.emplace_back(parameter.name, parameter.tensor.grad());
  }
  EXPECT_GE(testing::times_asked(), 4) << "this program's token_ops() is not the one that libpyra calls";
  return step;
}

TEST(TrainingOnGpuOperations, GivesTheGradientsOfTheCpu) {
  const CpuTokenOps cpu;
  for (const std::string adapter : {"lora", "adapter", "adaptformer", "full"}) {
    for (const std::string reducer : {"tome", "pyra", "heed"}) {
      for (const bool checkpointing : {false, true}) {
        SCOPED_TRACE(adapter + " " + reducer + (checkpointing ? " computed again" : ""));
        const Step ours = run_step(testing::emulated_ops(), adapter, reducer, checkpointing),
                   theirs = run_step(cpu, adapter, reducer, checkpointing);
        EXPECT_LT(testing::largest_difference(ours.logits, theirs.logits), 1e-5);
        ASSERT_EQ(ours.gradients.size(), theirs.gradients.size());
        for (std::size_t i = 0; i < ours.gradients.size(); ++i) {
          const auto& [name, expected] = theirs.gradients[i];
          const double largest = expected.abs().max().item<double>();
          EXPECT_LE(testing::largest_difference(ours.gradients[i].second, expected), 1e-4 * largest + 1e-7)
              << name;
        }
      }
    }
  }
}

}  // namespace
}  // namespace pyra
