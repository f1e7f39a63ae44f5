// kernels/quantise.h.
#include "kernels/quantise.h"

#include "kernels/activations/types.h"
#include "kernels/simd/lanes.h"
#include "kernels/simd/round_row.h"
#include "kernels/simd/scaled_sums.h"
#include "kernels/simd/table.h"

namespace pyra::PYRA_ISA {
namespace {

template <typename T>
PYRA_INLINE void values_to(const ScaledSums& p, T* to, int64_t to_row) {
  for (int64_t i = 0; i < p.rows; ++i) {
    for_values(p, i, [&](int64_t c, Vector value, int64_t lanes) {
      store_lanes(to + i * to_row + c, value, lanes);
    });
  }
}

template <typename Of>
PYRA_INLINE void values_through(const ScaledSums& p, int8_t* to, float* scale, float* row_scratch,
                                int32_t offset) {
  for (int64_t i = 0; i < p.rows; ++i) {
    Vector largest{};
    for_values(p, i, [&](int64_t c, Vector value, int64_t lanes) {
      const Vector activated = Of::template of<Lanes>(value);
      store_lanes(row_scratch + c, activated, lanes);
      largest = maximum(
          largest, lanes == kLanes ? magnitude(activated) : magnitude(load_part(row_scratch + c, lanes)));
    });
    scale[i] = round_row(row_scratch, max_lanes(largest), p.columns, to + i * p.columns, offset);
  }
}

}  // namespace

void quantise_rows_f32(const float* from, int64_t rows, int64_t columns, int8_t* to, float* scale,
                       int32_t offset) {
  for (int64_t i = 0; i < rows; ++i) {
    const float* row = from + i * columns;
    scale[i] = round_row(row, largest_magnitude(row, columns), columns, to + i * columns, offset);
  }
}

void quantise_rows_bf16(const Bf16* from, int64_t rows, int64_t columns, int8_t* to, float* scale,
                        int32_t offset) {
  for (int64_t i = 0; i < rows; ++i) {
    const Bf16* row = from + i * columns;
    scale[i] = round_row(row, largest_magnitude(row, columns), columns, to + i * columns, offset);
  }
}

void dequantise_f32(const ScaledSums& p, float* to, int64_t to_row) { values_to(p, to, to_row); }
void dequantise_bf16(const ScaledSums& p, Bf16* to, int64_t to_row) { values_to(p, to, to_row); }

void dequantise_add(const ScaledSums& p, float* to, int64_t to_row) {
  for (int64_t i = 0; i < p.rows; ++i) {
    float* row = to + i * to_row;
    for_values(p, i, [&](int64_t c, Vector value, int64_t lanes) {
      store_lanes(row + c, value + (lanes == kLanes ? load(row + c) : load_part(row + c, lanes)), lanes);
    });
  }
}

void dequantise_activated(const ScaledSums& p, Activation activation, int8_t* to, float* scale,
                          float* row_scratch, int32_t offset) {
  Activations::one(activation,
                   [&]<typename Of>(Of) { values_through<Of>(p, to, scale, row_scratch, offset); });
}

}  // namespace pyra::PYRA_ISA
