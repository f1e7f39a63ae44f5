#include "pictures/transform/normalize_rows.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace pyra {

#if defined(__x86_64__)
namespace {

/// x / divisor, from reciprocal = 1 / divisor rounded: the remainder of the first guess corrects it.
__attribute__((target("avx2,fma"))) inline __m256 divide(__m256 x, __m256 divisor, __m256 reciprocal) {
  const __m256 guess = _mm256_mul_ps(x, reciprocal);
  return _mm256_fmadd_ps(_mm256_fnmadd_ps(guess, divisor, x), reciprocal, guess);
}

/// Channel `c` of 16 pixels in three vectors of 16 bytes.
__attribute__((target("avx2,fma"))) inline __m128i channel_of(const __m128i rgb[3], int c) {
  alignas(16) static constexpr std::int8_t kPick[3][3][16] = {
      {{0, 3, 6, 9, 12, 15, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
       {-1, -1, -1, -1, -1, -1, 2, 5, 8, 11, 14, -1, -1, -1, -1, -1},
       {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1, 4, 7, 10, 13}},
      {{1, 4, 7, 10, 13, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
       {-1, -1, -1, -1, -1, 0, 3, 6, 9, 12, 15, -1, -1, -1, -1, -1},
       {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 2, 5, 8, 11, 14}},
      {{2, 5, 8, 11, 14, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
       {-1, -1, -1, -1, -1, 1, 4, 7, 10, 13, -1, -1, -1, -1, -1, -1},
       {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0, 3, 6, 9, 12, 15}}};
  __m128i picked = _mm_setzero_si128();
  for (int part = 0; part < 3; ++part) {
    const __m128i pick = _mm_load_si128(reinterpret_cast<const __m128i*>(kPick[c][part]));
    picked = _mm_or_si128(picked, _mm_shuffle_epi8(rgb[part], pick));
  }
  return picked;
}

__attribute__((target("avx2,fma"))) std::int64_t normalize_avx2(const std::uint8_t* rgb, std::int64_t count,
                                                                const NormalizeConstants& k,
                                                                std::int64_t plane, float* chw) {
  const __m256 full = _mm256_set1_ps(255), per_full = _mm256_set1_ps(1.0F / 255.0F);
  std::int64_t i = 0;
  for (; i + 16 <= count; i += 16) {
    __m128i pixels[3];
    for (int part = 0; part < 3; ++part)
      pixels[part] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(rgb + 3 * i + 16 * part));
    for (int c = 0; c < 3; ++c) {
      const __m128i bytes = channel_of(pixels, c);
      const __m256 mean = _mm256_set1_ps(k.mean[c]), std = _mm256_set1_ps(k.std[c]),
                   per_std = _mm256_set1_ps(1.0F / k.std[c]);
      const __m256 low = _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(bytes));
      const __m256 high = _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(_mm_unpackhi_epi64(bytes, bytes)));
      float* to = chw + c * plane + i;
      _mm256_storeu_ps(to, divide(_mm256_sub_ps(divide(low, full, per_full), mean), std, per_std));
      _mm256_storeu_ps(to + 8, divide(_mm256_sub_ps(divide(high, full, per_full), mean), std, per_std));
    }
  }
  return i;
}

}  // namespace

bool normalizes_by_vectors(Isa isa) { return isa >= Isa::avx2; }

std::int64_t normalize_pixels(const std::uint8_t* rgb, std::int64_t count,
                              const NormalizeConstants& constants, std::int64_t plane, float* chw) {
  return normalize_avx2(rgb, count, constants, plane, chw);
}

#else

bool normalizes_by_vectors(Isa) { return false; }

std::int64_t normalize_pixels(const std::uint8_t*, std::int64_t, const NormalizeConstants&, std::int64_t,
                              float*) {
  return 0;
}

#endif

}  // namespace pyra
