#include "model/linear.h"

namespace pyra {

Linear Linear::zeros(std::int64_t in, std::int64_t out, bool with_bias) {
  return {at::zeros({out, in}), with_bias ? at::zeros({out}) : at::Tensor()};
}

void Linear::collect(ParameterList& list, const std::string& name, Role role) const {
  list.push_back({name + ".weight", weight, role});
  if (bias.defined()) list.push_back({name + ".bias", bias, role});
}

LayerNorm LayerNorm::identity(std::int64_t channels, double eps) {
  return {at::ones({channels}), at::zeros({channels}), eps};
}

void LayerNorm::collect(ParameterList& list, const std::string& name, Role role) const {
  list.push_back({name + ".weight", weight, role});
  list.push_back({name + ".bias", bias, role});
}

}  // namespace pyra
