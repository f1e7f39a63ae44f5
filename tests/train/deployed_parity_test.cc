// Adapters of every method and reducer, on backbones of every kind: written to files, folded without torch
// and run by the engine, they give the training model's logits.
#include <gtest/gtest.h>

#include <functional>

#include "engine/run_at.h"
#include "io/temporary_folder.h"
#include "methods/list.h"
#include "model/load.h"
#include "model/tiny_vit.h"
#include "pyra/checkpoint.h"
#include "pyra/engine.h"
#include "pyra/load_model.h"
#include "reducers/list.h"
#include "train/adapter_file.h"

namespace pyra {
namespace {

using testing::random_images;
using testing::random_vit;
using testing::tiny_config;
using testing::tuning_of;

class DeployedParity : public ::testing::Test {
 protected:
  /// Writes the model as a backbone and an adapter on it, as pyra adapt would, and loads both.
  InferenceModel through_files(const Vit& model, const Tuning& tuning,
                               const LoadOptions& options = {}) const {
    const auto backbone = folder_ / "backbone.safetensors", adapter = folder_ / "adapter.safetensors";
    VitConfig headless = model.config();
    headless.classes = 0;
    write_safetensors(backbone, to_tensor_map(select(model.parameters(), is_pretrained)),
                      {{kConfigKey, config_to_json(headless)}});
    AdapterManifest manifest;
    manifest.config = model.config();
    manifest.backbone_path = backbone.string();
    manifest.backbone_fingerprint = read_backbone(backbone).fingerprint;
    manifest.method = tuning.method;
    manifest.width = default_width(model.config().dim);
    manifest.reducer = tuning.reducer;
    manifest.rates = tuning.trained_rates.empty() ? tuning.rates : tuning.trained_rates;
    manifest.rates.resize(static_cast<std::size_t>(model.config().depth), 0);
    manifest.schedule = spell_rates(manifest.rates);
    manifest.preprocessing.crop_height = model.config().image_height;
    manifest.preprocessing.crop_width = model.config().image_width;
    manifest.class_names.assign(static_cast<std::size_t>(model.config().classes), "a class");
    save_adapter(adapter, adapter_tensors(model, tuning.method), manifest);
    return load_model(adapter, options).model;
  }

  void expect_equal(const Vit& model, const InferenceModel& deployed) const {
    const at::Tensor images = random_images(model.config(), 3);
    const Engine engine(PackedModel(deployed, Precision::f32), deployed.rates, {1, {}});
    at::Tensor logits = at::empty({3, engine.classes()});
    run_at(engine, images.const_data_ptr<float>(), 3, logits.mutable_data_ptr<float>());
    const at::Tensor wanted = testing::logits_of(model, images);
    EXPECT_LT(testing::largest_difference(logits, wanted), 1e-4);
    EXPECT_GT(wanted.abs().max().item<double>(), 0.1);
  }

  testing::TemporaryFolder folder_;
};

TEST_F(DeployedParity, EveryMethodWithEveryReducer) {
  for (const Method& adapter : methods()) {
    for (const Reducer& reducer : reducers()) {
      SCOPED_TRACE(adapter.name + " with " + reducer.name);
      const Tuning tuning = tuning_of(adapter.name, reducer.name,
                                      {reducer.name == "none" ? 0 : 5, 0, reducer.name == "none" ? 0 : 2});
      const Vit model = random_vit(tiny_config(), tuning);
      expect_equal(model, through_files(model, tuning));
    }
  }
}

TEST_F(DeployedParity, EveryKindOfBackbone) {
  std::vector<std::pair<std::string, std::function<void(VitConfig&)>>> kinds{
      {"distilled", [](VitConfig& c) { c.distilled = true; }},
      {"registers", [](VitConfig& c) { c.registers = 3; }},
      {"average pooling",
       [](VitConfig& c) { c.pooling = Pooling::average, c.fc_norm = true, c.final_norm = false; }},
      {"no class token", [](VitConfig& c) { c.pooling = Pooling::average, c.class_token = false; }},
      {"layer scale", [](VitConfig& c) { c.layer_scale = true; }},
      {"norm before", [](VitConfig& c) { c.norm_pre = true, c.patch_bias = false; }},
      {"no qkv bias", [](VitConfig& c) { c.qkv_bias = false; }},
      {"positions of patches only", [](VitConfig& c) { c.pos_embed_has_prefix = false; }},
      {"class token and average", [](VitConfig& c) { c.pooling = Pooling::class_and_average; }},
      {"gated MLPs",
       [](VitConfig& c) { c.gated_mlp = c.layer_scale = true, c.activation = Activation::silu; }},
      {"pre-logits", [](VitConfig& c) { c.pre_logits = 24; }},
      {"rotary", [](VitConfig& c) { c.rotary = true, c.pos_embed = false, c.registers = 2; }},
      {"rotary beside learned positions", [](VitConfig& c) { c.rotary = true, c.rope_theta = 1e4; }},
      {"wide pictures", [](VitConfig& c) { c.image_width = 48, c.norm_eps = 1e-3; }},
  };
  for (const Activation activation : activations())
    kinds.emplace_back(activation_name(activation), [=](VitConfig& c) { c.activation = activation; });
  for (const auto& [name, change] : kinds) {
    SCOPED_TRACE(name);
    VitConfig config = tiny_config();
    change(config);
    const Tuning tuning = tuning_of("lora", "pyra", {4, 3, 2});
    const Vit model = random_vit(config, tuning);
    expect_equal(model, through_files(model, tuning));
  }
}

TEST_F(DeployedParity, RotaryPositionsWithEveryReducer) {
  VitConfig config = tiny_config();
  config.rotary = true;
  config.pos_embed = false;
  for (const Reducer& reducer : reducers()) {
    SCOPED_TRACE(reducer.name);
    const bool keeps = reducer.name == "none";
    const Tuning tuning = tuning_of("lora", reducer.name, {keeps ? 0 : 5, 0, keeps ? 0 : 2});
    const Vit model = random_vit(config, tuning);
    expect_equal(model, through_files(model, tuning));
  }
}

TEST_F(DeployedParity, ForcedSchedulesModulateTheRanksThatWereTrained) {
  for (const std::vector<std::int64_t>& rates :
       {std::vector<std::int64_t>{2, 2, 2}, {8, 4, 2}, {0, 4, 4}, {0, 0, 0}}) {
    const std::string spelling = spell_rates(rates);
    SCOPED_TRACE(spelling);
    Tuning tuning = tuning_of("lora", "pyra", rates);
    tuning.trained_rates = {4, 4, 4};
    const Vit model = random_vit(tiny_config(), tuning);
    LoadOptions options;
    options.schedule = spelling;
    options.force_schedule = true;
    const InferenceModel deployed = through_files(model, tuning, options);
    EXPECT_EQ(deployed.rates, rates);
    expect_equal(model, deployed);
  }
}

}  // namespace
}  // namespace pyra
