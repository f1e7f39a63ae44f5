// What the task head reads on the GPU: the CPU's, in float32.
#include <gtest/gtest.h>

#include "cuda/device.h"
#include "engine/cuda/cuda_runner.h"
#include "engine/small_model.h"
#include "pyra/bench.h"
#include "pyra/engine.h"

namespace pyra::cuda {
namespace {

struct FeatureCase {
  std::string name;
  void (*change)(VitConfig& config);
};
void PrintTo(const FeatureCase& c, std::ostream* out) { *out << c.name; }

class CudaFeatures : public testing::NeedsDevice, public ::testing::WithParamInterface<FeatureCase> {};

TEST_P(CudaFeatures, AreTheCpus) {
  VitConfig config = small_config();
  GetParam().change(config);
  const InferenceModel model = random_model(config, "tome", {5, 3, 2});
  const CudaRunner<float> gpu(model, 0);
  const Engine cpu(PackedModel(model, Precision::f32), model.rates, {1, {}});
  ASSERT_EQ(gpu.features(), cpu.features());
  const std::vector<float> images = random_images(config, 3);
  std::vector<float> given(static_cast<std::size_t>(3 * gpu.features())), wanted(given.size()), logits(given);
  logits.resize(static_cast<std::size_t>(3 * gpu.classes()));
  std::vector<float> plain(logits.size());
  cpu.run(images, 3, {.features = wanted});
  gpu.run(images, 3, plain);
  for (const char* pass : {"first", "recorded", "replayed"}) {
    gpu.run(images, 3, {.logits = logits, .features = given});
    EXPECT_EQ(logits, plain) << pass;
    for (std::size_t i = 0; i < given.size(); ++i)
      ASSERT_NEAR(given[i], wanted[i], 2e-5) << pass << ", " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(small, CudaFeatures,
                         ::testing::Values(FeatureCase{"plain", [](VitConfig&) {}},
                                           FeatureCase{"distilled", [](VitConfig& c) { c.distilled = true; }},
                                           FeatureCase{"pre_logits", [](VitConfig& c) { c.pre_logits = 24; }},
                                           FeatureCase{
                                               "class_and_average",
                                               [](VitConfig& c) { c.pooling = Pooling::class_and_average; }},
                                           FeatureCase{"no_head", [](VitConfig& c) { c.classes = 0; }}),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace pyra::cuda
