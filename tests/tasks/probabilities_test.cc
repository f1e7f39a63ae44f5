#include "pyra/probabilities.h"

#include <gtest/gtest.h>

#include <vector>

#include "engine/small_model.h"
#include "io/expect_error.h"

namespace pyra {
namespace {

InferenceModel of_classes(std::int64_t classes) {
  InferenceModel model;
  model.config = small_config();
  model.config.classes = classes;
  return model;
}

TEST(Probabilities, SumToOneInEveryRowAndTakeTheLogitsPlace) {
  std::vector<float> numbers{0, 0, 1000, 1000, -1000, 1000};
  to_probabilities(of_classes(3), numbers, numbers);
  EXPECT_EQ(numbers, (std::vector<float>{0, 0, 1, 0.5F, 0, 0.5F}));
}

TEST(Probabilities, RefuseFeaturesAndParts) {
  std::vector<float> logits(6), room(6);
  testing::expect_input_error([&] { to_probabilities(of_classes(0), logits, room); }, "no task head");
  testing::expect_input_error([&] { to_probabilities(of_classes(4), logits, room); }, "4 a picture");
  testing::expect_input_error([&] { to_probabilities(of_classes(3), logits, std::span(room).first(3)); },
                              "logits of 6 numbers and probabilities of 3");
}

}  // namespace
}  // namespace pyra
