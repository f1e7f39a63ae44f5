#include "engine/cuda/device_model.h"

#include <cuda_bf16.h>

#include "methods/list.h"
#include "pyra/error.h"
#include "pyra/runner.h"
#include "reducers/list.h"
#include "reducers/pyra/modulation_of.h"

namespace pyra::cuda {
namespace {

[[noreturn]] void refuse(const std::string& what) {
  throw InputError(what + " does not run on the GPU yet; run it on the CPU", code::kDeviceUnable);
}

void check_supported(const InferenceModel& model) {
  check_inference_model(model);
  if (model.config.rotary) refuse("a backbone with rotary positions (RoPE)");
  if (model.config.pooling == Pooling::attention) refuse("a backbone with attention pooling");
  if (model.config.projection > 0 || model.config.normalized)
    refuse("a head that compares pictures with texts (a projection, features of length 1)");
  if (!find_reducer(model.reducer).on_gpu) refuse("the reducer " + model.reducer);
  if (find_reducer(model.reducer).ranks_by_attention && !model.config.class_token)
    refuse("the reducer " + model.reducer + " without a class token");
  if (!find_method(model.method).on_gpu) refuse("what the method " + model.method + " trained");
}

DeviceNorm norm_of(const PlainWeights& plain, const std::string& name, double eps) {
  return {DeviceArray<float>(plain.values(name + ".weight")),
          DeviceArray<float>(plain.values(name + ".bias")), static_cast<float>(eps)};
}

std::optional<DeviceNorm> norm_if(bool wanted, const PlainWeights& plain, const std::string& name,
                                  double eps) {
  return wanted ? std::optional(norm_of(plain, name, eps)) : std::nullopt;
}

DeviceModulation on_device(const Modulation& plain, std::int64_t channels) {
  if (plain.ranks == 0) return {};
  const auto copied = [](const float* values, std::int64_t count) {
    return DeviceArray<float>(std::vector<float>(values, values + count));
  };
  return {copied(plain.w_r, plain.ranks),
          copied(plain.w_d, channels),
          copied(plain.norm_weight, channels),
          copied(plain.norm_bias, channels),
          plain.ranks,
          plain.eps};
}

template <typename T>
DeviceDense<T> narrow_map(const std::vector<float>& weight, const std::vector<float>& bias) {
  const std::size_t out = bias.size();
  return DeviceDense<T>(PlainDense{weight, bias}, static_cast<std::int64_t>(out),
                        static_cast<std::int64_t>(weight.size() / out));
}

template <typename T>
DeviceBlock<T> block_of(const PlainWeights& plain, const VitConfig& c, std::int64_t index) {
  const std::string name = "blocks." + std::to_string(index);
  const auto dense = [&](const std::string& map, std::int64_t out, std::int64_t in,
                         const std::string& gamma = "") {
    return DeviceDense<T>(plain.dense(name + map, out, in, gamma), out, in);
  };
  DeviceBlock<T> block{norm_of(plain, name + ".norm1", c.norm_eps),
                       norm_of(plain, name + ".norm2", c.norm_eps),
                       dense(".attn.qkv", 3 * c.dim, c.dim),
                       dense(".attn.proj", c.dim, c.dim, name + ".ls1.gamma"),
                       dense(".mlp.fc1", c.mlp_up(), c.dim),
                       dense(".mlp.fc2", c.dim, c.mlp_dim, name + ".ls2.gamma"),
                       std::nullopt,
                       on_device(modulation_of(plain.reducer(index)), c.dim)};
  if (const auto added = plain.bottleneck(index)) block.bottleneck.emplace(*added);
  return block;
}

std::optional<DeviceDense<float>> dense_if(bool wanted, const PlainWeights& plain, const std::string& name,
                                           std::int64_t out, std::int64_t in) {
  return wanted ? std::optional(DeviceDense<float>(plain.dense(name, out, in), out, in)) : std::nullopt;
}

}  // namespace

template <typename T>
DeviceBottleneck<T>::DeviceBottleneck(const BottleneckWeights& plain)
    : reads(plain.reads),
      activation(plain.activation),
      down(narrow_map<T>(plain.down, plain.down_bias)),
      up(narrow_map<T>(plain.up, plain.up_bias)) {
  if (plain.carries || reads == BottleneckWeights::Reads::tokens) refuse("a bottleneck of this kind");
}

template <typename T>
DeviceModel<T>::DeviceModel(const InferenceModel& model)
    : config(model.config), rates(model.rates), heeds(find_reducer(model.reducer).ranks_by_attention) {
  check_supported(model);
  check_rates(config, rates);
  const VitConfig& c = config;
  const PlainWeights plain(model);
  patch = DeviceDense<T>(plain.dense("patch_embed.proj", c.dim, 3 * c.patch * c.patch), c.dim,
                         3 * c.patch * c.patch);
  prefix_rows = DeviceArray<float>(plain.prefix_rows());
  positions = DeviceArray<float>(plain.patch_positions());
  for (std::int64_t i = 0; i < c.depth; ++i) blocks.push_back(block_of<T>(plain, c, i));
  norm_pre = norm_if(c.norm_pre, plain, "norm_pre", c.norm_eps);
  norm = norm_if(c.final_norm, plain, "norm", c.norm_eps);
  fc_norm = norm_if(c.fc_norm, plain, "fc_norm", c.norm_eps);
  pre_logits = dense_if(c.pre_logits > 0, plain, "pre_logits.fc", c.pre_logits, c.dim);
  head = dense_if(c.classes > 0, plain, "head", c.classes, c.features());
  head_distilled = dense_if(c.classes > 0 && c.distilled, plain, "head_dist", c.classes, c.dim);
}

template <typename T>
std::size_t DeviceModel<T>::bytes() const {
  std::size_t elements = patch.weight.size();
  for (const DeviceBlock<T>& block : blocks)
    elements += block.qkv.weight.size() + block.proj.weight.size() + block.fc1.weight.size() +
                block.fc2.weight.size();
  return elements * sizeof(T);
}

template struct DeviceModel<float>;
template struct DeviceModel<__nv_bfloat16>;

}  // namespace pyra::cuda
