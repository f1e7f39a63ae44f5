#include "train/trainer_position.h"

#include <gtest/gtest.h>

#include "io/expect_error.h"

namespace pyra {
namespace {

TEST(TrainerPosition, IsReadAsItWasWritten) {
  const TrainerPosition written{1, 2, 3, 4.5, 6, 7, 8.5, 9.5, 10, 11};
  const TrainerPosition read = position_from_json(position_to_json(written), 4);
  EXPECT_EQ(read.epoch, 1);
  EXPECT_EQ(read.batch, 2);
  EXPECT_EQ(read.steps, 3);
  EXPECT_EQ(read.loss_sum, 4.5);
  EXPECT_EQ(read.running, 6);
  EXPECT_EQ(read.images, 7);
  EXPECT_EQ(read.seconds, 8.5);
  EXPECT_EQ(read.epoch_seconds, 9.5);
  EXPECT_EQ(read.skipped, 10);
  EXPECT_EQ(read.first_epochs, 11);
}

TEST(TrainerPosition, OfAnAdaptedModelOf020) {
  const TrainerPosition read =
      position_from_json(R"({"batch":1,"correct":8,"epoch":2,"images":8,"loss_sum":3.25,"seconds":0.5})", 8);
  EXPECT_EQ(read.images, 8);
  EXPECT_EQ(read.running, 8);
  EXPECT_EQ(read.loss_sum, 3.25);
  EXPECT_EQ(read.first_epochs, 0);
}

/// It summed over steps; the mean is the same.
TEST(TrainerPosition, OfACompensatorOf020) {
  const TrainerPosition read =
      position_from_json(R"({"batch":3,"epoch":2,"steps":11,"loss_sum":1.5,"seconds":0.5})", 4);
  EXPECT_EQ(read.steps, 11);
  EXPECT_EQ(read.images, 12);
  EXPECT_EQ(read.loss_sum / static_cast<double>(read.images), 0.5);
  const TrainerPosition skipped = position_from_json(
      R"({"batch":3,"epoch":2,"epoch_steps":2,"steps":11,"loss_sum":1.5,"seconds":0.5})", 4);
  EXPECT_EQ(skipped.images, 8);
  EXPECT_EQ(skipped.loss_sum / static_cast<double>(skipped.images), 0.75);
}

TEST(TrainerPosition, OfSomethingElseIsRefused) {
  testing::expect_input_error([] { position_from_json(R"({"batch":3,"loss_sum":1,"seconds":1})", 4); },
                              "epoch");
  testing::expect_input_error([] { position_from_json("nothing", 4); }, "the text");
}

}  // namespace
}  // namespace pyra
