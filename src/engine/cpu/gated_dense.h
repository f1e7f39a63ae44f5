// fc1 of an MLP with a gate, in f32 or bf16: the product, then its halves multiplied row by row.
#pragma once

#include "engine/cpu/dense_step.h"
#include "engine/cpu/split_product.h"

namespace pyra {

class GatedDense final : public DenseStep {
 public:
  GatedDense(const Dense& dense, std::int64_t rows, int parts, Activation activation);

  void run(const Activations& input, const Activations& to, const StepScratch& scratch) const override;
  double macs() const override { return product_.macs(); }
  std::size_t scratch_bytes() const override { return product_.scratch_bytes(); }
  std::size_t sums() const override { return static_cast<std::size_t>(rows_ * 2 * width_); }

 private:
  /// Rows first .. first + count - 1 of the product's to those of the output.
  void open(const void* product, std::int64_t first, std::int64_t count, void* to) const;

  const Dense& dense_;
  SplitProduct product_;
  std::int64_t rows_, width_;
  Activation activation_;
};

}  // namespace pyra
