// Cosine similarities of one picture's tokens, for the rules that join tokens.
#pragma once

#include <cstdint>

#include "base/memory/carver.h"
#include "reducers/shared/routing.h"

namespace pyra {

/// metric [N, D] rows first .. N - 1, of which each rule compares some with all.
struct Similarities {
  std::int64_t first, count, channels;  // prefix tokens before `first` are never compared

  /// Of all tokens that are no prefix.
  Similarities(std::int64_t metric_channels, const RouteShape& shape)
      : first(shape.prefix), count(shape.tokens - shape.prefix), channels(metric_channels) {}
  /// Floats from one row of similarities to the next.
  std::int64_t row() const { return padded(count); }
};

/// The tokens' rows divided by their norms; a row that is zero or not finite is similar to nothing (0).
struct UnitRows {
  float* rows;        // [count, channels]
  float* transposed;  // [channels, row()]

  static UnitRows cut(Carver& from, const Similarities& shape) {
    return {.rows = from.take<float>(shape.count * shape.channels),
            .transposed = from.take<float>(shape.channels * shape.row())};
  }
};

void make_unit_rows(const float* metric, const Similarities& shape, const UnitRows& unit);
/// to [count, row()]: similarities of all to all, in the order of positions.
void similarities_of_all(const Similarities& shape, const UnitRows& unit, float* to);
/// to [rows, row()]: those of tokens[0 .. rows - 1] (positions in the picture) to all. gathered: rows *
/// channels floats.
void similarities_of(const std::int32_t* tokens, std::int64_t rows, const Similarities& shape,
                     const UnitRows& unit, float* gathered, float* to);

}  // namespace pyra
