// kernels/dropout.h. Every lane hashes its element's number; unsigned arithmetic wraps as it should.
#include "kernels/dropout.h"

#include "kernels/simd/table.h"
#include "kernels/simd/vector.h"

namespace pyra::PYRA_ISA {
namespace {

typedef uint32_t Bits __attribute__((vector_size(kLanes * 4)));

/// A bijection of 32 bits in which every bit of the input moves half the bits of the output (two
/// multiplications and three shifts, with constants from Chris Wellons' search for the least biased ones).
PYRA_INLINE Bits scramble(Bits x) {
  x ^= x >> 16;
  x *= 0x7feb352dU;
  x ^= x >> 15;
  x *= 0x846ca68bU;
  return x ^ (x >> 16);
}

}  // namespace

void dropout(const float* from, int64_t first, int64_t count, const DropoutSetting& setting, float* to) {
  const auto low = static_cast<uint32_t>(setting.seed), high = static_cast<uint32_t>(setting.seed >> 32);
  const auto limit = static_cast<uint32_t>(setting.probability * 4294967296.0);
  const float scale = 1.0F / (1.0F - setting.probability);
  Bits number;
  for (int lane = 0; lane < kLanes; ++lane)
    number[lane] = static_cast<uint32_t>(first) + static_cast<uint32_t>(lane);
  for (int64_t i = 0; i < count; i += kLanes, number += kLanes) {
    const Bits drawn = scramble(scramble(number + low) ^ high);
    const int64_t lanes = count - i < kLanes ? count - i : kLanes;
    const Vector x = lanes == kLanes ? load(from + i) : load_part(from + i, lanes);
    const Vector kept = drawn >= limit ? x * scale : Vector{};
    lanes == kLanes ? store(to + i, kept) : store_part(to + i, kept, lanes);
  }
}

}  // namespace pyra::PYRA_ISA
