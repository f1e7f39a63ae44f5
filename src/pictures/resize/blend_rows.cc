#include "pictures/resize/blend_rows.h"

#include <algorithm>

#include "pictures/resize/resample.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace pyra {
namespace {

constexpr std::int32_t kHalf = 1 << (kWeightBits - 1);

#if defined(__x86_64__)
/// Blends Vectors * 8 bytes, the sums held in registers.
template <int Vectors>
__attribute__((target("avx2"))) inline void blend_chunk(const std::uint8_t* rows, std::ptrdiff_t stride,
                                                        const std::int32_t* weights, std::int64_t taps,
                                                        std::uint8_t* output) {
  __m256i sums[Vectors];
  for (int v = 0; v < Vectors; ++v) sums[v] = _mm256_set1_epi32(kHalf);
  for (std::int64_t k = 0; k < taps; ++k, rows += stride) {
    const __m256i weight = _mm256_set1_epi32(weights[k]);
    for (int v = 0; v < Vectors; ++v) {
      const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(rows + 8 * v));
      sums[v] = _mm256_add_epi32(sums[v], _mm256_mullo_epi32(_mm256_cvtepu8_epi32(bytes), weight));
    }
  }
  for (int v = 0; v < Vectors; ++v) {
    const __m256i value = _mm256_srai_epi32(sums[v], kWeightBits);
    // Both packs saturate, which is the clamp to 0..255.
    const __m128i words = _mm_packs_epi32(_mm256_castsi256_si128(value), _mm256_extracti128_si256(value, 1));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(output + 8 * v), _mm_packus_epi16(words, words));
  }
}

__attribute__((target("avx2"))) void blend_rows_avx2(const std::uint8_t* rows, std::ptrdiff_t stride,
                                                     const std::int32_t* weights, std::int64_t taps,
                                                     std::int64_t count, std::uint8_t* output) {
  std::int64_t i = 0;
  for (; i + 48 <= count; i += 48) blend_chunk<6>(rows + i, stride, weights, taps, output + i);
  for (; i + 8 <= count; i += 8) blend_chunk<1>(rows + i, stride, weights, taps, output + i);
  if (i < count) blend_rows_portable(rows + i, stride, weights, taps, count - i, output + i);
}
#endif

}  // namespace

void blend_rows_portable(const std::uint8_t* rows, std::ptrdiff_t stride, const std::int32_t* weights,
                         std::int64_t taps, std::int64_t count, std::uint8_t* output) {
  constexpr std::int64_t kChunk = 48;
  for (std::int64_t i = 0; i < count; i += kChunk) {
    const std::int64_t width = std::min(kChunk, count - i);
    std::int32_t sums[kChunk];
    std::fill_n(sums, kChunk, kHalf);
    for (std::int64_t k = 0; k < taps; ++k) {
      const std::uint8_t* row = rows + k * stride + i;
      for (std::int64_t j = 0; j < width; ++j) sums[j] += weights[k] * row[j];
    }
    for (std::int64_t j = 0; j < width; ++j) {
      output[i + j] = static_cast<std::uint8_t>(std::clamp(sums[j] >> kWeightBits, 0, 255));
    }
  }
}

BlendRows blend_rows_of([[maybe_unused]] Isa isa) {
#if defined(__x86_64__)
  if (isa >= Isa::avx2) return blend_rows_avx2;
#endif
  return blend_rows_portable;
}

BlendRows best_blend_rows() { return blend_rows_of(chosen_isa()); }

}  // namespace pyra
