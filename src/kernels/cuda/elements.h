// Numbers of the kernels' two types as float32, one or several at a time.
#pragma once

#include <cuda_bf16.h>
#include <cuda_runtime.h>

namespace pyra::cuda {

__device__ __forceinline__ float to_float(float x) { return x; }
__device__ __forceinline__ float to_float(__nv_bfloat16 x) { return __bfloat162float(x); }

template <typename T>
__device__ __forceinline__ T from_float(float x);
template <>
__device__ __forceinline__ float from_float<float>(float x) {
  return x;
}
template <>
__device__ __forceinline__ __nv_bfloat16 from_float<__nv_bfloat16>(float x) {
  return __float2bfloat16(x);
}

/// Four neighbours, aligned to four elements.
__device__ __forceinline__ float4 load4(const float* from) { return *reinterpret_cast<const float4*>(from); }
__device__ __forceinline__ float4 load4(const __nv_bfloat16* from) {
  const uint2 bits = *reinterpret_cast<const uint2*>(from);
  const auto low = [](unsigned pair) { return __uint_as_float(pair << 16); };
  const auto high = [](unsigned pair) { return __uint_as_float(pair & 0xffff0000U); };
  return make_float4(low(bits.x), high(bits.x), low(bits.y), high(bits.y));
}
__device__ __forceinline__ void store4(float* to, float4 x) { *reinterpret_cast<float4*>(to) = x; }
__device__ __forceinline__ unsigned pack_bf16(float low, float high) {
  const unsigned a = __bfloat16_as_ushort(__float2bfloat16(low)),
                 b = __bfloat16_as_ushort(__float2bfloat16(high));
  return a | b << 16;
}
__device__ __forceinline__ void store4(__nv_bfloat16* to, float4 x) {
  *reinterpret_cast<uint2*>(to) = make_uint2(pack_bf16(x.x, x.y), pack_bf16(x.z, x.w));
}

}  // namespace pyra::cuda
