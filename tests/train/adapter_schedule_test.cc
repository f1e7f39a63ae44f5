// At which schedules a trained adapter may run.
#include <gtest/gtest.h>

#include "io/expect_error.h"
#include "train/adapter_file.h"
#include "train/tiny_task.h"

namespace pyra {
namespace {

using testing::expect_input_error;
using testing::logits_of;

class AdapterSchedule : public ::testing::Test {
 protected:
  void train(const std::string& reducer) {
    AdaptRequest request = task_.request("out");
    request.recipe.reducer = reducer;
    request.recipe.lr = 1e-2;
    testing::run(request);
  }
  LoadedAdapter load(const std::string& schedule, bool force = false) {
    AdapterOptions options;
    options.schedule = schedule;
    options.force_schedule = force;
    return load_adapter(task_.path("out") / "adapter.safetensors", options);
  }
  at::Tensor images_ = testing::random_images(testing::tiny_config(), 2);
  testing::TinyTask task_;
};

TEST_F(AdapterSchedule, OfPyraIsItsOwn) {
  train("pyra");
  EXPECT_NO_THROW(load("4x3"));
  EXPECT_NO_THROW(load("4,4,4"));
  expect_input_error([&] { load("2x3"); }, "trained: 4x3");
  expect_input_error([&] { load("2x3"); }, "asked:   2x3");
}

TEST_F(AdapterSchedule, OfPyraCanBeForced) {
  train("pyra");
  for (const std::string schedule : {"2x3", "8,4,2", "none", "0,4,4", "r=8"}) {
    SCOPED_TRACE(schedule);
    const LoadedAdapter loaded = load(schedule, true);
    EXPECT_EQ(loaded.rates, parse_schedule(schedule, loaded.manifest.config).rates);
    EXPECT_TRUE(logits_of(loaded.model, images_).isfinite().all().item<bool>());
  }
  EXPECT_TRUE(at::equal(logits_of(load("4x3", true).model, images_), logits_of(load("4x3").model, images_)));
}

TEST_F(AdapterSchedule, OfToMeIsFree) {
  train("tome");
  EXPECT_EQ(load("2x3").rates, (std::vector<std::int64_t>{2, 2, 2}));
  EXPECT_FALSE(at::equal(logits_of(load("2x3").model, images_), logits_of(load("4x3").model, images_)));
}

TEST_F(AdapterSchedule, WithoutMergingInTrainingCanStillMergeAsToMe) {
  train("none");
  EXPECT_EQ(load("4x3").reducer, "tome");
  EXPECT_EQ(load("none").reducer, "none");
}

TEST_F(AdapterSchedule, ReducersWithWeightsCannotBeExchanged) {
  train("tome");
  AdapterOptions options;
  options.reducer = "pyra";
  expect_input_error([&] { load_adapter(task_.path("out") / "adapter.safetensors", options); },
                     "trained with reducer tome, --reducer asks for pyra");
  options.reducer = "none";
  const LoadedAdapter loaded = load_adapter(task_.path("out") / "adapter.safetensors", options);
  EXPECT_TRUE(at::equal(logits_of(loaded.model, images_), logits_of(load("none").model, images_)));
}

}  // namespace
}  // namespace pyra
