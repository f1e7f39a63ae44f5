#include "pyra/elastic_engine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "deploy/deployed_files.h"
#include "io/expect_error.h"

namespace pyra {
namespace {

const std::vector<std::vector<std::int64_t>> kSchedules{{0, 0, 0}, {2, 2, 0}, {8, 4, 1}};

struct Server {
  InferenceModel model = testing::small_model("pyra", {8, 4, 2});
  PackedModel packed = PackedModel(model, Precision::f32);
  ElasticEngine engine{packed, kSchedules, {1, {}}};
  std::vector<float> images = random_images(model.config, 4);

  std::vector<float> answer(const auto& runner) const {
    std::vector<float> logits(static_cast<std::size_t>(4 * model.config.classes));
    runner.run(images, 4, logits);
    return logits;
  }
};

TEST(ElasticEngine, AnswersAsAnEngineOfEachLevelWould) {
  Server server;
  EXPECT_EQ(server.engine.levels(), 3U);
  for (const std::size_t level : {2U, 0U, 1U, 2U}) {
    server.engine.set_level(level);
    EXPECT_EQ(server.engine.level(), level);
    EXPECT_EQ(server.answer(server.engine), server.answer(Engine(server.packed, kSchedules[level], {1, {}})));
  }
}

/// Pages of the process, mapped and not.
std::int64_t pages() {
  std::int64_t count = 0;
  std::ifstream("/proc/self/statm") >> count;
  return count;
}

TEST(ElasticEngine, ChangesLevelWithoutMemory) {
  Server server;
  server.engine.prepare(4);
  std::vector<float> logits(static_cast<std::size_t>(4 * server.model.config.classes));
  const std::int64_t before = pages();
  for (std::size_t call = 0; call < 300; ++call) {
    server.engine.set_level(call % 3);
    server.engine.run(server.images, 4, logits);
  }
  EXPECT_EQ(pages(), before);
}

TEST(ElasticEngine, ManyThreadsMayRunWhileTheLevelChanges) {
  Server server;
  std::vector<std::vector<float>> wanted;
  for (const auto& rates : kSchedules) wanted.push_back(server.answer(Engine(server.packed, rates, {1, {}})));
  std::atomic<int> strange = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      for (int call = 0; call < 50; ++call)
        strange += std::count(wanted.begin(), wanted.end(), server.answer(server.engine)) == 0 ? 1 : 0;
    });
  }
  for (std::size_t i = 0; i < 200; ++i) server.engine.set_level(i % 3);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(strange, 0) << "every answer is that of one level";
}

TEST(ElasticEngine, RefusesWhatIsNotThere) {
  Server server;
  testing::expect_input_error([&] { server.engine.set_level(3); }, "there are 0 to 2");
  EXPECT_EQ(server.engine.level(), 0U);
  testing::expect_input_error([&] { ElasticEngine(server.packed, {}); }, "at least one schedule");
  testing::expect_input_error(
      [&] {
        ElasticEngine(server.packed, {{0, 0, 0}, {90, 0, 0}});
      },
      "remove more tokens than there are");
  testing::expect_input_error([&] { server.engine.prepare(0); }, "batch of 0");
}

}  // namespace
}  // namespace pyra
