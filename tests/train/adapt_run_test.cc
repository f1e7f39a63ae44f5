#include "train/adapt_run.h"

#include <gtest/gtest.h>

#include "io/expect_error.h"
#include "train/tiny_task.h"

namespace pyra {
namespace {

using testing::expect_input_error;
using testing::TinyTask;

TEST(AdaptRun, LeavesEverythingThatTheRunWas) {
  const TinyTask task;
  AdaptRequest request = task.request("deep/out");
  request.command = "pyra adapt ...";
  const auto [setup, outcome] = testing::run(request);
  for (const char* name : {"adapter.safetensors", "last.ckpt", "recipe.toml", "log.jsonl", "pictures.txt",
                           "test_pictures.txt"}) {
    EXPECT_TRUE(std::filesystem::exists(request.out / name)) << name;
  }
  EXPECT_FALSE(std::filesystem::exists(request.out / "adapter.best.safetensors"));
  EXPECT_EQ(read_recipe(request.out / "recipe.toml"), request.recipe);
  const Checkpoint adapter = read_checkpoint(request.out / "adapter.safetensors");
  const AdapterManifest manifest = manifest_from_json(adapter.metadata.at(kManifestKey));
  EXPECT_EQ(manifest.command, "pyra adapt ...");
  EXPECT_EQ(manifest.rates, (std::vector<std::int64_t>{4, 4, 4}));
  EXPECT_EQ(manifest.class_names, (std::vector<std::string>{"class 0", "class 1", "class 2", "class 3"}));
  EXPECT_EQ(manifest.metrics.at("test_count"), 16);
  EXPECT_EQ(manifest.metrics.at("trainable_parameters"),
            static_cast<double>(count_elements(setup.trainable)));
}

TEST(AdaptRun, IsTheSameTwiceAndWithAnyNumberOfWorkers) {
  const TinyTask task;
  AdaptRequest request = task.request("one");
  request.recipe.augmentation = "light";
  const auto one = testing::run(request);
  request.out = task.path("two");
  request.workers = 3;
  const auto two = testing::run(request);
  for (std::size_t i = 0; i < one.setup.trainable.size(); ++i) {
    EXPECT_TRUE(at::equal(one.setup.trainable[i].tensor, two.setup.trainable[i].tensor))
        << one.setup.trainable[i].name;
  }
}

TEST(AdaptRun, LeavesFrozenWeightsAlone) {
  const TinyTask task;
  AdaptSetup setup = prepare_adapt(task.request("out"));
  const ParameterList parameters = setup.model.parameters();
  std::vector<at::Tensor> before;
  for (const Parameter& p : parameters) before.push_back(p.tensor.detach().clone());
  run_adapt(task.request("out"), setup, {});
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto& [name, tensor, role] = parameters[i];
    EXPECT_EQ(at::equal(tensor, before[i]), is_pretrained(role) || name.starts_with("blocks.2.pyra_"))
        << name;
    EXPECT_FALSE(tensor.grad().defined()) << name;
  }
}

TEST(AdaptRun, KeepsTheBestEpochOnValidation) {
  const TinyTask task;
  AdaptRequest request = task.request("out");
  request.recipe.val_fraction = 0.25;
  request.recipe.epochs = 3;
  const auto [setup, outcome] = testing::run(request);
  EXPECT_EQ(setup.data.train.samples.size(), 12u);
  EXPECT_EQ(setup.data.val->samples.size(), 4u);
  ASSERT_TRUE(outcome.best_epoch);
  const Checkpoint best = read_checkpoint(request.out / "adapter.best.safetensors");
  const AdapterManifest manifest = manifest_from_json(best.metadata.at(kManifestKey));
  EXPECT_EQ(manifest.metrics.at("epoch"), static_cast<double>(*outcome.best_epoch + 1));
  for (const EpochRecord& record : outcome.log)
    EXPECT_LE(record.val.at("top1"), manifest.metrics.at("val_top1"));
}

TEST(AdaptRun, EndsADivergedLossWithAdvice) {
  const TinyTask task;
  for (const char* reducer : {"none", "tome", "pyra"}) {
    SCOPED_TRACE(reducer);
    AdaptRequest request = task.request(std::string("out ") + reducer);
    request.recipe.method = "full";
    request.recipe.reducer = reducer;
    request.recipe.lr = 1e30;
    try {
      testing::run(request);
      ADD_FAILURE() << "trained at a learning rate of 1e30";
    } catch (const Failure& failure) {
      EXPECT_NE(std::string(failure.what()).find("a lower learning rate (lr)"), std::string::npos)
          << failure.what();
      EXPECT_EQ(failure.code(), code::kLossDiverged);
    }
  }
}

TEST(AdaptRun, TrainsOnFewerPicturesThanOneBatchAndSaysSo) {
  const TinyTask task;
  AdaptRequest request = task.request("out");
  request.recipe.batch = 32;
  ASSERT_TRUE(request.recipe.drop_last);
  const auto few = testing::run(request);
  EXPECT_EQ(few.outcome.log.at(0).images, 16);
  EXPECT_NE(few.setup.notes.back().find("16 training pictures are fewer than a batch of 32"),
            std::string::npos);
  AdaptSetup setup = prepare_adapt(request);
  SingleRank alone;
  EXPECT_GT(measure_step(request, setup, alone).img_per_s, 0);
}

/// Of the two batches of a step the second cannot be read: the step is taken with the first, as it would be
/// by accumulating over what is left; the next step has gradients of its own alone.
TEST(AdaptRun, AnEmptiedBatchEndsItsStepAllTheSame) {
  const TinyTask task;
  AdaptRequest request = task.request("out");
  request.recipe.epochs = 1;
  request.recipe.batch = 1;
  request.recipe.accumulate = 2;
  request.recipe.on_corrupt = "skip";
  request.recipe.class_weights = "none";
  std::int64_t steps = 0;
  AdaptObserver observer;
  observer.step = [&](const StepResult& step) {
    ++steps;
    EXPECT_EQ(step.batch, 2 * steps);
  };
  AdaptSetup setup = prepare_adapt(request);
  LoaderOptions order = loader_options(request, setup.preprocessing);
  order.shuffle = true;
  order.seed = request.recipe.seed;
  order.batch = 1;
  std::vector<std::filesystem::path> in_order;
  const auto transform = make_eval_transform(setup.preprocessing);
  for (Loader loader(setup.data.train, *transform, order); auto batch = loader.next();) {
    in_order.push_back(setup.data.train.samples[static_cast<std::size_t>(batch->indices[0])].path);
  }
  for (const std::size_t spoiled : {1U, 5U, 14U, 15U}) testing::write_bytes(in_order[spoiled], "no picture");
  const AdaptOutcome outcome = testing::run(request, observer).outcome;
  EXPECT_EQ(steps, 8) << "one for every two batches, read or not";
  EXPECT_EQ(outcome.log.at(0).images, 12);
  EXPECT_EQ(outcome.log.at(0).skipped, 4);
}

TEST(AdaptRun, SkipsUnreadablePicturesOnlyWhenAsked) {
  const TinyTask task;
  testing::write_bytes(task.path("data/train/class 0/1.png"), "no picture");
  AdaptRequest request = task.request("out");
  expect_input_error([&] { testing::run(request); }, "1.png");
  request.out = task.path("again");
  request.recipe.on_corrupt = "skip";
  const auto [setup, outcome] = testing::run(request);
  EXPECT_EQ(outcome.log.at(0).images, 15);
  EXPECT_EQ(outcome.log.at(0).skipped, 1);
}

TEST(AdaptRun, MeasuresWhatAStepCosts) {
  const TinyTask task;
  const AdaptRequest request = task.request("out");
  AdaptSetup setup = prepare_adapt(request);
  SingleRank alone;
  const StepCost cost = measure_step(request, setup, alone);
  EXPECT_GT(cost.img_per_s, 0);
  EXPECT_GT(cost.run_seconds, 0);
  EXPECT_FALSE(std::filesystem::exists(request.out));
}

}  // namespace
}  // namespace pyra
