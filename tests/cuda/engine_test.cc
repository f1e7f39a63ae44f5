// The GPU's engine against the CPU's: in the emulator everywhere, on a device where there is one.
#include "pyra/engine.h"

#include <cuda_bf16.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <thread>

#include "cuda/device.h"
#include "cuda/engine_cases.h"
#include "engine/cuda/cuda_runner.h"
#include "engine/small_model.h"
#include "pyra/error.h"

namespace pyra::cuda {
namespace {

using testing::EngineCase;

std::vector<float> logits_of(const Runner& runner, const std::vector<float>& images, std::int64_t batch) {
  std::vector<float> logits(static_cast<std::size_t>(batch * runner.classes()));
  runner.run(images, batch, logits);
  return logits;
}

std::vector<float> on_cpu(const InferenceModel& model, const std::vector<float>& images, std::int64_t batch) {
  return logits_of(Engine(PackedModel(model, Precision::f32), model.rates, {1, {}}), images, batch);
}

class CudaEngine : public testing::NeedsDevice, public ::testing::WithParamInterface<EngineCase> {};
class CudaEngineUse : public testing::NeedsDevice {};

TEST_P(CudaEngine, AgreesWithTheCpu) {
  const InferenceModel& model = GetParam().model;
  const CudaRunner<float> runner(model, 0);
  for (const std::int64_t batch : {1, 3}) {
    const std::vector<float> images = random_images(model.config, batch),
                             wanted = on_cpu(model, images, batch);
    for (const char* pass : {"first", "recorded", "replayed"}) {
      const std::vector<float> given = logits_of(runner, images, batch);
      for (std::size_t i = 0; i < given.size(); ++i)
        ASSERT_NEAR(given[i], wanted[i], 2e-5) << pass << " pass, batch " << batch << ", logit " << i;
    }
  }
}

TEST_P(CudaEngine, AgreesWithTheCpuInBf16) {
  const InferenceModel& model = GetParam().model;
  const CudaRunner<__nv_bfloat16> runner(model, 0);
  const std::vector<float> images = random_images(model.config, 2), wanted = on_cpu(model, images, 2),
                           given = logits_of(runner, images, 2);
  double error = 0,
         size = 0;  // single tokens may merge otherwise when keys are rounded, so not every logit is close
  for (std::size_t i = 0; i < given.size(); ++i)
    error += std::pow(given[i] - wanted[i], 2), size += std::pow(wanted[i], 2);
  EXPECT_LT(std::sqrt(error / size), 0.1);
}

INSTANTIATE_TEST_SUITE_P(small, CudaEngine, ::testing::ValuesIn(testing::engine_cases()),
                         [](const auto& info) { return "case" + std::to_string(info.index); });

InferenceModel plain() { return testing::engine_cases().front().model; }

TEST_F(CudaEngineUse, ThreadsShareOneRunner) {
  const InferenceModel model = plain();
  const CudaRunner<float> runner(model, 0);
  const std::vector<float> images = random_images(model.config, 2), wanted = on_cpu(model, images, 2);
  for (int call = 0; call < 4; ++call) {
    const std::vector<float> given = logits_of(runner, images, 2);
    for (std::size_t i = 0; i < given.size(); ++i) EXPECT_NEAR(given[i], wanted[i], 2e-5);
  }
}

TEST_F(CudaEngineUse, ProfileNamesTheSteps) {
  const InferenceModel model = testing::engine_cases()[2].model;
  const CudaRunner<float> runner(model, 0);
  std::vector<float> logits(7);
  std::vector<std::string> names;
  double gmac = 0;
  for (const StepTime& step : runner.profile(random_images(model.config, 1), 1, logits))
    names.push_back(step.step), gmac += step.gmac;
  EXPECT_EQ(names, (std::vector<std::string>{"patches", "embedding", "norm", "qkv", "attention", "proj",
                                             "match", "merge", "fc1+gelu", "fc2", "head"}));
  EXPECT_NEAR(gmac, runner.gmac_executed(), 0.02 * gmac);
}

TEST_F(CudaEngineUse, RefusesWhatItCannotRun) {
  InferenceModel evit = testing::engine_cases()[1].model;
  evit.reducer = "evit";
  EXPECT_THROW(CudaRunner<float>(evit, 0), InputError);
  const InferenceModel model = plain();
  const CudaRunner<float> runner(model, 0);
  std::vector<float> images = random_images(model.config, 1), logits(7);
  EXPECT_THROW(runner.run(images, 0, logits), InputError);
  FollowedTokens followed;
  EXPECT_THROW(runner.run(images, 1, {.logits = logits, .followed = &followed}), InputError);
  images[5] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW(runner.run(images, 1, logits), InputError);
}

TEST_F(CudaEngineUse, MemoryIsToldAndPassesRepeat) {
  const InferenceModel model = plain();
  const CudaRunner<float> runner(model, 0);
  EXPECT_GT(runner.device_bytes(4), runner.device_bytes(1));
  const std::vector<float> images = random_images(model.config, 1), first = logits_of(runner, images, 1);
  runner.run_resident(1);
  EXPECT_EQ(logits_of(runner, images, 1), first);
}

}  // namespace
}  // namespace pyra::cuda
