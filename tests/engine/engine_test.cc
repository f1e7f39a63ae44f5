// The engine against a plain Vision Transformer in double precision, and what its users may do wrong.
#include "pyra/engine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "engine/engine_case.h"
#include "engine/reference_vit.h"
#include "pyra/error.h"

namespace pyra {
namespace {

class EngineParity : public ::testing::TestWithParam<EngineCase> {};

TEST_P(EngineParity, EqualsThePlainModel) {
  const InferenceModel model = model_of(GetParam());
  // Three threads share one picture, take one each, and share what is left over; alone a thread takes several
  // groups of 36.
  for (const auto& [batch, threads] :
       {std::pair<std::int64_t, int>{1, 1}, {1, 3}, {3, 3}, {29, 3}, {36, 1}}) {
    const std::vector<float> images = random_images(model.config, batch);
    const std::vector<double> wanted = reference_logits(model, images, batch);
    const std::vector<float> given = run(model, Precision::f32, images, batch, threads);
    ASSERT_EQ(given.size(), wanted.size());
    for (std::size_t i = 0; i < given.size(); ++i) {
      ASSERT_NEAR(given[i], wanted[i], 2e-5)
          << "batch " << batch << ", " << threads << " threads, logit " << i;
    }
    EXPECT_EQ(given, run(model, Precision::f32, images, batch, threads)) << "the same bits every time";
  }
}

std::vector<EngineCase> engine_cases() {
  std::vector<EngineCase> cases;
  const VitConfig plain = small_config();
  const auto add = [&](const std::string& name, const std::string& reducer, std::vector<std::int64_t> rates,
                       auto change) {
    EngineCase c{name, plain, reducer, std::move(rates)};
    change(c);
    cases.push_back(std::move(c));
  };
  const auto same = [](EngineCase&) {};
  add("none", "none", {0, 0, 0}, same);
  add("tome", "tome", {5, 0, 2}, same);
  add("tome_to_the_limit", "tome", {8, 4, 2}, same);
  add("pyra", "pyra", {5, 3, 2}, same);
  add("adapter", "pyra", {5, 3, 2}, [](EngineCase& c) { c.method = "adapter"; });
  add("adaptformer", "pyra", {5, 3, 2}, [](EngineCase& c) { c.method = "adaptformer"; });
  for (const char* reducer : {"pyra", "evit"}) {
    add(std::string("dense_") + reducer, reducer, {5, 3, 2},
        [](EngineCase& c) { c.method = "dense", c.config.depth = 3; });
    add(std::string("dense_five_blocks_") + reducer, reducer, {3, 0, 2, 2, 1},
        [](EngineCase& c) { c.method = "dense", c.config.depth = 5; });
  }
  add("dense_average", "tome", {5, 3, 2, 1}, [](EngineCase& c) {
    c.method = "dense", c.config.depth = 4;
    c.config.pooling = Pooling::average, c.config.fc_norm = true, c.config.final_norm = false;
  });
  for (const std::string reducer : {"heed", "evit", "pitome", "fpet", "diffrate"}) {
    add(reducer, reducer, {5, 3, 2}, same);
    add(reducer + "_to_the_limit", reducer, {8, 4, 2}, same);
    add(reducer + "_distilled", reducer, {5, 3, 2}, [](EngineCase& c) { c.config.distilled = true; });
    add(reducer + "_wide", reducer, {0, 7, 3}, [](EngineCase& c) { c.config.image_width = 20; });
    add(reducer + "_average", reducer, {5, 3, 2}, [](EngineCase& c) { c.config.pooling = Pooling::average; });
  }
  for (const std::string reducer : {"pitome", "fpet"}) {
    add(reducer + "_without_class_token", reducer, {5, 3, 2}, [](EngineCase& c) {
      c.config.pooling = Pooling::average;
      c.config.class_token = false;
    });
  }
  add("average", "pyra", {5, 3, 2}, [](EngineCase& c) {
    c.config.pooling = Pooling::average;
    c.config.fc_norm = true;
    c.config.final_norm = false;
  });
  add("average_without_class_token", "tome", {5, 3, 2}, [](EngineCase& c) {
    c.config.pooling = Pooling::average;
    c.config.class_token = false;
  });
  add("distilled", "pyra", {5, 3, 2}, [](EngineCase& c) { c.config.distilled = true; });
  add("registers", "tome", {5, 3, 2}, [](EngineCase& c) {
    c.config.registers = 3;
    c.config.pos_embed_has_prefix = false;
  });
  add("everything_optional", "tome", {5, 3, 2}, [](EngineCase& c) {
    c.config.norm_pre = c.config.layer_scale = true;
    c.config.qkv_bias = c.config.patch_bias = false;
    c.config.pre_logits = 24;
  });
  for (const Activation activation : activations()) {
    add("activation_" + activation_name(activation), "tome", {5, 3, 2},
        [=](EngineCase& c) { c.config.activation = activation; });
  }
  const auto rotary = [](EngineCase& c) {
    c.config.rotary = true, c.config.pos_embed = false, c.config.registers = 2;
    c.config.heads = 5;
  };
  for (const char* reducer : {"none", "tome", "pyra", "evit", "heed", "pitome", "fpet", "diffrate"}) {
    const bool merges = std::string(reducer) != "none";
    add(std::string("rotary_") + reducer, reducer,
        merges ? std::vector<std::int64_t>{5, 3, 2} : std::vector<std::int64_t>(3), rotary);
  }
  add("rotary_beside_learned_average", "tome", {5, 3, 2}, [](EngineCase& c) {
    c.config.rotary = true, c.config.rope_theta = 10000, c.config.heads = 5, c.config.image_width = 20;
    c.config.pooling = Pooling::average;
  });
  add("rotary_counted", "tome", {5, 3, 2}, [&](EngineCase& c) {
    rotary(c), c.config.rope_theta = 10000, c.config.rope_counted = true, c.config.image_width = 20;
  });
  add("rotary_counted_from_one_scaled_x_first", "pyra", {5, 3, 2}, [&](EngineCase& c) {
    rotary(c), c.config.rope_counted = c.config.rope_x_first = true, c.config.image_width = 20;
    c.config.rope_reference = 14, c.config.rope_offset = 1;
  });
  add("rotary_dense", "tome", {5, 3, 2}, [&](EngineCase& c) { rotary(c), c.method = "dense"; });
  for (const char* method : {"none", "adapter", "adaptformer"}) {
    add(std::string("gated_") + method, "pyra", {5, 3, 2}, [=](EngineCase& c) {
      c.method = method;
      c.config.gated_mlp = c.config.layer_scale = true;
      c.config.activation = Activation::silu;
    });
  }
  add("class_and_average", "pyra", {5, 3, 2}, [](EngineCase& c) {
    c.config.pooling = Pooling::class_and_average;
    c.config.registers = 3;
  });
  add("class_and_average_without_norm_or_head", "none", {0, 0, 0}, [](EngineCase& c) {
    c.config.pooling = Pooling::class_and_average;
    c.config.final_norm = false, c.config.classes = 0;
  });
  const auto pooled = [](EngineCase& c) {
    c.config.pooling = Pooling::attention;
    c.config.class_token = false;
    c.config.activation = Activation::gelu_tanh;
  };
  for (const char* reducer : {"none", "tome", "pyra"}) {
    const bool merges = std::string(reducer) != "none";
    add(std::string("attention_pool_") + reducer, reducer,
        merges ? std::vector<std::int64_t>{5, 3, 2} : std::vector<std::int64_t>(3), pooled);
  }
  for (const char* reducer : {"evit", "heed", "diffrate"}) {
    add(std::string("no_class_token_") + reducer, reducer, {5, 3, 2}, [](EngineCase& c) {
      c.config.class_token = false, c.config.pooling = Pooling::average, c.config.registers = 2;
    });
    add(std::string("no_class_token_rotary_") + reducer, reducer, {5, 3, 2},
        [&](EngineCase& c) { rotary(c), c.config.class_token = false, c.config.pooling = Pooling::average; });
  }
  add("attention_pool_of_prefix_with_other_heads_and_norm", "tome", {5, 3, 2}, [](EngineCase& c) {
    c.config.pooling = Pooling::attention;
    c.config.registers = 2, c.config.pool_prefix = c.config.fc_norm = true, c.config.pool_heads = 5;
  });
  add("attention_pool_without_norm_or_head", "none", {0, 0, 0}, [](EngineCase& c) {
    c.config.pooling = Pooling::attention;
    c.config.class_token = c.config.final_norm = false, c.config.classes = 0, c.config.pool_heads = 20;
  });
  add("texts", "tome", {5, 3, 2},
      [](EngineCase& c) { c.config.norm_pre = c.config.normalized = true, c.config.projection = 24; });
  add("texts_without_head", "none", {0, 0, 0},
      [](EngineCase& c) { c.config.projection = 24, c.config.projection_bias = true, c.config.classes = 0; });
  add("no_head", "none", {0, 0, 0}, [](EngineCase& c) { c.config.classes = 0; });
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Engine, EngineParity, ::testing::ValuesIn(engine_cases()),
                         [](const auto& info) { return info.param.name; });

TEST(Engine, ThreadCountDoesNotChangeABit) {
  const InferenceModel model = model_of({"", small_config(), "pyra", {5, 3, 2}});
  const std::vector<float> images = random_images(model.config, 5);
  EXPECT_EQ(run(model, Precision::f32, images, 5, 1), run(model, Precision::f32, images, 5, 3));
}

class EngineFollows : public ::testing::TestWithParam<std::string> {};

TEST_P(EngineFollows, EveryTokenToARow) {
  const InferenceModel model = model_of({"", small_config(), GetParam(), {5, 3, 2}});
  const Engine engine(PackedModel(model, Precision::f32), model.rates);
  const std::vector<float> images = random_images(model.config, 2);
  std::vector<float> logits(14), same(14);
  FollowedTokens followed;
  engine.run(images, 2, {.logits = logits, .followed = &followed});
  engine.run(images, 2, same);
  EXPECT_EQ(logits, same);
  ASSERT_EQ(followed.row.size(), 34U);
  for (int picture = 0; picture < 2; ++picture) {
    std::vector<int> members(7, 0);  // 17 - 10 rows are left
    for (int i = 0; i < 17; ++i) {
      const std::int32_t row = followed.row[static_cast<std::size_t>(picture * 17 + i)];
      ASSERT_GE(row, 0);
      ASSERT_LT(row, 7);
      ++members[static_cast<std::size_t>(row)];
    }
    EXPECT_EQ(members[0], 1) << "the class token merges with nothing";
    for (const int count : members) EXPECT_GE(count, 1);
  }
}

INSTANTIATE_TEST_SUITE_P(Reducers, EngineFollows, ::testing::Values("tome", "heed"),
                         [](const auto& info) { return info.param; });

TEST(Engine, ProfileNamesItsSteps) {
  const InferenceModel model = model_of({"", small_config(), "tome", {5, 3, 2}});
  const Engine engine(PackedModel(model, Precision::f32), model.rates);
  const std::vector<float> images = random_images(model.config, 1);
  std::vector<float> logits(7);
  double gmac = 0;
  std::vector<std::string> names;
  for (const StepTime& step : engine.profile(images, 1, logits)) {
    gmac += step.gmac;
    names.push_back(step.step);
  }
  for (const char* name : {"embedding", "qkv", "attention", "match", "merge", "fc1+gelu", "fc2", "head"}) {
    EXPECT_NE(std::find(names.begin(), names.end(), name), names.end()) << name;
  }
  // The task head is not booked as work; all else adds up.
  EXPECT_NEAR(gmac, engine.gmac_executed() - 40 * 7 / 1e9, 1e-9);
}

TEST(Engine, RefusesWhatCannotRun) {
  const InferenceModel model = model_of({"", small_config(), "tome", {5, 3, 2}});
  const PackedModel packed(model, Precision::f32);
  const Engine engine(packed, model.rates);
  std::vector<float> images = random_images(model.config, 1), logits(7);
  EXPECT_THROW(engine.run(images, 0, logits), InputError);
  EXPECT_THROW(engine.run(images, -3, logits), InputError);
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    images[100] = bad;
    EXPECT_THROW(engine.run(images, 1, logits), InputError);
  }
  std::vector<float> many = random_images(model.config, 7), of_many(7 * 7);
  for (const std::int64_t picture : {6, 4, 3}) {  // the first bad one is named, whoever finds it
    many[static_cast<std::size_t>(picture * 3 * 16 * 16 + 5)] = std::numeric_limits<float>::quiet_NaN();
    try {
      Engine(packed, model.rates, {3, {}}).run(many, 7, of_many);
      ADD_FAILURE() << picture;
    } catch (const InputError& error) {
      EXPECT_NE(std::string(error.what()).find("picture " + std::to_string(picture)), std::string::npos)
          << error.what();
    }
  }
  images[100] = 0;
  engine.run(images, 1, logits);  // an error leaves nothing behind
  EXPECT_THROW(Engine(packed, {9, 0, 0}), InputError) << "only 8 of 16 patches can merge";
  EXPECT_THROW(Engine(packed, {1, 1}), InputError);
  EXPECT_THROW(Engine(packed, model.rates, {-1, {}}), InputError);
  EXPECT_THROW(Engine(packed, model.rates, {1, {-1}}), InputError);
}

TEST(PackedModel, RefusesDamagedWeights) {
  InferenceModel model = model_of({"", small_config(), "tome", {5, 3, 2}});
  std::vector<float> bias = model.tensors.at("blocks.1.mlp.fc1.bias").to_float();
  bias[3] = std::numeric_limits<float>::quiet_NaN();
  model.tensors["blocks.1.mlp.fc1.bias"] = make_tensor(bias, {88});
  EXPECT_THROW(PackedModel(model, Precision::f32), InputError);
  model = model_of({"", small_config(), "tome", {5, 3, 2}});
  model.tensors.erase("blocks.2.norm1.weight");
  EXPECT_THROW(PackedModel(model, Precision::f32), InputError);
}

}  // namespace
}  // namespace pyra
