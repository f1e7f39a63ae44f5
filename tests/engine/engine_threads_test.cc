// Many threads at engines that share weights and teams; `make tsan` runs this under ThreadSanitizer.
#include <gtest/gtest.h>

#include <memory>
#include <thread>

#include "engine/run_at.h"
#include "engine/small_model.h"
#include "pyra/bench.h"
#include "pyra/engine.h"

namespace pyra {
namespace {

TEST(EngineThreads, MayCallEnginesThatShareWeights) {
  const InferenceModel model = random_model(small_config(), "pyra", {5, 3, 2});
  const PackedModel packed(model, Precision::f32);
  const Engine merging(packed, model.rates, {2, {}}), whole(packed, {0, 0, 0}, {1, {}});
  const std::vector<float> images = random_images(model.config, 4);
  const auto logits_of = [&](const Engine& engine, std::int64_t batch) {
    std::vector<float> logits(static_cast<std::size_t>(batch * engine.classes()));
    run_at(engine, images.data(), batch, logits.data());
    return logits;
  };
  std::vector<std::vector<float>> wanted;
  for (const Engine* engine : {&merging, &whole}) {
    for (const std::int64_t batch : {1, 2, 4}) wanted.push_back(logits_of(*engine, batch));
  }
  std::vector<int> wrong(8, 0);
  std::vector<std::thread> callers;
  for (std::size_t caller = 0; caller < wrong.size(); ++caller) {
    callers.emplace_back([&, caller] {
      for (int call = 0; call < 20; ++call) {
        std::size_t at = 0;
        for (const Engine* engine : {&merging, &whole}) {
          for (const std::int64_t batch : {1, 2, 4})
            wrong[caller] += logits_of(*engine, batch) == wanted[at++] ? 0 : 1;
        }
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(wrong, std::vector<int>(8, 0));
}

}  // namespace
}  // namespace pyra
