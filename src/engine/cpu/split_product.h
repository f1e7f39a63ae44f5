// One product in parts of its rows, each a call of its own: what a team shares.
#pragma once

#include <algorithm>

#include "kernels/matmul.h"

namespace pyra {

class SplitProduct {
 public:
  /// At most `parts`, none of fewer than four rows unless there are no more.
  SplitProduct(const PackedWeight& weight, Product::Setting setting, int parts)
      : rows_(setting.rows),
        parts_(std::clamp<std::int64_t>(setting.rows / kFewestRows, 1, parts)),
        input_row_(static_cast<std::size_t>(weight.inner()) * element_size(weight.element())),
        output_row_(static_cast<std::size_t>(weight.columns()) * element_size(setting.output)),
        tall_(weight, with_rows(setting, (rows_ + parts_ - 1) / parts_)),
        low_(rows_ % parts_ == 0 ? tall_ : Product(weight, with_rows(setting, rows_ / parts_))) {}

  std::int64_t parts() const { return parts_; }
  std::int64_t first_row(std::int64_t part) const {
    return part * (rows_ / parts_) + std::min(part, rows_ % parts_);
  }
  std::int64_t rows_of(std::int64_t part) const { return first_row(part + 1) - first_row(part); }
  /// See Product::run(); input and output are those of all rows.
  void run(std::int64_t part, const PackedWeight& weight, const void* input, const float* bias, void* output,
           void* scratch) const {
    const auto first = static_cast<std::size_t>(first_row(part));
    (part < rows_ % parts_ ? tall_ : low_)
        .run(weight, static_cast<const std::byte*>(input) + first * input_row_, bias,
             static_cast<std::byte*>(output) + first * output_row_, scratch);
  }
  /// For each thread.
  std::size_t scratch_bytes() const { return std::max(tall_.scratch_bytes(), low_.scratch_bytes()); }
  double macs() const {
    return tall_.macs() / static_cast<double>((rows_ + parts_ - 1) / parts_) * static_cast<double>(rows_);
  }
  std::string implementation() const { return tall_.implementation(); }

 private:
  static constexpr std::int64_t kFewestRows = 4;
  static Product::Setting with_rows(Product::Setting setting, std::int64_t rows) {
    setting.rows = rows;
    return setting;
  }

  std::int64_t rows_, parts_;
  std::size_t input_row_, output_row_;  // bytes
  Product tall_, low_;                  // of one row more, and the others; the same where all are equal
};

}  // namespace pyra
