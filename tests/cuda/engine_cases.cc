#include "cuda/engine_cases.h"

#include <cmath>
#include <functional>

#include "engine/small_model.h"
#include "pyra/bench.h"

namespace pyra::testing {
namespace {

/// Heads of 32 channels, which the GPU's kernels take.
VitConfig small() {
  VitConfig config = small_config();
  config.dim = 64;
  config.heads = 2;
  config.mlp_dim = 96;
  return config;
}

/// In every block: down to 8 channels and up again, the names as checkpoints have them, the weights of these
/// sizes.
struct Bottleneck {
  std::string method, down, up;
  float down_weight, down_bias, up_weight, up_bias;
};
const Bottleneck kAdapter{"adapter", ".adapter.ln1", ".adapter.ln2", 0.2F, 0.1F, 0.3F, 0.1F};
const Bottleneck kAdaptFormer{"adaptformer", ".adaptmlp.down_proj", ".adaptmlp.up_proj", 0.4F, 0.1F, 2, 0.5F};

void add_bottlenecks(InferenceModel& model, const Bottleneck& b) {
  model.method = b.method;
  model.width = 8;
  for (std::int64_t i = 0; i < model.config.depth; ++i) {
    const std::string block = "blocks." + std::to_string(i);
    model.tensors[block + b.down + ".weight"] = numbers({8, model.config.dim}, b.down_weight);
    model.tensors[block + b.down + ".bias"] = numbers({8}, b.down_bias);
    model.tensors[block + b.up + ".weight"] = numbers({model.config.dim, 8}, b.up_weight);
    model.tensors[block + b.up + ".bias"] = numbers({model.config.dim}, b.up_bias);
  }
}

}  // namespace

void PrintTo(const EngineCase& c, std::ostream* out) { *out << c.name; }

std::vector<EngineCase> engine_cases() {
  std::vector<EngineCase> cases;
  const auto add = [&](const std::string& name, const std::string& reducer,
                       const std::vector<std::int64_t>& rates,
                       const std::function<void(VitConfig&)>& change = {}) -> InferenceModel& {
    VitConfig config = small();
    if (change) change(config);
    cases.push_back({name, random_model(config, reducer, rates)});
    return cases.back().model;
  };
  add("every token", "none", {0, 0, 0});
  add("ToMe", "tome", {4, 3, 2});
  add("PYRA", "pyra", {5, 3, 2});
  add("PYRA, not in every block", "pyra", {0, 6, 0});
  add("PYRA below its trained rates", "pyra", {6, 4, 1}).rates = {3, 2, 0};
  add_bottlenecks(add("adapters", "pyra", {4, 3, 0}), kAdapter);
  add_bottlenecks(add("AdaptFormer", "pyra", {4, 3, 0}), kAdaptFormer);
  add("heed", "heed", {5, 3, 2});
  add("heed, not in every block", "heed", {0, 6, 0});
  add("averaged patches, heed", "heed", {4, 3, 2}, [](VitConfig& c) { c.pooling = Pooling::average; });
  add("averaged patches", "tome", {4, 3, 2},
      [](VitConfig& c) { c.pooling = Pooling::average, c.fc_norm = true, c.final_norm = false; });
  add("averaged patches, normed one by one", "tome", {4, 3, 2},
      [](VitConfig& c) { c.pooling = Pooling::average; });
  add("distilled", "pyra", {3, 3, 2}, [](VitConfig& c) { c.distilled = true; });
  add("norm before, layer scale, hidden head", "tome", {3, 0, 2},
      [](VitConfig& c) { c.norm_pre = true, c.layer_scale = true, c.pre_logits = 24; });
  add("class token and averaged patches", "tome", {4, 3, 2},
      [](VitConfig& c) { c.pooling = Pooling::class_and_average; });
  add("gated MLPs", "tome", {4, 3, 2},
      [](VitConfig& c) { c.gated_mlp = c.layer_scale = true, c.activation = Activation::silu; });
  add("without a head", "tome", {3, 0, 2}, [](VitConfig& c) { c.classes = 0; });
  add("wide pictures, heads of 64", "tome", {5, 4, 3}, [](VitConfig& c) { c.image_width = 32, c.heads = 1; });
  for (const Activation activation : activations()) {
    add("activation " + activation_name(activation), "tome", {4, 3, 2},
        [=](VitConfig& c) { c.activation = activation; });
  }
  return cases;
}

}  // namespace pyra::testing
