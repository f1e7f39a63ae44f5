#include "adapt/lora.h"

#include "adapt/initialise.h"
#include "adapt/registry.h"

namespace pyra {

LoraProjection::LoraProjection(Linear qkv, std::int64_t rank, double dropout, at::Generator& random)
    : qkv_(std::move(qkv)),
      down_(Linear::zeros(qkv_.weight.size(1), rank, false)),
      up_(Linear::zeros(rank, qkv_.weight.size(0), false)),
      dropout_(dropout) {
  kaiming_uniform(down_.weight, random);
}

at::Tensor LoraProjection::forward(const Normed& x, const Pass& pass) const {
  if (x.fuses_with(qkv_)) {
    const double dropout = pass.random ? dropout_ : 0;
    return frozen_projection(x.x, {x.norm.frozen(), qkv_.packed},
                             {down_.weight, up_.weight, dropout, dropout > 0 ? draw_seed(pass) : 0});
  }
  const at::Tensor normed = x.value();
  return qkv_(normed) + up_(down_(pyra::dropout(normed, dropout_, pass)));
}

void LoraProjection::collect(ParameterList& list, const std::string& attention) const {
  qkv_.collect(list, attention + ".qkv", Role::backbone);
  down_.collect(list, attention + ".LoRA_a", Role::adapter);
  up_.collect(list, attention + ".LoRA_b", Role::adapter);
}

Linear LoraProjection::fold() const {
  const Linear plain = qkv_.unpacked();
  return {plain.weight + at::matmul(up_.weight, down_.weight), plain.bias};
}

TrainedMethod lora_in_training() {
  return {.name = "lora",
          .projection = [](Linear qkv, const MethodSetting& setting) -> std::unique_ptr<Projection> {
            return std::make_unique<LoraProjection>(std::move(qkv), setting.width, setting.dropout,
                                                    *setting.random);
          }};
}

}  // namespace pyra
