#include "ops/activate.h"

#include <ATen/ATen.h>

#include "kernels/activations/types.h"

namespace pyra {
namespace {

/// For each of them: one that is missing does not link.
template <Activation kind>
at::Tensor activation_of(const at::Tensor& z);

template <>
at::Tensor activation_of<Activation::gelu>(const at::Tensor& z) {
  return at::gelu(z);
}
template <>
at::Tensor activation_of<Activation::quick_gelu>(const at::Tensor& z) {
  return z * at::sigmoid(1.702 * z);
}
template <>
at::Tensor activation_of<Activation::gelu_tanh>(const at::Tensor& z) {
  return at::gelu(z, "tanh");
}
template <>
at::Tensor activation_of<Activation::relu>(const at::Tensor& z) {
  return at::relu(z);
}
template <>
at::Tensor activation_of<Activation::silu>(const at::Tensor& z) {
  return at::silu(z);
}

}  // namespace

at::Tensor activate(const at::Tensor& z, Activation activation) {
  at::Tensor result;
  Activations::one(activation, [&]<typename Of>(Of) { result = activation_of<Of::kind>(z); });
  return result;
}

at::Tensor gate(const at::Tensor& z, Activation activation) {
  const std::int64_t width = z.size(-1) / 2;
  return activate(z.narrow(-1, 0, width), activation) * z.narrow(-1, width, width);
}

}  // namespace pyra
