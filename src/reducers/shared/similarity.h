// Cosine similarities of one picture's tokens, for the rules that join tokens.
#pragma once

#include <cstddef>
#include <cstdint>

namespace pyra {

/// metric [N, D] rows first .. N - 1, of which each rule compares some with all.
struct Similarities {
  std::int64_t first, count, channels;  // prefix tokens before `first` are never compared

  std::int64_t row() const {
    return (count + 15) / 16 * 16;
  }  // floats from one row of similarities to the next
  /// Floats that unit rows (count * channels) and their transpose (channels * row()) take.
  std::int64_t scratch() const { return row() * channels * 2; }
};

/// Unit rows and their transpose into `scratch`; a row that is zero or not finite is similar to nothing (0).
void prepare_similarities(const float* metric, const Similarities& shape, float* scratch);
/// to [rows, row()]: similarities of tokens[0 .. rows - 1] (positions in the picture; null: first, first + 1,
/// ...) to all, in the order of positions. gathered: rows * channels floats, unused where tokens is null.
void similarities_of(const std::int32_t* tokens, std::int64_t rows, const Similarities& shape,
                     const float* prepared, float* gathered, float* to);

}  // namespace pyra
