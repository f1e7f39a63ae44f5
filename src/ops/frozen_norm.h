// LayerNorm whose weights do not train, and row kernels over a whole tensor.
#pragma once

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cstdint>

#include "kernels/layer_norm.h"
#include "kernels/layer_norm_backward.h"

namespace pyra {

/// weight, bias [C] float32, contiguous.
struct FrozenNorm {
  at::Tensor weight, bias;
  double eps = 1e-6;

  NormWeights weights() const {
    return {weight.const_data_ptr<float>(), bias.const_data_ptr<float>(), weight.size(0),
            static_cast<float>(eps)};
  }
};

/// body(first, count) on runs of `rows` rows, shared by all threads.
template <class Body>
void parallel_rows(std::int64_t rows, const Body& body) {
  at::parallel_for(0, rows, 16, [&](std::int64_t begin, std::int64_t end) { body(begin, end - begin); });
}

/// x, to [rows, C]: see kernels/layer_norm.h.
template <class T>
void norm_rows(const float* x, std::int64_t rows, const NormWeights& norm, T* to) {
  parallel_rows(rows, [&](std::int64_t first, std::int64_t count) {
    layer_norm(x + first * norm.channels, count, norm, to + first * norm.channels);
  });
}

/// See kernels/layer_norm_backward.h.
inline void norm_rows_backward(const float* x, const float* gradient, std::int64_t rows,
                               const NormWeights& norm, float* to) {
  parallel_rows(rows, [&](std::int64_t first, std::int64_t count) {
    const std::int64_t at = first * norm.channels;
    layer_norm_backward(x + at, gradient + at, count, norm, to + at);
  });
}

}  // namespace pyra
