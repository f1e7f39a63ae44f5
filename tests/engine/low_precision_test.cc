// bf16 and int8 beside float32.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/engine_case.h"
#include "pyra/error.h"

namespace pyra {
namespace {

TEST(Engine, LowPrecisionStaysClose) {
  const InferenceModel model = model_of({"", small_config(), "pyra", {5, 3, 2}});
  const std::vector<float> images = random_images(model.config, 3);
  const std::vector<float> exact = run(model, Precision::f32, images, 3);
  for (const auto& [precision, tolerance] :
       {std::pair(Precision::bf16, 0.15), std::pair(Precision::int8, 0.3)}) {
    std::vector<float> given;
    try {
      given = run(model, precision, images, 3);
    } catch (const InputError& error) {
      GTEST_SKIP() << error.what();
    }
    double largest = 0, difference = 0;
    for (std::size_t i = 0; i < given.size(); ++i) {
      difference = std::max(difference, std::abs(static_cast<double>(given[i]) - exact[i]));
      largest = std::max(largest, std::abs(static_cast<double>(exact[i])));
    }
    EXPECT_LT(difference, tolerance * largest) << precision_name(precision);
    EXPECT_GT(difference, 0) << precision_name(precision) << " seems to have run in float32";
  }
}

// Nothing merges, so that rounding cannot turn a choice of tokens.
TEST(Engine, LowPrecisionComputesEveryActivation) {
  for (int i = 0; i < 2 * static_cast<int>(activations().size()); ++i) {
    const Activation activation = activations()[static_cast<std::size_t>(i / 2)];
    VitConfig config = small_config();
    config.activation = activation;
    config.gated_mlp = i % 2 == 1;
    const InferenceModel model = model_of({"", config, "none", {0, 0, 0}});
    const std::vector<float> images = random_images(model.config, 3);
    const std::vector<float> exact = run(model, Precision::f32, images, 3);
    for (const auto& [precision, tolerance] :
         {std::pair(Precision::int8, 0.05), std::pair(Precision::bf16, 0.03)}) {
      std::vector<float> given;
      try {
        given = run(model, precision, images, 3);
      } catch (const InputError& error) {
        GTEST_SKIP() << error.what();
      }
      double error = 0, size = 0;
      for (std::size_t i = 0; i < given.size(); ++i)
        error += std::pow(given[i] - exact[i], 2), size += std::pow(exact[i], 2);
      EXPECT_LT(std::sqrt(error / size), tolerance)
          << activation_name(activation) << (config.gated_mlp ? " gate in " : " in ")
          << precision_name(precision);
    }
  }
}

TEST(Engine, LowPrecisionTurnsQueriesAndKeys) {
  VitConfig config = small_config();
  config.rotary = true, config.pos_embed = false, config.heads = 5;
  const InferenceModel model = model_of({"", config, "none", {0, 0, 0}});
  const std::vector<float> images = random_images(model.config, 3);
  const std::vector<float> exact = run(model, Precision::f32, images, 3);
  for (const auto& [precision, tolerance] :
       {std::pair(Precision::int8, 0.05), std::pair(Precision::bf16, 0.03)}) {
    std::vector<float> given;
    try {
      given = run(model, precision, images, 3);
    } catch (const InputError& error) {
      GTEST_SKIP() << error.what();
    }
    double error = 0, size = 0;
    for (std::size_t i = 0; i < given.size(); ++i)
      error += std::pow(given[i] - exact[i], 2), size += std::pow(exact[i], 2);
    EXPECT_LT(std::sqrt(error / size), tolerance) << precision_name(precision);
  }
}

// Of few rows and large weights each thread has some columns: gates and what they let through are then of
// two.
TEST(Engine, GatesAreTheSameInPartsOfColumns) {
  VitConfig config = small_config();
  config.gated_mlp = true;
  config.dim = 256, config.heads = 4, config.depth = 1, config.mlp_dim = 1024;
  const InferenceModel model = model_of({"", config, "none", {0}});
  const std::vector<float> images = random_images(config, 1);
  for (const Precision precision : {Precision::f32, Precision::bf16, Precision::int8}) {
    try {
      const std::vector<float> alone = run(model, precision, images, 1, 1),
                               shared = run(model, precision, images, 1, 3);
      for (std::size_t i = 0; i < alone.size(); ++i)
        ASSERT_NEAR(alone[i], shared[i], precision == Precision::f32 ? 1e-5 : 2e-2) << i;
    } catch (const InputError& error) {
      GTEST_SKIP() << error.what();
    }
  }
}

}  // namespace
}  // namespace pyra
