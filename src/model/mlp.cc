#include "model/mlp.h"

#include "ops/activate.h"
#include "ops/frozen_mlp_op.h"

namespace pyra {

Mlp::Mlp(const VitConfig& config)
    : fc1_(Linear::zeros(config.dim, config.mlp_up())),
      fc2_(Linear::zeros(config.mlp_dim, config.dim)),
      activation_(config.activation),
      gated_(config.gated_mlp) {}

at::Tensor Mlp::forward(const Normed& x) const {
  if (x.fuses_with(fc1_) && fc2_.packed)
    return frozen_mlp(x.x, {x.norm.frozen(), fc1_.packed, fc2_.packed, activation_, gated_});
  const at::Tensor up = fc1_(x.value());
  return fc2_(gated_ ? gate(up, activation_) : activate(up, activation_));
}

void Mlp::collect(ParameterList& list, const std::string& name) const {
  fc1_.collect(list, name + ".fc1", Role::backbone);
  fc2_.collect(list, name + ".fc2", Role::backbone);
}

void Mlp::pack(Element element) {
  fc1_.pack(element);
  fc2_.pack(element);
}

void Mlp::unpack() {
  fc1_.unpack();
  fc2_.unpack();
}

}  // namespace pyra
