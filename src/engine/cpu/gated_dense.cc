#include "engine/cpu/gated_dense.h"

#include <algorithm>

#include "kernels/gate.h"

namespace pyra {

GatedDense::GatedDense(const Dense& dense, std::int64_t rows, int parts, Activation activation)
    : dense_(dense),
      product_(dense.weight, {rows, dense.weight.element(), true, Epilogue::none}, parts),
      rows_(rows),
      width_(dense.weight.columns() / 2),
      activation_(activation) {}

void GatedDense::open(const void* product, std::int64_t first, std::int64_t count, void* to) const {
  const auto rows = [&]<typename T>(const T* z, T* into) {
    gate(activation_, z + 2 * first * width_, {count, width_}, into + first * width_);
  };
  if (dense_.weight.element() == Element::bf16)
    rows(static_cast<const Bf16*>(product), static_cast<Bf16*>(to));
  else
    rows(static_cast<const float*>(product), static_cast<float*>(to));
}

void GatedDense::run(const Activations& input, const Activations& to, const StepScratch& scratch) const {
  void* product = scratch.sums;
  scratch.team->for_each(product_.parts(), [&](std::int64_t part, int thread) {
    product_.run(part, dense_.weight, input.values, dense_.bias.data(), product, scratch.library_of(thread));
    if (!product_.by_columns()) open(product, product_.first_row(part), product_.rows_of(part), to.values);
  });
  if (!product_.by_columns()) return;
  // A row has its gate from one part and what it lets through from another: all have to be there.
  const std::int64_t each = (rows_ + product_.parts() - 1) / product_.parts();
  scratch.team->for_each(product_.parts(), [&](std::int64_t part, int) {
    const std::int64_t first = std::min(rows_, part * each);
    open(product, first, std::min(rows_ - first, each), to.values);
  });
}

}  // namespace pyra
