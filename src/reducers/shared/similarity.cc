#include "reducers/shared/similarity.h"

#include <algorithm>
#include <cmath>

#include "kernels/small_product.h"

namespace pyra {

void prepare_similarities(const float* metric, const Similarities& shape, float* scratch) {
  float* transposed = scratch + shape.row() * shape.channels;
  std::fill_n(transposed, shape.channels * shape.row(), 0.0F);
  for (std::int64_t i = 0; i < shape.count; ++i) {
    const float* from = metric + (shape.first + i) * shape.channels;
    float* to = scratch + i * shape.channels;
    double squares = 0;
    for (std::int64_t d = 0; d < shape.channels; ++d)
      squares += static_cast<double>(from[d]) * static_cast<double>(from[d]);
    const double norm = std::sqrt(squares);
    const bool usable = norm > 0 && std::isfinite(norm);
    for (std::int64_t d = 0; d < shape.channels; ++d) {
      to[d] = usable ? static_cast<float>(from[d] / norm) : 0.0F;
      transposed[d * shape.row() + i] = to[d];
    }
  }
}

void similarities_of(const std::int32_t* tokens, std::int64_t rows, const Similarities& shape,
                     const float* prepared, float* gathered, float* to) {
  const float* from = prepared;
  if (tokens != nullptr) {
    for (std::int64_t r = 0; r < rows; ++r) {
      std::copy_n(prepared + (tokens[r] - shape.first) * shape.channels, shape.channels,
                  gathered + r * shape.channels);
    }
    from = gathered;
  }
  small_product({from, shape.channels, 1}, prepared + shape.row() * shape.channels, shape.row(),
                {rows, shape.channels, shape.row()}, false, to, shape.row());
}

}  // namespace pyra
