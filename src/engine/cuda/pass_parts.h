// What the parts of PassBuilder share.
#pragma once

#include <memory>

#include "engine/cuda/plan.h"
#include "kernels/cuda/layer_norm.h"

namespace pyra::cuda {

template <typename T>
template <typename E>
void PassBuilder<T>::multiply(const std::string& name, const DeviceDense<E>& dense, std::int64_t rows,
                              Use use, const E* in, void* out, RowRange range, Activation activation) {
  const auto product = std::make_shared<Product<E>>(blas_, dense, rows, use, range, activation);
  add(
      name, [=](cudaStream_t stream) { product->run(in, out, stream); }, product->macs() / 1e9);
}

template <typename T>
template <typename E>
void PassBuilder<T>::normalise(const float* x, std::int64_t rows, const DeviceNorm& norm, E* to,
                               std::int64_t x_row) {
  const auto channels = static_cast<std::int64_t>(norm.weight.size());
  const std::int64_t stride = x_row > 0 ? x_row : channels;
  add("norm", [=, weight = norm.weight.get(), bias = norm.bias.get(), eps = norm.eps](cudaStream_t stream) {
    layer_norm(x, rows, stride, channels, weight, bias, eps, to, stream);
  });
}

}  // namespace pyra::cuda
