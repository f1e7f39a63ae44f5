#include "cuda/engine_cases.h"

#include <cmath>
#include <functional>

#include "pyra/bench.h"
#include "runtime/small_model.h"

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

void add_adapters(InferenceModel& model) {
  for (std::int64_t i = 0; i < model.config.depth; ++i) {
    const std::string name = "blocks." + std::to_string(i) + ".adapter.";
    model.tensors[name + "ln1.weight"] = numbers({8, model.config.dim}, 0.2F);
    model.tensors[name + "ln1.bias"] = numbers({8}, 0.1F);
    model.tensors[name + "ln2.weight"] = numbers({model.config.dim, 8}, 0.3F);
    model.tensors[name + "ln2.bias"] = numbers({model.config.dim}, 0.1F);
  }
}

void add_adaptformer(InferenceModel& model) {
  for (std::int64_t i = 0; i < model.config.depth; ++i) {
    const std::string name = "blocks." + std::to_string(i) + ".adaptmlp.";
    model.tensors[name + "down_proj.weight"] = numbers({8, model.config.dim}, 0.4F);
    model.tensors[name + "down_proj.bias"] = numbers({8}, 0.1F);
    model.tensors[name + "up_proj.weight"] = numbers({model.config.dim, 8}, 2);
    model.tensors[name + "up_proj.bias"] = numbers({model.config.dim}, 0.5F);
  }
}

}  // namespace

void PrintTo(const EngineCase& c, std::ostream* out) { *out << c.name; }

std::vector<EngineCase> engine_cases() {
  std::vector<EngineCase> cases;
  const auto add = [&](const std::string& name, const std::string& reducer, const std::vector<std::int64_t>& rates,
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
  add_adapters(add("adapters", "pyra", {4, 3, 0}));
  add_adaptformer(add("AdaptFormer", "pyra", {4, 3, 0}));
  add("heed", "heed", {5, 3, 2});
  add("heed, not in every block", "heed", {0, 6, 0});
  add("averaged patches, heed", "heed", {4, 3, 2}, [](VitConfig& c) { c.pooling = Pooling::average; });
  add("averaged patches", "tome", {4, 3, 2}, [](VitConfig& c) { c.pooling = Pooling::average, c.fc_norm = true, c.final_norm = false; });
  add("averaged patches, normed one by one", "tome", {4, 3, 2}, [](VitConfig& c) { c.pooling = Pooling::average; });
  add("distilled", "pyra", {3, 3, 2}, [](VitConfig& c) { c.distilled = true; });
  add("norm before, layer scale, hidden head", "tome", {3, 0, 2}, [](VitConfig& c) { c.norm_pre = true, c.layer_scale = true, c.pre_logits = 24; });
  add("without a head", "tome", {3, 0, 2}, [](VitConfig& c) { c.classes = 0; });
  add("wide pictures, heads of 64", "tome", {5, 4, 3}, [](VitConfig& c) { c.image_width = 32, c.heads = 1; });
  return cases;
}

}  // namespace pyra::testing
