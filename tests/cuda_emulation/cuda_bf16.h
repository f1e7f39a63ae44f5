// bf16 as CUDA names it, rounded to the nearest even.
#pragma once

#include "cuda_runtime.h"

struct alignas(2) __nv_bfloat16 {
  unsigned short bits;
};

inline unsigned short __bfloat16_as_ushort(__nv_bfloat16 x) { return x.bits; }
inline float __bfloat162float(__nv_bfloat16 x) {
  return __uint_as_float(static_cast<unsigned>(x.bits) << 16);
}
inline __nv_bfloat16 __float2bfloat16(float x) {
  const unsigned bits = __float_as_uint(x);
  if (x != x) return {static_cast<unsigned short>(0x7fff)};
  return {static_cast<unsigned short>((bits + 0x7fffU + (bits >> 16 & 1U)) >> 16)};
}
