#include "pictures/resize/turn_strip.h"

#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace pyra {
namespace {

#if defined(__x86_64__)
/// Four rows of four pixels, three bytes each at the front of a vector, to four columns of four pixels.
__attribute__((target("sse4.1"))) inline void transpose_pixels(__m128i square[4]) {
  const __m128i spread = _mm_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1);
  const __m128i gather = _mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1);
  for (int i = 0; i < 4; ++i) square[i] = _mm_shuffle_epi8(square[i], spread);
  const __m128i low01 = _mm_unpacklo_epi32(square[0], square[1]),
                high01 = _mm_unpackhi_epi32(square[0], square[1]);
  const __m128i low23 = _mm_unpacklo_epi32(square[2], square[3]),
                high23 = _mm_unpackhi_epi32(square[2], square[3]);
  square[0] = _mm_unpacklo_epi64(low01, low23);
  square[1] = _mm_unpackhi_epi64(low01, low23);
  square[2] = _mm_unpacklo_epi64(high01, high23);
  square[3] = _mm_unpackhi_epi64(high01, high23);
  for (int i = 0; i < 4; ++i) square[i] = _mm_shuffle_epi8(square[i], gather);
}

__attribute__((target("sse4.1"))) inline void store_twelve(std::uint8_t* to, __m128i bytes) {
  _mm_storel_epi64(reinterpret_cast<__m128i*>(to), bytes);
  const int last = _mm_extract_epi32(bytes, 2);
  std::memcpy(to + 8, &last, 4);
}

/// Full strips only; returns how many columns are done, which leaves out those whose 16-byte loads would
/// leave the row.
__attribute__((target("sse4.1"))) std::int64_t turn_strip_sse4(const std::uint8_t* pixels,
                                                               std::ptrdiff_t stride, std::int64_t width,
                                                               std::uint8_t* strip) {
  std::int64_t x = 0;
  for (; x + 6 <= width; x += 4) {
    for (int row = 0; row < kStripRows; row += 4) {
      __m128i square[4];
      for (int i = 0; i < 4; ++i) {
        square[i] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(pixels + (row + i) * stride + 3 * x));
      }
      transpose_pixels(square);
      for (int i = 0; i < 4; ++i) store_twelve(strip + (x + i) * kStripColumn + 3 * row, square[i]);
    }
  }
  return x;
}

__attribute__((target("sse4.1"))) std::int64_t turn_back_sse4(const std::uint8_t* strip, std::int64_t width,
                                                              std::uint8_t* pixels) {
  std::int64_t x = 0;
  for (; x + 4 <= width; x += 4) {
    for (int row = 0; row < kStripRows; row += 4) {
      __m128i square[4];
      for (int i = 0; i < 4; ++i) {
        square[i] =
            _mm_loadu_si128(reinterpret_cast<const __m128i*>(strip + (x + i) * kStripColumn + 3 * row));
      }
      transpose_pixels(square);
      for (int i = 0; i < 4; ++i) store_twelve(pixels + 3 * ((row + i) * width + x), square[i]);
    }
  }
  return x;
}
#endif

}  // namespace

void turn_strip(const std::uint8_t* pixels, std::ptrdiff_t stride, std::int64_t width, std::int64_t rows,
                std::uint8_t* strip, [[maybe_unused]] Isa isa) {
  std::int64_t done = 0;
#if defined(__x86_64__)
  if (rows == kStripRows && isa >= Isa::avx2) done = turn_strip_sse4(pixels, stride, width, strip);
#endif
  turn_strip_portable(pixels + 3 * done, stride, width - done, rows, strip + done * kStripColumn);
}

void turn_back(const std::uint8_t* strip, std::int64_t width, std::int64_t rows, std::uint8_t* pixels,
               [[maybe_unused]] Isa isa) {
  std::int64_t done = 0;
#if defined(__x86_64__)
  if (rows == kStripRows && isa >= Isa::avx2) done = turn_back_sse4(strip, width, pixels);
#endif
  turn_back_portable(strip + done * kStripColumn, width - done, rows, pixels + 3 * done, 3 * width);
}

void turn_strip_portable(const std::uint8_t* pixels, std::ptrdiff_t stride, std::int64_t width,
                         std::int64_t rows, std::uint8_t* strip) {
  for (std::int64_t r = 0; r < rows; ++r) {
    for (std::int64_t x = 0; x < width; ++x)
      std::memcpy(strip + x * kStripColumn + 3 * r, pixels + r * stride + 3 * x, 3);
  }
}

void turn_back_portable(const std::uint8_t* strip, std::int64_t width, std::int64_t rows,
                        std::uint8_t* pixels, std::ptrdiff_t stride) {
  for (std::int64_t r = 0; r < rows; ++r) {
    for (std::int64_t x = 0; x < width; ++x)
      std::memcpy(pixels + r * stride + 3 * x, strip + x * kStripColumn + 3 * r, 3);
  }
}

}  // namespace pyra
