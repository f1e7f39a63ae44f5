#include "search/divergence.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "deploy/deployed_files.h"
#include "tasks/classification/classify.h"
#include "tasks/list.h"

namespace pyra {
namespace {

Batch pictures_of(const VitConfig& config, std::int64_t count, std::int64_t first, std::int64_t all) {
  const std::vector<float> every = random_images(config, all);
  const std::int64_t pixels = 3 * config.image_height * config.image_width;
  Batch batch;
  batch.count = count;
  batch.images.assign(every.begin() + first * pixels, every.begin() + (first + count) * pixels);
  return batch;
}

TEST(Divergence, IsTheMeanOverAllPicturesHoweverTheyAreBatched) {
  InferenceModel model = testing::small_model();
  const PackedModel packed(model, Precision::f32);
  const VitConfig& config = model.config;
  const Divergence together(standard_task(), packed, {pictures_of(config, 6, 0, 6)}, 1);
  const Divergence apart(standard_task(), packed,
                         {pictures_of(config, 4, 0, 6), pictures_of(config, 2, 4, 6)}, 1);
  EXPECT_EQ(together.count(), 6);
  EXPECT_EQ(apart.count(), 6);
  const Rates none(3, 0), some{3, 2, 0};
  EXPECT_EQ(together.at(none).divergence, 0);
  EXPECT_EQ(together.at(none).agreement, 1);
  EXPECT_NEAR(together.at(some).divergence, apart.at(some).divergence, 1e-9);
  EXPECT_GT(together.at(some).divergence, 0);
}

TEST(Divergence, IsKullbackAndLeiblersOfTheLogits) {
  const InferenceModel model = testing::small_model();
  const PackedModel packed(model, Precision::f32);
  const VitConfig& config = model.config;
  const Batch batch = pictures_of(config, 5, 0, 5);
  const Rates rates{4, 3, 1};
  std::vector<float> whole(static_cast<std::size_t>(5 * config.classes)), merged = whole;
  Engine(packed, Rates(3, 0)).run(batch.images, 5, whole);
  Engine(packed, rates).run(batch.images, 5, merged);
  double expected = 0;
  for (std::int64_t i = 0; i < 5; ++i) {
    double top_p = 0, top_q = 0;
    for (std::int64_t k = 0; k < config.classes; ++k) {
      top_p += std::exp(static_cast<double>(whole[static_cast<std::size_t>(i * config.classes + k)]));
      top_q += std::exp(static_cast<double>(merged[static_cast<std::size_t>(i * config.classes + k)]));
    }
    for (std::int64_t k = 0; k < config.classes; ++k) {
      const double p =
          static_cast<double>(whole[static_cast<std::size_t>(i * config.classes + k)]) - std::log(top_p);
      const double q =
          static_cast<double>(merged[static_cast<std::size_t>(i * config.classes + k)]) - std::log(top_q);
      expected += std::exp(p) * (p - q) / 5;
    }
  }
  EXPECT_NEAR(Divergence(standard_task(), packed, {batch}, 1).at(rates).divergence, expected, 1e-6);
}

TEST(Divergence, OfValuesHasNoUnit) {
  InferenceModel model = testing::small_model();
  const Batch batch = pictures_of(model.config, 5, 0, 5);
  const Task& values =
      *std::find_if(tasks().begin(), tasks().end(), [](const Task& task) { return task.scaled; });
  const Rates some{3, 2, 0};
  const double in_metres =
      Divergence(values, PackedModel(model, Precision::f32), {batch}, 1).at(some).divergence;
  // The first value in millimetres.
  const auto scaled = [&](const char* name, std::size_t count) {
    std::vector<float> weights = model.tensors.at(name).to_float();
    for (std::size_t i = 0; i < count; ++i) weights[i] *= 1000;
    model.tensors.at(name) = make_tensor(weights, model.tensors.at(name).shape);
  };
  scaled("head.weight", static_cast<std::size_t>(model.config.dim));
  scaled("head.bias", 1);
  EXPECT_GT(in_metres, 0);
  EXPECT_NEAR(Divergence(values, PackedModel(model, Precision::f32), {batch}, 1).at(some).divergence,
              in_metres, 1e-4 * in_metres);
}

}  // namespace
}  // namespace pyra
