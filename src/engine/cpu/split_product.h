// One product in parts, each a call of its own: what a team shares.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>

#include "kernels/matmul.h"

namespace pyra {

/// Of many rows each part has some; of few rows and a large weight each has some columns, so that no two read
/// the same weights.
class SplitProduct {
 public:
  /// For so many threads.
  SplitProduct(const PackedWeight& weight, Product::Setting setting, int threads);

  std::int64_t parts() const { return parts_; }
  bool by_columns() const { return grain_ > 0; }
  /// By rows: those of a part.
  std::int64_t first_row(std::int64_t part) const { return first(part); }
  std::int64_t rows_of(std::int64_t part) const { return first(part + 1) - first(part); }
  /// By columns: those of a part.
  std::int64_t first_column(std::int64_t part) const { return first(part) * grain_; }
  std::int64_t columns_of(std::int64_t part) const { return first_column(part + 1) - first_column(part); }
  /// See Product::run(); input and output are those of all rows.
  void run(std::int64_t part, const PackedWeight& weight, const void* input, const float* bias, void* output,
           void* scratch) const;
  /// For each thread.
  std::size_t scratch_bytes() const;
  /// By columns: to [rows, columns_of(part)] alone, nothing added; the bias is that of all columns.
  void run_alone(std::int64_t part, const PackedWeight& weight, const void* input, const float* bias,
                 void* to, void* scratch) const;
  std::size_t scratch_bytes_alone() const;
  double macs() const { return macs_; }
  std::string implementation() const { return large_.implementation(); }

 private:
  SplitProduct(const PackedWeight& weight, const Product::Setting& setting, int threads, std::int64_t grain);
  /// Of a part in units: rows, or groups of columns.
  std::int64_t first(std::int64_t part) const {
    return part * (units_ / parts_) + std::min(part, units_ % parts_);
  }
  void run_columns(std::int64_t part, const PackedWeight& weight, const void* input, const float* bias,
                   std::byte* output, std::byte* scratch) const;

  Product::Setting setting_;
  std::int64_t parts_, grain_, units_;
  std::size_t input_row_, output_row_;  // bytes
  double macs_;
  Product large_, small_;  // of one unit more, and the others; the same where all are equal
};

}  // namespace pyra
