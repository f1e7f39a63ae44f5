// A block a picture: a warp a rank at a time makes M's row in registers; w_t is its product with w_d, and the
// warps' parts of w_r^T M are added in the order of the warps.
#include "kernels/cuda/launch.h"
#include "kernels/cuda/row_of_lanes.h"
#include "reducers/tome/cuda/merge_tokens.h"

namespace pyra::cuda {
namespace {

constexpr int kWarps = 16;

__device__ __forceinline__ float sigmoid(float x) { return 1.0F / (1.0F + expf(-x)); }

template <int Vectors>
__global__ void __launch_bounds__(kWarps* kWarp)
    find_weights(const float* x, const float* size, Matching matching, MergeBatch shape, Modulation weights,
                 float* w_c, float* w_t) {
  __shared__ float4 parts[kWarps][kWarp];
  const int channels = static_cast<int>(shape.channels), ranks = static_cast<int>(weights.ranks),
            picture = static_cast<int>(blockIdx.x);
  const int warp = static_cast<int>(threadIdx.x) / kWarp, lane = static_cast<int>(threadIdx.x) % kWarp;
  x += picture * shape.tokens * shape.channels;
  if (size != nullptr) size += picture * shape.tokens;
  const std::int32_t *source = matching.source + picture * shape.rate,
                     *destination = matching.destination + picture * shape.rate;
  RowOfLanes<Vectors> sum;
#pragma unroll
  for (int v = 0; v < Vectors; ++v) sum.part[v] = make_float4(0, 0, 0, 0);
  for (int rank = warp; rank < ranks; rank += kWarps) {
    const int from = source[rank], to = destination[rank];
    const float a = size != nullptr ? size[from] : 1.0F, b = size != nullptr ? size[to] : 1.0F;
    RowOfLanes<Vectors> row;
    for_parts<Vectors>(channels, [&](int at, int v) {
      const float4 p = load4(x + static_cast<std::int64_t>(from) * channels + at),
                   q = load4(x + static_cast<std::int64_t>(to) * channels + at);
      row.part[v] = make_float4(a * p.x + b * q.x, a * p.y + b * q.y, a * p.z + b * q.z, a * p.w + b * q.w);
    });
    const Moments m = moments(row, channels, weights.eps);
    const float w_r = weights.w_r[rank];
    float dot = 0;
    for_parts<Vectors>(channels, [&](int at, int v) {
      const float4 n = affine(row.part[v], m, load4(weights.norm_weight + at), load4(weights.norm_bias + at)),
                   d = load4(weights.w_d + at);
      dot += (n.x * d.x + n.y * d.y) + (n.z * d.z + n.w * d.w);
      sum.part[v].x += w_r * n.x, sum.part[v].y += w_r * n.y, sum.part[v].z += w_r * n.z,
          sum.part[v].w += w_r * n.w;
    });
    dot = warp_sum(dot);
    if (lane == 0) w_t[picture * ranks + rank] = 2.0F * sigmoid(dot) - 1.0F;
  }
#pragma unroll
  for (int v = 0; v < Vectors; ++v) {
    __syncthreads();
    parts[warp][lane] = sum.part[v];
    __syncthreads();
    const int at = v * kLaneStep + 4 * lane;
    if (warp != 0 || at >= channels) continue;
    float4 total = parts[0][lane];
    for (int other = 1; other < kWarps; ++other) {
      const float4 part = parts[other][lane];
      total.x += part.x, total.y += part.y, total.z += part.z, total.w += part.w;
    }
    store4(w_c + static_cast<std::int64_t>(picture) * channels + at,
           make_float4(2.0F * sigmoid(total.x), 2.0F * sigmoid(total.y), 2.0F * sigmoid(total.z),
                       2.0F * sigmoid(total.w)));
  }
}

}  // namespace

void modulation_weights(const float* x, const float* size, const Matching& matching, const MergeBatch& b,
                        const Modulation& modulation, float* w_c, float* w_t, cudaStream_t stream) {
  with_vectors(b.channels, [&](auto vectors) {
    launch("modulation_weights", find_weights<vectors.value>, static_cast<unsigned>(b.pictures),
           kWarps * kWarp, 0, stream, x, size, matching, b, modulation, w_c, w_t);
  });
}

}  // namespace pyra::cuda
