#include "train/adapter_file.h"

#include <gtest/gtest.h>

#include "engine/run_at.h"
#include "pyra/engine.h"
#include "pyra/load_model.h"
#include "train/tiny_task.h"

namespace pyra {
namespace {

using testing::TinyTask;

at::Tensor engine_logits(const InferenceModel& model, const at::Tensor& images) {
  const Engine engine(PackedModel(model, Precision::f32), model.rates, {1, {}});
  at::Tensor logits = at::empty({images.size(0), engine.classes()});
  run_at(engine, images.const_data_ptr<float>(), images.size(0), logits.mutable_data_ptr<float>());
  return logits;
}

class AdapterFile : public ::testing::Test {
 protected:
  testing::FinishedRun train(const std::string& method, const std::string& reducer) {
    AdaptRequest request = task_.request("out");
    request.recipe.method = method;
    request.recipe.reducer = reducer;
    request.recipe.lr = 1e-2;
    return testing::run(request);
  }
  std::filesystem::path file() const { return task_.path("out") / "adapter.safetensors"; }

  TinyTask task_;
};

TEST_F(AdapterFile, RunsInTheEngineAsTheModelThatWasTrained) {
  const at::Tensor images = testing::random_images(testing::tiny_config(), 3);
  for (const std::string method : {"none", "lora", "adapter", "full"}) {
    for (const std::string reducer : {"none", "tome", "pyra"}) {
      SCOPED_TRACE(method + " with " + reducer);
      const auto [setup, outcome] = train(method, reducer);
      const InferenceModel loaded = load_model(file()).model;
      EXPECT_LT(
          testing::largest_difference(engine_logits(loaded, images), testing::logits_of(setup.model, images)),
          1e-4);
      EXPECT_EQ(loaded.class_names, setup.data.train.class_names);
      EXPECT_EQ(loaded.rates, setup.schedule.rates);
      EXPECT_EQ(loaded.reducer, reducer);
      std::filesystem::remove_all(task_.path("out"));
    }
  }
}

TEST_F(AdapterFile, HoldsTheSmallPartOnly) {
  train("lora", "pyra");
  for (const auto& [name, tensor] : read_checkpoint(file()).tensors) {
    EXPECT_TRUE(name.find("LoRA") != std::string::npos || name.find("pyra_") != std::string::npos ||
                name.starts_with("head."))
        << name;
  }
}

}  // namespace
}  // namespace pyra
