// The product of int8 weights: oneDNN leaves sums, our epilogue scales each by its token and its channel.
#pragma once

#include "engine/cpu/dense_step.h"
#include "engine/cpu/split_product.h"
#include "kernels/quantise.h"

namespace pyra {

class Int8Dense final : public DenseStep {
 public:
  Int8Dense(const Dense& dense, std::int64_t rows, DenseUse use, Element attention, int parts,
            Activation activation);

  void run(const Activations& input, const Activations& to, const StepScratch& scratch) const override;
  double macs() const override { return product_.macs(); }
  std::size_t scratch_bytes() const override { return product_.scratch_bytes_alone(); }
  std::size_t sums() const override { return static_cast<std::size_t>(rows_ * columns_); }

 private:
  void run_by_rows(const Activations& input, const Activations& to, const StepScratch& scratch) const;
  void run_by_columns(const Activations& input, const Activations& to, const StepScratch& scratch) const;
  /// Of rows first .. first + rows - 1 and some columns, which lie one after another.
  ScaledSums sums_of(const std::int32_t* sums, const Activations& input, std::int64_t first,
                     std::int64_t rows, std::int64_t column, std::int64_t columns) const;
  bool rounds() const { return use_ == DenseUse::product || use_ == DenseUse::gated; }
  /// Where what is rounded again is not wanted: `at` elements into `to`.
  void store(const ScaledSums& sums, const Activations& to, std::int64_t at) const;
  /// The activation of one row whose sums lie part by part.
  void activate_row(std::int64_t row, const Activations& input, const Activations& to,
                    const StepScratch& scratch, float* values) const;

  const Dense& dense_;
  SplitProduct product_;
  std::int64_t rows_, columns_;
  DenseUse use_;
  Element attention_;
  Activation activation_;
};

}  // namespace pyra
