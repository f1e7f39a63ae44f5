#include "reducers/shared/similarity.h"

#include <algorithm>
#include <cmath>

#include "kernels/small_product.h"

namespace pyra {
namespace {

/// from [rows, channels] times the transposed unit rows.
void compare(const float* from, std::int64_t rows, const Similarities& shape, const UnitRows& unit,
             float* to) {
  small_product({from, shape.channels, 1}, unit.transposed, shape.row(), {rows, shape.channels, shape.row()},
                false, to, shape.row());
}

}  // namespace

void make_unit_rows(const float* metric, const Similarities& shape, const UnitRows& unit) {
  std::fill_n(unit.transposed, shape.channels * shape.row(), 0.0F);
  for (std::int64_t i = 0; i < shape.count; ++i) {
    const float* from = metric + (shape.first + i) * shape.channels;
    float* to = unit.rows + i * shape.channels;
    double squares = 0;
    for (std::int64_t d = 0; d < shape.channels; ++d)
      squares += static_cast<double>(from[d]) * static_cast<double>(from[d]);
    const double norm = std::sqrt(squares);
    const bool usable = norm > 0 && std::isfinite(norm);
    for (std::int64_t d = 0; d < shape.channels; ++d) {
      to[d] = usable ? static_cast<float>(from[d] / norm) : 0.0F;
      unit.transposed[d * shape.row() + i] = to[d];
    }
  }
}

void similarities_of_all(const Similarities& shape, const UnitRows& unit, float* to) {
  compare(unit.rows, shape.count, shape, unit, to);
}

void similarities_of(const std::int32_t* tokens, std::int64_t rows, const Similarities& shape,
                     const UnitRows& unit, float* gathered, float* to) {
  for (std::int64_t r = 0; r < rows; ++r) {
    std::copy_n(unit.rows + (tokens[r] - shape.first) * shape.channels, shape.channels,
                gathered + r * shape.channels);
  }
  compare(gathered, rows, shape, unit, to);
}

}  // namespace pyra
