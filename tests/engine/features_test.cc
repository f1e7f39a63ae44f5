// What the task head reads, beside what it makes of it.
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "engine/small_model.h"
#include "io/expect_error.h"
#include "pyra/bench.h"
#include "pyra/elastic_engine.h"
#include "pyra/error.h"

namespace pyra {
namespace {

constexpr std::int64_t kBatch = 3;

struct FeatureCase {
  std::string name;
  Precision precision;
  std::string reducer;
  std::vector<std::int64_t> rates;
  void (*change)(VitConfig& config);
};

void PrintTo(const FeatureCase& c, std::ostream* out) { *out << c.name; }

/// The head's product in double precision, averaged over the heads.
double logit_of(const InferenceModel& model, const float* features, std::int64_t k) {
  const VitConfig& c = model.config;
  double sum = 0;
  int heads = 0;
  for (const char* head : {"head", "head_dist"}) {
    const auto found = model.tensors.find(std::string(head) + ".weight");
    if (found == model.tensors.end()) continue;
    const std::vector<float> weight = found->second.to_float(),
                             bias = model.tensors.at(std::string(head) + ".bias").to_float();
    sum += static_cast<double>(bias[static_cast<std::size_t>(k)]);
    for (std::int64_t i = 0; i < c.features(); ++i)
      sum += static_cast<double>(weight[static_cast<std::size_t>(k * c.features() + i)]) *
             static_cast<double>(features[heads * c.features() + i]);
    ++heads;
  }
  return sum / heads;
}

class Features : public ::testing::TestWithParam<FeatureCase> {};

TEST_P(Features, TimesTheHeadAreTheLogits) {
  const FeatureCase& c = GetParam();
  VitConfig config = small_config();
  c.change(config);
  const InferenceModel model = random_model(config, c.reducer, c.rates);
  std::optional<PackedModel> packed;
  try {
    packed.emplace(model, c.precision);
  } catch (const InputError& error) {
    GTEST_SKIP() << error.what();
  }
  const Engine engine(*packed, model.rates, {2, {}});
  const std::vector<float> images = random_images(config, kBatch);
  std::vector<float> features(static_cast<std::size_t>(kBatch * engine.features())), alone(features.size()),
      logits(static_cast<std::size_t>(kBatch * engine.classes())), plain(logits.size());
  engine.run(images, kBatch, {.logits = logits, .features = features});
  engine.run(images, kBatch, {.features = alone});
  engine.run(images, kBatch, plain);
  EXPECT_EQ(features, alone);
  EXPECT_EQ(logits, plain);
  EXPECT_EQ(engine.features(), config.features() * (config.distilled ? 2 : 1));
  for (std::int64_t i = 0; i < kBatch; ++i) {
    for (std::int64_t k = 0; k < engine.classes(); ++k) {
      const float* row = features.data() + i * engine.features();
      const double wanted = config.classes > 0 ? logit_of(model, row, k) : static_cast<double>(row[k]);
      ASSERT_NEAR(logits[static_cast<std::size_t>(i * engine.classes() + k)], wanted, 2e-5)
          << "picture " << i << ", logit " << k;
    }
  }
}

std::vector<FeatureCase> feature_cases() {
  const auto same = [](VitConfig&) {};
  return {
      {"f32", Precision::f32, "none", {0, 0, 0}, same},
      {"rates", Precision::f32, "pyra", {5, 3, 2}, same},
      {"bf16", Precision::bf16, "tome", {5, 3, 2}, same},
      {"int8", Precision::int8, "tome", {5, 3, 2}, same},
      {"distilled", Precision::f32, "tome", {5, 3, 2}, [](VitConfig& c) { c.distilled = true; }},
      {"pre_logits", Precision::f32, "tome", {5, 3, 2}, [](VitConfig& c) { c.pre_logits = 24; }},
      {"no_head", Precision::f32, "tome", {5, 3, 2}, [](VitConfig& c) { c.classes = 0; }},
      {"class_and_average",
       Precision::f32,
       "tome",
       {5, 3, 2},
       [](VitConfig& c) { c.pooling = Pooling::class_and_average; }},
      {"average",
       Precision::f32,
       "tome",
       {5, 3, 2},
       [](VitConfig& c) { c.pooling = Pooling::average, c.fc_norm = true, c.final_norm = false; }},
  };
}

INSTANTIATE_TEST_SUITE_P(Engine, Features, ::testing::ValuesIn(feature_cases()),
                         [](const auto& info) { return info.param.name; });

TEST(Features, OfADistilledModelWithoutHeadsAreBothOfWhatIsAveraged) {
  VitConfig config = small_config();
  config.distilled = true;
  config.classes = 0;
  const InferenceModel model = random_model(config, "none", {});
  const Engine engine(PackedModel(model, Precision::f32), model.rates, {1, {}});
  std::vector<float> features(80), logits(40);
  engine.run(random_images(config, 1), 1, {.logits = logits, .features = features});
  for (std::size_t i = 0; i < 40; ++i) EXPECT_FLOAT_EQ(logits[i], (features[i] + features[40 + i]) / 2);
}

TEST(Runner, NamesSizesThatDoNotFit) {
  const InferenceModel model = random_model(small_config(), "tome", {5, 3, 2});
  const Engine engine(PackedModel(model, Precision::f32), model.rates, {1, {}});
  const std::vector<float> images = random_images(model.config, 2);
  std::vector<float> logits(14), features(80);
  const auto refused = [&](const RunResults& results, std::int64_t batch, const std::string& why) {
    testing::expect_input_error([&] { engine.run(images, batch, results); }, why);
  };
  refused({logits}, 1, "images of 1536 numbers; expected 768, 768 for each of 1 pictures");
  refused({std::span(logits).first(7)}, 2, "logits of 7 numbers; expected 14, 7 for each of 2 pictures");
  refused({logits, std::span(features).first(40)}, 2, "features of 40 numbers; expected 80");
  refused({}, 2, "nothing to write results to");
  refused({logits}, 0, "a batch of 0 pictures; expected 1 or more");
  refused({logits}, engine.most_pictures() + 1, "expected at most " + std::to_string(engine.most_pictures()));
  testing::expect_input_error([&] { std::ignore = engine.profile(images, 2, features); }, "logits of 80");
  EXPECT_NO_THROW(engine.run(images, 2, {logits, features}));
}

TEST(Runner, RefusesABatchThatTheMemoryCannotHold) {
  VitConfig config = small_config();
  config.dim = 400;
  const InferenceModel model = random_model(config, "none", {});
  const Engine engine(PackedModel(model, Precision::f32), model.rates, {1, {}});
  const std::int64_t batch = engine.most_pictures();  // 42 million of 17 tokens: more than a terabyte
  std::vector<float> one(3 * 16 * 16);                // stands for all of them: nobody gets to look at them
  const auto numbers = [&](std::int64_t each) { return static_cast<std::size_t>(batch * each); };
  const std::string whole = "a batch of " + std::to_string(batch) + " pictures needs ";
  testing::expect_input_error(
      [&] {
        engine.run({one.data(), numbers(engine.image_numbers())}, batch, {one.data(), numbers(7)});
      },
      whole, code::kBatchLarge);
}

TEST(PackedModel, ThatMergesNothingServesEverySchedule) {
  const InferenceModel plain = random_model(small_config(), "none", {});
  InferenceModel merged = plain;
  set_schedule(merged, "5,3,2");
  const std::vector<float> images = random_images(plain.config, 2);
  std::vector<float> given(14), wanted(14);
  Engine(PackedModel(plain, Precision::f32), {5, 3, 2}, {1, {}}).run(images, 2, given);
  Engine(PackedModel(merged, Precision::f32), {5, 3, 2}, {1, {}}).run(images, 2, wanted);
  EXPECT_EQ(given, wanted);
}

}  // namespace
}  // namespace pyra
