// CUDA's language on the CPU, for tests: the threads of a block are fibers that take turns, blocks follow
// each other, in the order of their numbers or, to find missing barriers, in another
// (PYRA_EMULATION_ORDER=reversed or shuffled). Barriers, shuffles and votes mean what they mean on a GPU;
// speed, memory models and whatever the compiler does are not emulated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <type_traits>

struct dim3 {
  unsigned x = 1, y = 1, z = 1;
  dim3(unsigned width = 1, unsigned height = 1, unsigned depth = 1) : x(width), y(height), z(depth) {}
};
struct CUstream_st;
using cudaStream_t = CUstream_st*;

namespace cuda_emulation {

/// Where the running fiber is.
struct Place {
  dim3 thread, block, block_size, grid_size;
  unsigned lane = 0, warp = 0;
};
const Place& place();

/// Runs `body` once for every thread of the grid. Throws std::logic_error where a barrier waits for threads
/// that never come.
void run_grid(dim3 grid, dim3 block, std::size_t shared_bytes, const std::function<void()>& body);
/// At once, or recorded where the stream captures a graph.
void enqueue(cudaStream_t stream, std::function<void()> work);

unsigned char* dynamic_shared();
void block_barrier();

/// Every lane of the warp gives 16 bytes and may then read those of all 32 until its next exchange.
struct Slot {
  unsigned char bytes[16];
};
const Slot* exchange(const void* bytes, std::size_t count);

template <typename T>
T from_lane(T value, unsigned lane) {
  static_assert(sizeof(T) <= sizeof(Slot) && std::is_trivially_copyable_v<T>);
  T result;
  std::memcpy(&result, exchange(&value, sizeof value)[lane % 32].bytes, sizeof result);
  return result;
}
unsigned ballot(bool vote);

/// As src/kernels/cuda/device_language.h describes them.
void multiply_fragments(float (&d)[4], const std::uint32_t (&a)[4], const std::uint32_t (&b)[2]);
void load_fragments(std::uint32_t (&to)[4], const void* row, bool transposed);
void copy_16_bytes(void* to, const void* from, bool wanted);

/// What the emulated machine has; tests may change it.
struct Machine {
  int devices = 1, major = 9, minor = 0, driver = 13000;
};
Machine& machine();

}  // namespace cuda_emulation
