#include "train/step_memory.h"

#include <gtest/gtest.h>

#include <string>

#include "pyra/error.h"
#include "support/vit_sizes.h"
#include "train/tiny_task.h"

namespace pyra {
namespace {

using testing::TinyTask;

/// 12 blocks of 4 + 1 tokens, 8 channels, 32 in the MLP.
VitConfig small() { return testing::vit_of({.image = 8, .patch = 4, .dim = 8, .heads = 2, .mlp_dim = 32}); }

TEST(StepMemory, CountsWhatEveryBlockButTheFirstKeeps) {
  const Schedule all = make_schedule("none", {}, small());
  EXPECT_DOUBLE_EQ(least_step_bytes(small(), all, Recipe{}, 3), 11.0 * 5 * (3 * 8 + 32) * 4 * 3);
}

TEST(StepMemory, IsLessWithMergingHalfPrecisionAndCheckpointing) {
  const Schedule all = make_schedule("none", {}, small()), merged = make_schedule("r=2", {2}, small());
  Recipe recipe;
  const double whole = least_step_bytes(small(), all, recipe, 1);
  EXPECT_DOUBLE_EQ(least_step_bytes(small(), merged, recipe, 1), whole * 3 / 5);
  recipe.precision = "bf16";
  EXPECT_DOUBLE_EQ(least_step_bytes(small(), all, recipe, 1), whole / 2);
  recipe.checkpointing = true;
  EXPECT_DOUBLE_EQ(least_step_bytes(small(), all, recipe, 1), 11.0 * 5 * 8 * 4);
  recipe.method = "none";
  EXPECT_EQ(least_step_bytes(small(), all, recipe, 1), 0);
}

TEST(StepMemory, IsSaidBeforeTheSystemKills) {
  const TinyTask task;
  AdaptRequest request = task.request("out");
  const AdaptSetup setup = prepare_adapt(request);
  EXPECT_NO_THROW(check_step_memory(setup, request.recipe, 4, 1e9));
  try {
    check_step_memory(setup, request.recipe, 4, 1000);
    ADD_FAILURE() << "passed";
  } catch (const Failure& failure) {
    for (const char* words :
         {"4 pictures", "at least", "are free", "batch", "accumulate", "crop", "checkpointing"}) {
      EXPECT_NE(std::string(failure.what()).find(words), std::string::npos) << failure.what();
    }
    EXPECT_EQ(failure.code(), code::kStepMemory);
  }
}

}  // namespace
}  // namespace pyra
