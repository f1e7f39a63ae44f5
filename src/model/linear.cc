#include "model/linear.h"

#include <algorithm>

#include "ops/frozen_linear_op.h"

namespace pyra {
Linear Linear::zeros(std::int64_t in, std::int64_t out, bool with_bias) {
  return {at::zeros({out, in}), with_bias ? at::zeros({out}) : at::Tensor()};
}

at::Tensor Linear::operator()(const at::Tensor& x) const {
  return packed ? frozen_linear(x, packed) : at::linear(x, weight, bias);
}

void Linear::pack(Element element) {
  if (packed || weight.requires_grad() || (bias.defined() && bias.requires_grad())) return;
  const at::Tensor dense = weight.contiguous(), offset = bias.defined() ? bias.contiguous() : bias;
  packed = std::make_shared<const FrozenMap>(dense.const_data_ptr<float>(),
                                             bias.defined() ? offset.const_data_ptr<float>() : nullptr,
                                             weight.size(0), weight.size(1), element);
  if (element == Element::f32) weight = at::empty(weight.sizes(), weight.options().device(at::kMeta));
}

void Linear::unpack() { *this = unpacked(); }

Linear Linear::unpacked() const {
  if (!packed || !weight.is_meta()) return {weight, bias};
  const std::vector<float> values = packed->weight();
  at::Tensor dense = at::empty(weight.sizes(), at::kFloat);
  std::copy(values.begin(), values.end(), dense.mutable_data_ptr<float>());
  return {dense, bias};
}

void Linear::collect(ParameterList& list, const std::string& name, Role role) const {
  list.push_back({name + ".weight", weight, role});
  if (bias.defined()) list.push_back({name + ".bias", bias, role == Role::backbone ? Role::bias : role});
}

LayerNorm LayerNorm::identity(std::int64_t channels, double eps) {
  return {at::ones({channels}), at::zeros({channels}), eps};
}

void LayerNorm::collect(ParameterList& list, const std::string& name, Role role) const {
  const bool pretrained = role == Role::backbone;
  list.push_back({name + ".weight", weight, pretrained ? Role::norm : role});
  list.push_back({name + ".bias", bias, pretrained ? Role::norm_bias : role});
}

}  // namespace pyra
