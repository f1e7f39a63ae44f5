#include "adapt/lora.h"

#include "adapt/initialise.h"

namespace pyra {

LoraProjection::LoraProjection(Linear qkv, std::int64_t rank, double dropout, at::Generator& random)
    : qkv_(std::move(qkv)),
      down_(Linear::zeros(qkv_.weight.size(1), rank, false)),
      up_(Linear::zeros(rank, qkv_.weight.size(0), false)),
      dropout_(dropout) {
  kaiming_uniform(down_.weight, random);
}

at::Tensor LoraProjection::forward(const at::Tensor& x, const Pass& pass) const {
  return qkv_(x) + up_(down_(pyra::dropout(x, dropout_, pass)));
}

void LoraProjection::collect(ParameterList& list, const std::string& attention) const {
  qkv_.collect(list, attention + ".qkv", Role::backbone);
  down_.collect(list, attention + ".LoRA_a", Role::adapter);
  up_.collect(list, attention + ".LoRA_b", Role::adapter);
}

Linear LoraProjection::fold() const {
  return {qkv_.weight + at::matmul(up_.weight, down_.weight), qkv_.bias};
}

}  // namespace pyra
