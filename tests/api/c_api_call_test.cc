// pyra_run_call(): results beside logits, and schedules call by call.
#include <cmath>
#include <thread>

#include "api/c_api_fixture.h"

namespace pyra {
namespace {

class CApiCall : public testing::CApi {
 protected:
  pyra_status run(pyra_call call, std::int64_t batch = 2) {
    return pyra_run_call(loaded_, images_.data(), batch, &call);
  }
  /// Logits at `schedule`, or what the model runs at.
  std::vector<float> logits_at(const char* schedule) {
    std::vector<float> logits(2 * 7);
    pyra_call call{};
    call.schedule = schedule;
    call.logits = logits.data();
    EXPECT_EQ(run(call), PYRA_OK) << pyra_last_error();
    return logits;
  }
  pyra_call at(const char* schedule) {
    pyra_call call{};
    call.schedule = schedule;
    call.logits = spare_.data();
    return call;
  }
  /// Its rates when loaded at that schedule from the start.
  std::vector<float> wanted_at(const std::string& schedule) {
    InferenceModel model = model_;
    set_schedule(model, schedule, true);
    const Engine engine(PackedModel(model, Precision::f32), model.rates);
    std::vector<float> logits(2 * 7);
    engine.run(std::span(images_).first(2 * 768), 2, logits);
    return logits;
  }

