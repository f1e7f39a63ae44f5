#include "model/embedding.h"

#include "ops/frozen_linear_op.h"

namespace pyra {

Embedding::Embedding(const VitConfig& config) : config_(config) {
  patch_.weight = at::zeros({config.dim, 3, config.patch, config.patch});
  if (config.patch_bias) patch_.bias = at::zeros({config.dim});
  if (config.class_token) class_token_ = at::zeros({1, 1, config.dim});
  if (config.distilled) distillation_token_ = at::zeros({1, 1, config.dim});
  if (config.registers > 0) registers_ = at::zeros({1, config.registers, config.dim});
  if (config.pos_embed)
    positions_ = at::zeros({1, config.pos_embed_has_prefix ? config.tokens() : config.patches(), config.dim});
}

at::Tensor Embedding::forward(const at::Tensor& images) const {
  const std::int64_t batch = images.size(0), p = config_.patch;
  const std::int64_t rows = images.size(2) / p, columns = images.size(3) / p;
  // A convolution whose stride is its kernel is one matrix product over flattened patches.
  const at::Tensor patches = images.view({batch, 3, rows, p, columns, p})
                                 .permute({0, 2, 4, 1, 3, 5})
                                 .reshape({batch, rows * columns, 3 * p * p});
  at::Tensor x = packed_ ? frozen_linear(patches, packed_)
                         : at::linear(patches, patch_.weight.view({config_.dim, -1}), patch_.bias);
  if (positions_.defined() && !config_.pos_embed_has_prefix) x = x + positions_;
  std::vector<at::Tensor> parts;
  for (const at::Tensor& prefix : {class_token_, distillation_token_, registers_}) {
    if (prefix.defined()) parts.push_back(prefix.expand({batch, -1, -1}));
  }
  parts.push_back(x);
  x = parts.size() == 1 ? x : at::cat(parts, 1);
  return positions_.defined() && config_.pos_embed_has_prefix ? x + positions_ : x;
}

void Embedding::pack(Element element) {
  Linear flat{patch_.weight.view({config_.dim, -1}), patch_.bias};
  flat.pack(element);
  packed_ = flat.packed;
}

void Embedding::collect(ParameterList& list) const {
  if (class_token_.defined()) list.push_back({"cls_token", class_token_, Role::backbone});
  if (distillation_token_.defined()) list.push_back({"dist_token", distillation_token_, Role::backbone});
  if (registers_.defined()) list.push_back({"reg_token", registers_, Role::backbone});
  if (positions_.defined()) list.push_back({"pos_embed", positions_, Role::backbone});
  patch_.collect(list, "patch_embed.proj", Role::backbone);
}

}  // namespace pyra
