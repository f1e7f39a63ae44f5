#include "golden_case.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "adapt/assemble.h"
#include "adapt/tocom.h"
#include "engine/run_at.h"
#include "methods/list.h"
#include "model/load.h"
#include "pyra/checkpoint.h"
#include "pyra/engine.h"
#include "pyra/error.h"
#include "pyra/schedule.h"
#include "pyra/tocom.h"

namespace pyra {
namespace {

class Golden {
 public:
  explicit Golden(const std::filesystem::path& file) : checkpoint_(read_checkpoint(file)) {}

  std::string text(const std::string& key, const std::string& fallback) const {
    const auto found = checkpoint_.metadata.find(key);
    return found == checkpoint_.metadata.end() ? fallback : found->second;
  }
  std::int64_t number(const std::string& key, std::int64_t fallback) const {
    return std::stoll(text(key, std::to_string(fallback)));
  }
  const TensorMap& tensors() const { return checkpoint_.tensors; }
  const HostTensor& tensor(const std::string& name) const {
    const auto found = checkpoint_.tensors.find(name);
    if (found == checkpoint_.tensors.end()) throw InputError("no tensor " + name + " in the golden file");
    return found->second;
  }
  /// Tensors below a prefix, without it.
  TensorMap group(const std::string& prefix) const {
    TensorMap found;
    for (const auto& [name, tensor] : checkpoint_.tensors) {
      if (name.starts_with(prefix)) found.emplace(name.substr(prefix.size()), tensor);
    }
    return found;
  }

