#include "train/make_step.h"

#include <gtest/gtest.h>

#include "io/expect_error.h"
#include "model/tiny_vit.h"
#include "train/cuda_step_graph.h"
#include "train/losses/cross_entropy.h"

namespace pyra {
namespace {

TEST(MakeStep, QueuesEveryOperationAnewOnTheCpu) {
  const Tuning tuning = testing::tuning_of("lora", "pyra", {3, 2, 0});
  const Vit model = testing::random_vit(testing::tiny_config(), tuning);
  AdamW optimizer(freeze(model, tuning), {});
  const Supervised objective(std::make_shared<CrossEntropy>());
  const auto step = make_step({model, objective, optimizer, testing::seeded(1)}, false);
  EXPECT_NE(dynamic_cast<EagerStep*>(step.get()), nullptr);
  step->accumulate({testing::random_images(testing::tiny_config(), 2), at::zeros({2}, at::kLong),
                    at::zeros({2}, at::kLong)},
                   1);
  EXPECT_TRUE(optimizer.parameters().back().tensor.grad().defined());
  step->clear();
  EXPECT_FALSE(optimizer.parameters().back().tensor.grad().defined());
}

TEST(CudaStepGraphs, SayWhatBringsThem) {
  if (std::filesystem::exists(std::filesystem::path(PYRA_BIN_DIR) / "../lib/libpyra_step_graph.so"))
    GTEST_SKIP() << "this build has them";
  testing::expect_input_error([] { cuda_step_graphs(); }, "make build CUDA=1");
}

}  // namespace
}  // namespace pyra
