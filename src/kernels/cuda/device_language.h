// What kernels say that plain C++ has no words for. nvcc gets PTX; tests/cuda_emulation, which runs the
// kernels on the CPU, has functions of the same meaning.
#pragma once

#include <cuda_bf16.h>
#include <cuda_runtime.h>

#include <cstdint>

#ifndef __CUDACC__
#include "emulation.h"
#endif

namespace pyra::cuda {

/// The launch's dynamic shared memory, aligned to 16 bytes.
__device__ __forceinline__ unsigned char* dynamic_shared() {
#ifdef __CUDACC__
  extern __shared__ __align__(16) unsigned char pyra_dynamic_shared[];
  return pyra_dynamic_shared;
#else
  return cuda_emulation::dynamic_shared();
#endif
}

/// d [16, 8] += a [16, 16] b [16, 8] over a warp, bf16 factors and float32 sums, fragments as in the PTX
/// manual (mma.m16n8k16).
__device__ __forceinline__ void multiply_fragments(float (&d)[4], const std::uint32_t (&a)[4],
                                                   const std::uint32_t (&b)[2]) {
#ifdef __CUDACC__
  asm volatile(
      "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, "
      "{%0,%1,%2,%3};"
      : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
#else
  cuda_emulation::multiply_fragments(d, a, b);
#endif
}

/// Four 8 x 8 matrices of 16-bit numbers out of shared memory; lane 8 i + j gives the address of row j of
/// matrix i (ldmatrix.x4).
__device__ __forceinline__ void load_fragments(std::uint32_t (&to)[4], const void* row) {
#ifdef __CUDACC__
  const auto address = static_cast<std::uint32_t>(__cvta_generic_to_shared(row));
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(to[0]), "=r"(to[1]), "=r"(to[2]), "=r"(to[3])
               : "r"(address));
#else
  cuda_emulation::load_fragments(to, row, false);
#endif
}

/// The same, each matrix transposed.
__device__ __forceinline__ void load_fragments_transposed(std::uint32_t (&to)[4], const void* row) {
#ifdef __CUDACC__
  const auto address = static_cast<std::uint32_t>(__cvta_generic_to_shared(row));
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(to[0]), "=r"(to[1]), "=r"(to[2]), "=r"(to[3])
               : "r"(address));
#else
  cuda_emulation::load_fragments(to, row, true);
#endif
}

/// 16 bytes from global to shared memory, past the registers; zeros where not `wanted`. Both aligned to 16.
__device__ __forceinline__ void copy_16_bytes(void* to, const void* from, bool wanted) {
#ifdef __CUDACC__
  const auto address = static_cast<std::uint32_t>(__cvta_generic_to_shared(to));
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(address), "l"(from),
               "r"(wanted ? 16 : 0));
#else
  cuda_emulation::copy_16_bytes(to, from, wanted);
#endif
}

/// Waits for this thread's copies.
__device__ __forceinline__ void wait_for_copies() {
#ifdef __CUDACC__
  asm volatile("cp.async.wait_all;" ::);
#endif
}

}  // namespace pyra::cuda
