#include "architecture/norm/layer_norm.h"

#include "architecture/inference.h"
#include "architecture/part.h"

namespace pyra {
namespace {

constexpr Field kFields[] = {{"norm_eps", &VitConfig::norm_eps}};

void check(const VitConfig& config) {
  if (!(config.norm_eps > 0 && config.norm_eps < 1)) {
    refuse_config("norm_eps is " + std::to_string(config.norm_eps) + ", expected a small positive number");
  }
}

void settle(Inference& from) {
  if (const auto eps = from.overrides.norm_eps ? from.overrides.norm_eps : from.sidecar.norm_eps) {
    from.config.norm_eps = *eps;
    return;
  }
  const bool clip = from.config.norm_pre;  // a norm before the blocks is CLIP's, whose eps is 1e-5
  from.config.norm_eps = clip ? 1e-5 : 1e-6;
  from.assumed.push_back(std::string("LayerNorm eps ") + (clip ? "1e-5" : "1e-6"));
}

void override_by(const BackboneOverrides& said, VitConfig& config) {
  config.norm_eps = said.norm_eps.value_or(config.norm_eps);
}

}  // namespace

void add_norm(const VitConfig& config, const std::string& name, TensorList& list) {
  list.add(name + ".weight", {config.dim}, Role::norm);
  list.add(name + ".bias", {config.dim}, Role::norm_bias);
}

Part layer_norm_part() {
  return {.name = "LayerNorm",
          .doc = "every norm: mean 0 and variance 1 over the channels, a scale and a bias",
          .fields = kFields,
          .check = check,
          .settle = settle,
          .override_by = override_by};
}

}  // namespace pyra
