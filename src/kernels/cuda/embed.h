// From pixels to tokens on the GPU, around the patch embedding's product.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

namespace pyra::cuda {

struct ImageBatch {
  std::int64_t pictures, height, width, patch;  // height and width: whole patches
};

/// images [pictures, 3, height, width] float32 -> to [pictures * patches, 3 patch patch] of T, each row in
/// the order of a convolution's weight: channel, line, column; patches line by line.
template <typename T>
void patches(const float* images, const ImageBatch& batch, T* to, cudaStream_t stream);

struct TokenBatch {
  std::int64_t pictures, prefix, patches, channels;
};

/// x [pictures, P + patches, C] float32: prefix_rows [P, C], then projected [pictures * patches, C] of T plus
/// positions [patches, C].
template <typename T>
void assemble_tokens(const T* projected, const float* prefix_rows, const float* positions,
                     const TokenBatch& batch, float* x, cudaStream_t stream);

}  // namespace pyra::cuda
