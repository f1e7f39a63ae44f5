#include "kernels/cuda/elements.h"
#include "kernels/cuda/embed.h"
#include "kernels/cuda/launch.h"

namespace pyra::cuda {
namespace {

constexpr int kThreads = 256;

/// A thread a number of the output, so that writes are in order; a patch's lines are read in runs.
template <typename T>
__global__ void gather_patches(const float* images, ImageBatch b, std::int64_t count, T* to) {
  const std::int64_t at = static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x;
  if (at >= count) return;
  const auto patch = static_cast<int>(b.patch), columns = static_cast<int>(b.width / b.patch),
             inputs = 3 * patch * patch;
  const std::int64_t row = at / inputs;
  const int input = static_cast<int>(at % inputs), channel = input / (patch * patch),
            line = input / patch % patch, column = input % patch;
  const auto per_picture = static_cast<int>(b.height / b.patch) * columns;
  const int place = static_cast<int>(row % per_picture);
  const std::int64_t y = (row / per_picture * 3 + channel) * b.height + place / columns * patch + line;
  to[at] = from_float<T>(images[y * b.width + place % columns * patch + column]);
}

template <typename T>
__global__ void place_tokens(const T* projected, const float* prefix_rows, const float* positions,
                             TokenBatch b, std::int64_t count, float* x) {
  const std::int64_t at = 4 * (static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x);
  if (at >= count) return;
  const std::int64_t row = at / b.channels, channel = at % b.channels, tokens = b.prefix + b.patches;
  const std::int64_t token = row % tokens, patch = token - b.prefix;
  if (patch < 0) {
    store4(x + at, load4(prefix_rows + token * b.channels + channel));
    return;
  }
  const float4 value = load4(projected + (row / tokens * b.patches + patch) * b.channels + channel),
               position = load4(positions + patch * b.channels + channel);
  store4(x + at,
         make_float4(value.x + position.x, value.y + position.y, value.z + position.z, value.w + position.w));
}

}  // namespace

template <typename T>
void patches(const float* images, const ImageBatch& b, T* to, cudaStream_t stream) {
  const std::int64_t count = b.pictures * 3 * b.height * b.width;
  launch("patches", gather_patches<T>, blocks_for(count, kThreads), kThreads, 0, stream, images, b, count,
         to);
}

template <typename T>
void assemble_tokens(const T* projected, const float* prefix_rows, const float* positions,
                     const TokenBatch& b, float* x, cudaStream_t stream) {
  const std::int64_t count = b.pictures * (b.prefix + b.patches) * b.channels;
  launch("assemble_tokens", place_tokens<T>, blocks_for(count, 4 * kThreads), kThreads, 0, stream, projected,
         prefix_rows, positions, b, count, x);
}

template void patches(const float*, const ImageBatch&, float*, cudaStream_t);
template void patches(const float*, const ImageBatch&, __nv_bfloat16*, cudaStream_t);
template void assemble_tokens(const float*, const float*, const float*, const TokenBatch&, float*,
                              cudaStream_t);
template void assemble_tokens(const __nv_bfloat16*, const float*, const float*, const TokenBatch&, float*,
                              cudaStream_t);

}  // namespace pyra::cuda
