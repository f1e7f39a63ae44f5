#include "engine/cpu/int8_dense.h"

#include <algorithm>

#include "kernels/activate.h"
#include "kernels/gate.h"

namespace pyra {
namespace {

// Few enough for their sums to be in the nearest cache, many enough to hide the call.
constexpr std::int64_t kRowsAtOnce = 16;

}  // namespace

Int8Dense::Int8Dense(const Dense& dense, std::int64_t rows, DenseUse use, Element attention, int parts,
                     Activation activation)
    : dense_(dense),
      product_(dense.weight, {rows, Element::s32, false, Epilogue::none}, parts),
      rows_(rows),
      columns_(dense.weight.columns()),
      use_(use),
      attention_(attention),
      activation_(activation) {}

void Int8Dense::run(const Activations& input, const Activations& to, const StepScratch& scratch) const {
  product_.by_columns() ? run_by_columns(input, to, scratch) : run_by_rows(input, to, scratch);
}

void Int8Dense::run_by_rows(const Activations& input, const Activations& to,
                            const StepScratch& scratch) const {
  scratch.team->for_each(product_.parts(), [&](std::int64_t part, int thread) {
    product_.run(part, dense_.weight, input.values, nullptr, scratch.sums, scratch.library_of(thread));
    const std::int64_t end = product_.first_row(part) + product_.rows_of(part);
    for (std::int64_t row = product_.first_row(part); row < end; row += kRowsAtOnce) {
      const std::int64_t at = row * columns_;
      const ScaledSums sums =
          sums_of(scratch.sums + at, input, row, std::min(kRowsAtOnce, end - row), 0, columns_);
      float* const values = scratch.rows + thread * scratch.row_width;
      auto* const rounded = static_cast<std::int8_t*>(to.values);
      if (use_ == DenseUse::product) {
        dequantise_activated(sums, activation_, rounded + at, to.scales + row, values);
      } else if (use_ == DenseUse::gated) {
        dequantise_gated(sums, activation_, rounded + at / 2, to.scales + row, values);
      } else {
        store(sums, to, at);
      }
    }
  });
}

void Int8Dense::run_by_columns(const Activations& input, const Activations& to,
                               const StepScratch& scratch) const {
  scratch.team->for_each(product_.parts(), [&](std::int64_t part, int thread) {
    const std::int64_t column = product_.first_column(part);
    std::int32_t* own = scratch.sums + rows_ * column;
    product_.run_alone(part, dense_.weight, input.values, nullptr, own, scratch.library_of(thread));
    if (!rounds()) store(sums_of(own, input, 0, rows_, column, product_.columns_of(part)), to, column);
  });
  if (!rounds()) return;
  // A row's scale is that of its largest value: all parts have to be there.
  const std::int64_t each = (rows_ + product_.parts() - 1) / product_.parts();
  scratch.team->for_each(product_.parts(), [&](std::int64_t part, int thread) {
    for (std::int64_t row = part * each; row < std::min(rows_, (part + 1) * each); ++row)
      activate_row(row, input, to, scratch, scratch.rows + thread * scratch.row_width);
  });
}

ScaledSums Int8Dense::sums_of(const std::int32_t* sums, const Activations& input, std::int64_t first,
                              std::int64_t rows, std::int64_t column, std::int64_t columns) const {
  return {sums,
          dense_.weight.zero_sums().data() + column,
          input.scales + first,
          dense_.weight.scales().data() + column,
          dense_.bias.data() + column,
          rows,
          columns};
}

void Int8Dense::store(const ScaledSums& sums, const Activations& to, std::int64_t at) const {
  auto* values = static_cast<float*>(to.values) + at;
  if (use_ == DenseUse::residual) {
    dequantise_add(sums, values, columns_);
  } else if (use_ == DenseUse::attention && attention_ == Element::bf16) {
    dequantise(sums, static_cast<Bf16*>(to.values) + at, columns_);
  } else {
    dequantise(sums, values, columns_);
  }
}

void Int8Dense::activate_row(std::int64_t row, const Activations& input, const Activations& to,
                             const StepScratch& scratch, float* values) const {
  for (std::int64_t part = 0; part < product_.parts(); ++part) {
    const std::int64_t column = product_.first_column(part), width = product_.columns_of(part);
    const std::int32_t* sums = scratch.sums + rows_ * column + row * width;
    dequantise(sums_of(sums, input, row, 1, column, width), values + column, columns_);
  }
  const bool gated = use_ == DenseUse::gated;
  const std::int64_t width = gated ? columns_ / 2 : columns_;
  if (gated)
    gate(activation_, values, {1, width}, values);
  else
    activate(activation_, values, columns_, values);
  quantise_rows(values, 1, width, static_cast<std::int8_t*>(to.values) + row * width, to.scales + row);
}

}  // namespace pyra