 private:
  Checkpoint checkpoint_;
};

VitConfig config_of(const Golden& golden) {
  VitConfig config;
  config.image_height = config.image_width = golden.number("img_size", 224);
  config.patch = golden.number("patch_size", 16);
  config.dim = golden.number("embed_dim", 768);
  config.depth = golden.number("depth", 12);
  config.heads = golden.number("num_heads", 12);
  config.mlp_dim = golden.tensor("param.blocks.0.mlp.fc1.weight").shape.at(0);
  config.classes = golden.number("num_classes", 1000);
  config.distilled = golden.number("distilled", 0) != 0;
  config.qkv_bias = golden.tensors().contains("param.blocks.0.attn.qkv.bias");
  config.norm_eps = std::stod(golden.text("norm_eps", "1e-6"));
  return config;
}

Tuning tuning_of(const Golden& golden, const VitConfig& config) {
  Tuning tuning;
  const std::int64_t lora = golden.number("lora_dim", 0), adapter = golden.number("adapter_dim", 0);
  if (golden.number("prefix_dim", 0) > 0) throw InputError("unsupported: prompts (prefix_dim)");
  if (lora > 0 && adapter > 0) throw InputError("unsupported: LoRA and adapter in one model");
  tuning.method = lora > 0 ? "lora" : adapter > 0 ? "adapter" : "none";
  tuning.width = lora + adapter;
  tuning.rates = parse_schedule(golden.text("schedule", "none"), config).rates;
  tuning.reducer = golden.number("pyra", 0) != 0 ? "pyra" : "tome";
  return tuning;
}

double largest(const at::Tensor& tensor) {
  return tensor.numel() == 0 ? 0 : tensor.abs().max().item<double>();
}

void compare_gradients(const Vit& model, const TensorMap& expected, GoldenResult& result) {
  std::map<std::string, at::Tensor> parameters;
  for (const Parameter& parameter : model.parameters()) parameters.emplace(parameter.name, parameter.tensor);
  for (const auto& [name, host] : expected) {
    const auto found = parameters.find(name);
    if (found == parameters.end())
      throw InputError("gradient of " + name + ", which the model does not have");
    const at::Tensor wanted = to_torch(host);
    at::Tensor given = found->second.grad();
    if (!given.defined()) given = at::zeros_like(wanted);  // never reached by the loss: exactly zero
    const double scale = largest(wanted);
    const double error = largest(given - wanted) / (scale < 1e-6 ? 1e-6 / 5e-4 : scale);
    if (!(error <= result.gradient)) {
      result.gradient = error;
      result.worst_gradient = name;
    }
  }
}

/// The folded model through the engine, as a deployed file runs.
InferenceModel deployed_from(const VitConfig& config, TensorMap tensors, const Tuning& tuning) {
  InferenceModel deployed;
  deployed.config = config;
  deployed.preprocessing.crop_height = config.image_height;
  deployed.preprocessing.crop_width = config.image_width;
  deployed.tensors = std::move(tensors);
  deployed.method = tuning.method;
  deployed.width = find_method(tuning.method).has_width() ? tuning.width : 0;
  deployed.reducer = tuning.reducer;
  deployed.rates = deployed.trained_rates = tuning.rates;
  return deployed;
}

at::Tensor engine_logits(const InferenceModel& deployed, const at::Tensor& images) {
  const Engine engine(PackedModel(deployed, Precision::f32), deployed.rates);
  at::Tensor logits = at::empty({images.size(0), engine.classes()});
  run_at(engine, images.const_data_ptr<float>(), images.size(0), logits.mutable_data_ptr<float>());
  return logits;
}

/// A compensator at each target rate: as it is while it is distilled, and folded into the engine's weights.
GoldenResult run_tocom_golden(const Golden& golden, const VitConfig& config) {
  const std::int64_t source = golden.number("r_src", 0), width = golden.number("tocom_dim", 0),
                     max_rate = golden.number("max_rate", 16);
  if (width % max_rate != 0)
    throw InputError("tocom_dim " + std::to_string(width) + " is no multiple of " + std::to_string(max_rate));
  const TocomSetting setting{width / max_rate, max_rate, std::stod(golden.text("tocom_scale", "0.1"))};
  at::Generator random = at::make_generator<at::CPUGeneratorImpl>(0);
  Vit model = make_tocom_vit(config, setting, random);
  load_parameters(model.parameters(), golden.group("param."));
  Tocom tocom;
  tocom.config = config;
  tocom.rank = setting.rank;
  tocom.max_rate = setting.max_rate;
  tocom.scale = setting.scale;
  const auto of_tocom = [](Role role) { return role == Role::adapter; };
  tocom.tensors = to_tensor_map(select(model.parameters(), of_tocom));
  const TensorMap plain =
      to_tensor_map(select(model.parameters(), [&](Role role) { return !of_tocom(role); }));
  for (const Parameter& parameter : model.parameters())
    parameter.tensor.requires_grad_(parameter.role == Role::adapter);

  const std::string prefix = "output.logits.r_tgt";
  const at::Tensor images = to_torch(golden.tensor("input.images"));
  GoldenResult result;
  for (const auto& [name, expected] : golden.group(prefix)) {
    const std::int64_t target = std::stoll(name);
    Tuning tuning;
    tuning.reducer = "tome";
    tuning.rates = parse_schedule("r=" + name, config).rates;
    Pass pass;
    pass.shift = RateShift{source, target};
    const at::Tensor wanted = to_torch(expected);
    result.logits =
        std::max(result.logits, largest(model.forward(images, tuning.rates, pass).logits.detach() - wanted));
    InferenceModel deployed = deployed_from(config, plain, tuning);
    compensate(deployed, tocom, source, target);
    result.runtime = std::max(result.runtime, largest(engine_logits(deployed, images) - wanted));
  }
  if (golden.group(prefix).empty()) throw InputError("no tensor " + prefix + "N in the golden file");
  return result;
}

}  // namespace

GoldenResult run_golden(const std::filesystem::path& file) {
  const Golden golden(file);
  const VitConfig config = config_of(golden);
  if (!golden.text("tocom_dim", "").empty()) return run_tocom_golden(golden, config);
  const Tuning tuning = tuning_of(golden, config);
  at::Generator random = at::make_generator<at::CPUGeneratorImpl>(0);
  Vit model = assemble(config, tuning, random);
  load_parameters(model.parameters(), golden.group("param."));
  const TensorMap gradients = golden.group("grad.");
  for (const Parameter& parameter : model.parameters()) {
    parameter.tensor.requires_grad_(gradients.contains(parameter.name));
  }
  model.pack(Element::f32);  // as in training: what has no gradient is frozen

  const at::Tensor logits = model.forward(to_torch(golden.tensor("input.images")), Pass{}).logits;
  GoldenResult result;
  result.logits = largest(logits.detach() - to_torch(golden.tensor("output.logits")));
  if (golden.tensors().contains("output.loss")) {
    const HostTensor& labels = golden.tensor("input.labels");
    const at::Tensor target =
        at::from_blob(const_cast<std::byte*>(labels.data), labels.shape, at::kLong).clone();
    const at::Tensor loss = at::cross_entropy_loss(logits, target);
    result.has_loss = true;
    result.loss =
        std::abs(loss.item<double>() - static_cast<double>(golden.tensor("output.loss").to_float().at(0)));
    if (!gradients.empty()) loss.backward();
    compare_gradients(model, gradients, result);
  }
  model.fold();
  const InferenceModel deployed = deployed_from(config, to_tensor_map(model.parameters()), tuning);
  result.runtime = largest(engine_logits(deployed, to_torch(golden.tensor("input.images"))) -
                           to_torch(golden.tensor("output.logits")));
  return result;
}

}  // namespace pyra
