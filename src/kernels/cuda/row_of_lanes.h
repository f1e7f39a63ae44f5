// A row of up to 2048 float32 numbers in a warp's registers: lane i holds the four numbers from 4 i + 128 v
// on, v = 0 .. Vectors - 1.
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>

#include "kernels/cuda/elements.h"
#include "kernels/cuda/warp.h"
#include "pyra/error.h"

namespace pyra::cuda {

constexpr int kLaneStep = 128;  // numbers of one vector of all lanes

template <int Vectors>
struct RowOfLanes {
  float4 part[Vectors];
};

/// body(first number, v) for the vectors that this lane has a part in.
template <int Vectors, typename Body>
__device__ __forceinline__ void for_parts(int channels, const Body& body) {
  const int lane = static_cast<int>(threadIdx.x) % 32;
#pragma unroll
  for (int v = 0; v < Vectors; ++v) {
    const int at = v * kLaneStep + 4 * lane;
    if (at < channels) body(at, v);
  }
}

struct Moments {
  float mean, deviation_inverse;
};

/// Of a row whose missing parts are zero; two passes, for accuracy.
template <int Vectors>
__device__ __forceinline__ Moments moments(const RowOfLanes<Vectors>& row, int channels, float eps) {
  float sum = 0;
  for_parts<Vectors>(channels, [&](int, int v) {
    sum += (row.part[v].x + row.part[v].y) + (row.part[v].z + row.part[v].w);
  });
  const float mean = warp_sum(sum) / static_cast<float>(channels);
  float squares = 0;
  for_parts<Vectors>(channels, [&](int, int v) {
    const float a = row.part[v].x - mean, b = row.part[v].y - mean, c = row.part[v].z - mean,
                d = row.part[v].w - mean;
    squares += (a * a + b * b) + (c * c + d * d);
  });
  return {mean, 1.0F / sqrtf(warp_sum(squares) / static_cast<float>(channels) + eps)};
}

__device__ __forceinline__ float4 affine(float4 x, Moments m, float4 weight, float4 bias) {
  return make_float4((x.x - m.mean) * m.deviation_inverse * weight.x + bias.x,
                     (x.y - m.mean) * m.deviation_inverse * weight.y + bias.y,
                     (x.z - m.mean) * m.deviation_inverse * weight.z + bias.z,
                     (x.w - m.mean) * m.deviation_inverse * weight.w + bias.w);
}

/// call(std::integral_constant<int, Vectors>) with the fewest of the vectors compiled that hold `channels`,
/// of which there are at most 2048 and a multiple of 4 (InputError).
template <typename Call>
void with_vectors(std::int64_t channels, const Call& call) {
  if (channels % 4 != 0 || channels < 4 || channels > 16 * kLaneStep) {
    throw InputError("rows of " + std::to_string(channels) +
                     " channels; the GPU's kernels take multiples of 4 up to 2048");
  }
  if (channels <= 2 * kLaneStep) return call(std::integral_constant<int, 2>());
  if (channels <= 3 * kLaneStep) return call(std::integral_constant<int, 3>());
  if (channels <= 6 * kLaneStep) return call(std::integral_constant<int, 6>());
  if (channels <= 8 * kLaneStep) return call(std::integral_constant<int, 8>());
  if (channels <= 10 * kLaneStep) return call(std::integral_constant<int, 10>());
  call(std::integral_constant<int, 16>());
}

}  // namespace pyra::cuda
