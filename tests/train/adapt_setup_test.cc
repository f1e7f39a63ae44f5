#include "train/adapt_setup.h"

#include <gtest/gtest.h>

#include "io/expect_error.h"
#include "train/pretrain.h"
#include "train/tiny_task.h"

namespace pyra {
namespace {

using testing::expect_input_error;
using testing::TinyTask;

TEST(AdaptSetup, TakesTheTasksClassesAndTheBackbonesMean) {
  const TinyTask task;
  const AdaptSetup setup = prepare_adapt(task.request("out"));
  EXPECT_EQ(setup.config.classes, 4);
  EXPECT_EQ(setup.tuning.width, 4);  // the paper's for narrow backbones
  EXPECT_TRUE(setup.preprocessing.direct_resize);
  EXPECT_EQ(setup.preprocessing.mean, (std::array<double, 3>{0.5, 0.5, 0.5}));
  EXPECT_EQ(setup.data.train.samples.size(), 16u);
  EXPECT_EQ(setup.data.test->samples.size(), 16u);
}

TEST(AdaptSetup, ResizesPositionsToTheCrop) {
  const TinyTask task;
  AdaptRequest request = task.request("out");
  request.recipe.crop = 48;
  const AdaptSetup setup = prepare_adapt(request);
  EXPECT_EQ(setup.config.tokens(), 37);
  EXPECT_EQ(testing::logits_of(setup.model, testing::random_images(setup.config, 1)).sizes(),
            (at::IntArrayRef{1, 4}));
}

TEST(AdaptSetup, WithoutReducerHasNoSchedule) {
  const TinyTask task;
  AdaptRequest request = task.request("out");
  request.recipe.reducer = "none";
  EXPECT_FALSE(prepare_adapt(request).schedule.merges());
}

TEST(AdaptSetup, AnnouncesClampedRates) {
  const TinyTask task;
  AdaptRequest request = task.request("out");
  request.recipe.schedule = "40";
  std::string all;
  for (const std::string& note : prepare_adapt(request).notes) all += note + "\n";
  EXPECT_NE(all.find("rate 40 clamped to 8"), std::string::npos) << all;
}

TEST(AdaptSetup, RefusesUnknownNamesListingTheKnown) {
  const TinyTask task;
  AdaptRequest request = task.request("out");
  request.recipe.method = "prompts";
  expect_input_error([&] { prepare_adapt(request); }, "known ones are none, lora, adapter, ");
  request.recipe.method = "lora";
  request.recipe.reducer = "magic";
  expect_input_error([&] { prepare_adapt(request); }, "known ones are none, tome, pyra");
}

TEST(AdaptSetup, NeedsTwoClasses) {
  const TinyTask task;
  for (const int label : {1, 2, 3}) {
    for (const char* part : {"train", "test"}) {
      std::filesystem::remove_all(task.path("data") / part / ("class " + std::to_string(label)));
    }
  }
  expect_input_error([&] { prepare_adapt(task.request("out")); }, "needs two or more class folders");
}

TEST(AdaptSetup, RefusesTestLabelsThatTrainingLacks) {
  const TinyTask task;
  testing::write_bytes(task.path("train.txt"), "train/class 0/0.png 0\ntrain/class 1/0.png 1\n");
  testing::write_bytes(task.path("test.txt"), "test/class 2/0.png 2\n");
  AdaptRequest request = task.request("out");
  request.recipe.batch = 2;
  request.train_list = task.path("train.txt");
  request.test_list = task.path("test.txt");
  expect_input_error([&] { prepare_adapt(request); },
                     "has label 2, but there are only 2 classes in the training pictures");
}

TEST(AdaptSetup, TakesOneSourceOfValidation) {
  const TinyTask task;
  testing::write_bytes(task.path("val.txt"), "test/class 0/0.png 0\n");
  AdaptRequest request = task.request("out");
  request.val_list = task.path("val.txt");
  EXPECT_EQ(prepare_adapt(request).data.val->samples.size(), 1u);
  request.recipe.val_fraction = 0.5;
  expect_input_error([&] { prepare_adapt(request); }, "val_fraction", code::kDataTwoValidations);
}

TEST(Pretrain, WritesABackboneThatAssumesNothing) {
  const TinyTask task;
  AdaptRequest request = task.request("out");
  request.recipe.method = "full";
  request.recipe.reducer = "none";
  AdaptSetup setup = prepare_pretrain(testing::tiny_config(), request);
  run_adapt(request, setup, {});
  write_backbone(task.path("fresh.safetensors"), setup);
  const Backbone backbone = read_backbone(task.path("fresh.safetensors"));
  EXPECT_EQ(backbone.config, setup.config);
  EXPECT_EQ(backbone.preprocessing, setup.preprocessing);
  EXPECT_EQ(backbone.class_names, setup.data.train.class_names);
  EXPECT_TRUE(backbone.assumptions.empty());
}

TEST(Pretrain, TrainsEveryWeightWithoutMerging) {
  const TinyTask task;
  expect_input_error([&] { prepare_pretrain(testing::tiny_config(), task.request("out")); },
                     "method = \"full\"");
}

}  // namespace
}  // namespace pyra