  std::vector<float> images_ = random_images(small_config(), 3), spare_ = std::vector<float>(3 * 7);
};

TEST_F(CApiCall, GivesProbabilitiesAndFeaturesBesideLogits) {
  ASSERT_EQ(load(), PYRA_OK) << pyra_last_error();
  std::vector<float> logits(14), probabilities(14), features(80), alone(14), plain(14);
  ASSERT_EQ(run({0, nullptr, logits.data(), probabilities.data(), features.data()}), PYRA_OK);
  ASSERT_EQ(run({sizeof(pyra_call), nullptr, nullptr, alone.data(), nullptr}), PYRA_OK);
  ASSERT_EQ(pyra_run(loaded_, images_.data(), 2, plain.data()), PYRA_OK);
  EXPECT_EQ(logits, plain);
  EXPECT_EQ(probabilities, alone);
  for (std::size_t row = 0; row < 14; row += 7) {
    double sum = 0;
    for (std::size_t k = row; k < row + 7; ++k) sum += std::exp(static_cast<double>(logits[k]));
    for (std::size_t k = row; k < row + 7; ++k)
      EXPECT_NEAR(probabilities[k], std::exp(static_cast<double>(logits[k])) / sum, 1e-6);
  }
  std::vector<float> of_engine(80);
  const Engine engine(PackedModel(model_, Precision::f32), model_.rates);
  engine.run(std::span(images_).first(2 * 768), 2, {.features = of_engine});
  for (std::size_t i = 0; i < 80; ++i) EXPECT_NEAR(features[i], of_engine[i], 1e-5);
  expect_refused(run({}), "asks for nothing");
}

TEST_F(CApiCall, FeaturesHaveNoProbabilities) {
  VitConfig config = small_config();
  config.classes = 0;
  ASSERT_EQ(load(random_model(config, "none", {})), PYRA_OK) << pyra_last_error();
  EXPECT_EQ(pyra_classes(loaded_), 40);
  std::vector<float> numbers(80);
  expect_refused(run({0, nullptr, nullptr, numbers.data(), nullptr}), "no task head");
  EXPECT_EQ(run({0, nullptr, numbers.data(), nullptr, nullptr}), PYRA_OK) << pyra_last_error();
}

TEST_F(CApiCall, TheTaskSaysWhatTheNumbersAre) {
  const auto classes = static_cast<std::size_t>(model_.config.classes);
  model_.class_names.clear();
  for (std::size_t k = 0; k < classes; ++k) model_.class_names.push_back("output " + std::to_string(k));
  model_.task = "labels";
  ASSERT_EQ(load(model_), PYRA_OK) << pyra_last_error();
  EXPECT_STREQ(pyra_task(loaded_), "labels");
  EXPECT_STREQ(pyra_class_name(loaded_, 1), "output 1");
  std::vector<float> logits(2 * classes), probabilities(2 * classes);
  ASSERT_EQ(run({0, nullptr, logits.data(), probabilities.data(), nullptr}), PYRA_OK) << pyra_last_error();
  for (std::size_t i = 0; i < logits.size(); ++i)
    EXPECT_NEAR(probabilities[i], 1 / (1 + std::exp(-logits[i])), 1e-6);
  model_.task = "regression";
  ASSERT_EQ(load(model_), PYRA_OK) << pyra_last_error();
  const std::vector<float> before = probabilities;
  expect_refused(run({0, nullptr, nullptr, probabilities.data(), nullptr}), "have no probabilities");
  EXPECT_EQ(probabilities, before) << "what is refused writes nothing";
  std::vector<float> values(2 * classes);
  ASSERT_EQ(run({0, nullptr, values.data(), nullptr, nullptr}), PYRA_OK) << pyra_last_error();
  EXPECT_EQ(values, logits);
}

TEST_F(CApiCall, AnyScheduleWhereNothingBindsTheModel) {
  for (const char* reducer : {"tome", "none"}) {
    model_ = testing::small_model(reducer, reducer == std::string("tome") ? std::vector<std::int64_t>{4, 2, 0}
                                                                          : std::vector<std::int64_t>{});
    ASSERT_EQ(load(model_), PYRA_OK) << pyra_last_error();
    const std::vector<float> own = logits_at(nullptr);
    EXPECT_EQ(own, logits_at(pyra_schedule(loaded_)));
    for (const std::string schedule : {"r=3", "5,3,2", "none", "3x3"})
      EXPECT_EQ(logits_at(schedule.c_str()), wanted_at(schedule)) << reducer << " at " << schedule;
    EXPECT_EQ(own, logits_at(nullptr)) << "the model's own stays";
  }
}

TEST_F(CApiCall, MoreSchedulesThanAreKept) {
  ASSERT_EQ(load(testing::small_model("tome", {4, 2, 0})), PYRA_OK);
  for (int round = 0; round < 2; ++round) {
    for (int first = 0; first <= 5; ++first) {
      for (int second = 0; second <= 3; ++second) {
        const std::string schedule = std::to_string(first) + "," + std::to_string(second) + ",1";
        EXPECT_EQ(logits_at(schedule.c_str()), wanted_at(schedule)) << schedule;
      }
    }
  }
}

TEST_F(CApiCall, BoundModelsSayWhy) {
  ASSERT_EQ(load(), PYRA_OK);
  expect_refused(run(at("r=1")), "trained: 4,2");
  EXPECT_STREQ(pyra_last_error_code(), "schedule.bound");
  expect_refused(run(at("steep")), "steep");
  EXPECT_EQ(run(at("4,2")), PYRA_OK) << "its own in other words: " << pyra_last_error();
  pyra_options forced{};
  forced.force_schedule = 1;
  ASSERT_EQ(load(&forced), PYRA_OK);
  EXPECT_EQ(logits_at("r=1"), wanted_at("r=1"));
}

TEST_F(CApiCall, ElasticModelsTakeTheirRange) {
  InferenceModel model = testing::small_model("pyra", {4, 4, 0});
  model.elastic_to = {4, 4, 0};
  model.rates = {2, 0, 0};
  model.schedule = "2";
  ASSERT_EQ(load(model), PYRA_OK) << pyra_last_error();
  EXPECT_EQ(logits_at("3,1"), wanted_at("3,1"));
  expect_refused(run(at("8,4,2")), "elastic");
  EXPECT_STREQ(pyra_last_error_code(), "schedule.range");
}

TEST_F(CApiCall, ThreadsAtSeveralSchedulesOfSeveralModels) {
  ASSERT_EQ(load(testing::small_model("tome", {4, 2, 0})), PYRA_OK);
  pyra_model* other = nullptr;
  pyra_options none{};
  none.schedule = "none";
  ASSERT_EQ(pyra_load(file_.c_str(), &none, &other), PYRA_OK);
  const std::vector<std::string> schedules{"none", "r=1", "r=2", "5,3,2"};
  std::vector<std::vector<float>> wanted;
  for (const std::string& schedule : schedules) wanted.push_back(wanted_at(schedule));
  std::vector<int> wrong(schedules.size(), 0);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < schedules.size(); ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < 20; ++round) {
        for (const pyra_model* model :
             {static_cast<const pyra_model*>(loaded_), static_cast<const pyra_model*>(other)}) {
          std::vector<float> logits(14);
          pyra_call call{};
          call.schedule = schedules[i].c_str();
          call.logits = logits.data();
          if (pyra_run_call(model, images_.data(), 2, &call) != PYRA_OK || logits != wanted[i]) ++wrong[i];
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  pyra_free(other);
  for (const int count : wrong) EXPECT_EQ(count, 0);
}

}  // namespace
}  // namespace pyra
