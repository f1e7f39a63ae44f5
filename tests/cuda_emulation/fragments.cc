// Tensor-core fragments, by the layouts of the PTX manual.
#include "emulation.h"

namespace cuda_emulation {
namespace {

float of_bf16(std::uint16_t bits) {
  const std::uint32_t wide = static_cast<std::uint32_t>(bits) << 16;
  float value;
  std::memcpy(&value, &wide, sizeof value);
  return value;
}

/// Number `half` of the pair in 32 bits.
float of_pair(std::uint32_t pair, unsigned half) {
  return of_bf16(static_cast<std::uint16_t>(half == 0 ? pair : pair >> 16));
}

}  // namespace

void multiply_fragments(float (&d)[4], const std::uint32_t (&a)[4], const std::uint32_t (&b)[2]) {
  float left[16][16], right[16][8];
  const Slot* slots = exchange(a, sizeof a);
  for (unsigned lane = 0; lane < 32; ++lane) {
    std::uint32_t given[4];
    std::memcpy(given, slots[lane].bytes, sizeof given);
    for (unsigned i = 0; i < 4; ++i) {
      for (unsigned half = 0; half < 2; ++half)
        left[lane / 4 + i % 2 * 8][lane % 4 * 2 + half + i / 2 * 8] = of_pair(given[i], half);
    }
  }
  slots = exchange(b, sizeof b);
  for (unsigned lane = 0; lane < 32; ++lane) {
    std::uint32_t given[2];
    std::memcpy(given, slots[lane].bytes, sizeof given);
    for (unsigned i = 0; i < 2; ++i) {
      for (unsigned half = 0; half < 2; ++half)
        right[lane % 4 * 2 + half + i * 8][lane / 4] = of_pair(given[i], half);
    }
  }
  const unsigned lane = place().lane;
  for (unsigned i = 0; i < 4; ++i) {
    const unsigned row = lane / 4 + i / 2 * 8, column = lane % 4 * 2 + i % 2;
    for (unsigned k = 0; k < 16; ++k) d[i] += left[row][k] * right[k][column];
  }
}

void load_fragments(std::uint32_t (&to)[4], const void* row, bool transposed) {
  const Slot* slots = exchange(&row, sizeof row);
  const unsigned lane = place().lane;
  for (unsigned matrix = 0; matrix < 4; ++matrix) {
    std::uint16_t pair[2];
    for (unsigned half = 0; half < 2; ++half) {
      const unsigned line = transposed ? lane % 4 * 2 + half : lane / 4,
                     column = transposed ? lane / 4 : lane % 4 * 2 + half;
      const std::uint16_t* from;
      std::memcpy(&from, slots[8 * matrix + line].bytes, sizeof from);
      pair[half] = from[column];
    }
    std::memcpy(&to[matrix], pair, sizeof pair);
  }
}

void copy_16_bytes(void* to, const void* from, bool wanted) {
  if (wanted)
    std::memcpy(to, from, 16);
  else
    std::memset(to, 0, 16);
}

}  // namespace cuda_emulation
