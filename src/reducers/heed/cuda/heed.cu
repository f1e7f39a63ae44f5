// Both are a block a picture: the work is small, and every sum keeps the order of the tokens.
#include <cuda_bf16.h>

#include "kernels/cuda/device_language.h"
#include "kernels/cuda/elements.h"
#include "kernels/cuda/launch.h"
#include "kernels/cuda/warp.h"
#include "reducers/heed/cuda/heed.h"

namespace pyra::cuda {
namespace {

constexpr int kThreads = 256;
constexpr int kWarps = kThreads / kWarp;

/// Most and sum of exp over logits [count]; every warp finds them by itself, all lanes know.
struct Softmax {
  float most, sum;
};
__device__ __forceinline__ Softmax softmax_of(const float* logits, int count, int lane) {
  float most = -__builtin_inff(), sum = 0;
  for (int j = lane; j < count; j += kWarp) most = fmaxf(most, logits[j]);
#pragma unroll
  for (int distance = 16; distance > 0; distance /= 2)
    most = fmaxf(most, __shfl_xor_sync(0xffffffffU, most, distance));
  for (int j = lane; j < count; j += kWarp) sum += expf(logits[j] - most);
  return {most, warp_sum(sum)};
}

template <typename T>
__global__ void __launch_bounds__(kThreads)
    attend(const T* q, const T* k, std::int64_t row, const float* log_size, HeedBatch b, float scale,
           float* attention, float* weight) {
  auto* logits = reinterpret_cast<float*>(dynamic_shared());  // [N]
  const int tokens = static_cast<int>(b.tokens), head_dim = static_cast<int>(b.head_dim),
            warp = static_cast<int>(threadIdx.x) / kWarp;
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
  const std::int64_t first = static_cast<std::int64_t>(blockIdx.x) * b.tokens;
  const float share = 1.0F / static_cast<float>(b.heads);
  for (int h = 0; h < b.heads; ++h) {
    const T* query = q + first * row + h * head_dim;
    for (int j = warp; j < tokens; j += kWarps) {
      const T* key = k + (first + j) * row + h * head_dim;
      float dot = 0;
      for (int d = lane; d < head_dim; d += kWarp) dot += to_float(query[d]) * to_float(key[d]);
      dot = warp_sum(dot);
      if (lane == 0) logits[j] = dot * scale + (log_size != nullptr ? log_size[first + j] : 0.0F);
    }
    __syncthreads();
    const Softmax softmax = softmax_of(logits, tokens, lane);
    for (int j = static_cast<int>(threadIdx.x); j < tokens; j += kThreads) {
      const float a = expf(logits[j] - softmax.most) / softmax.sum * share;
      attention[first + j] = h == 0 ? a : attention[first + j] + a;
    }
    __syncthreads();
  }
  for (int j = static_cast<int>(threadIdx.x); j < tokens; j += kThreads)
    weight[first + j] = attention[first + j] > 0 ? cbrtf(attention[first + j]) : 0.0F;
}

__global__ void __launch_bounds__(kThreads)
    find_shares(const float* attention, const float* size, const std::int32_t* row, HeedBatch b, float* share,
                float* merged_size, float* log_size) {
  auto* heeded = reinterpret_cast<float*>(dynamic_shared());  // [N - R]: attention of each row's tokens
  const int tokens = static_cast<int>(b.tokens), rows = static_cast<int>(b.tokens - b.rate);
  const std::int64_t picture = blockIdx.x;
  attention += picture * b.tokens, row += picture * b.tokens, share += picture * b.tokens;
  if (size != nullptr) size += picture * b.tokens;
  merged_size += picture * rows, log_size += picture * rows;
  const auto size_of = [&](int i) { return size != nullptr ? size[i] : 1.0F; };
  for (int to = static_cast<int>(threadIdx.x); to < rows; to += kThreads) {
    float sum = 0, patches = 0;
    for (int i = 0; i < tokens; ++i) {
      if (row[i] != to) continue;
      patches += size_of(i);
      if (attention[i] > 0) sum += attention[i];
    }
    heeded[to] = sum;
    merged_size[to] = patches;
    log_size[to] = patches == 1.0F ? 0.0F : logf(patches);
  }
  __syncthreads();
  for (int i = static_cast<int>(threadIdx.x); i < tokens; i += kThreads) {
    const float all = heeded[row[i]];
    share[i] = all > 0 ? (attention[i] > 0 ? attention[i] / all : 0.0F) : size_of(i) / merged_size[row[i]];
  }
}

}  // namespace

template <typename T>
void class_attention(const T* q, const T* k, std::int64_t row, const float* log_size, const HeedBatch& b,
                     float* attention, float* weight, cudaStream_t stream) {
  const float scale = 1.0F / sqrtf(static_cast<float>(b.head_dim));
  launch("class_attention", attend<T>, static_cast<unsigned>(b.pictures), kThreads,
         static_cast<std::size_t>(b.tokens) * sizeof(float), stream, q, k, row, log_size, b, scale, attention,
         weight);
}

template void class_attention(const float*, const float*, std::int64_t, const float*, const HeedBatch&,
                              float*, float*, cudaStream_t);
template void class_attention(const __nv_bfloat16*, const __nv_bfloat16*, std::int64_t, const float*,
                              const HeedBatch&, float*, float*, cudaStream_t);

void heed_shares(const float* attention, const float* size, const std::int32_t* row, const HeedBatch& b,
                 float* share, float* merged_size, float* log_size, cudaStream_t stream) {
  launch("heed_shares", find_shares, static_cast<unsigned>(b.pictures), kThreads,
         static_cast<std::size_t>(b.tokens - b.rate) * sizeof(float), stream, attention, size, row, b, share,
         merged_size, log_size);
}

}  // namespace pyra::cuda
