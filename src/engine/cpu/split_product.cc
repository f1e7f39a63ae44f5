#include "engine/cpu/split_product.h"

#include <algorithm>
#include <cstring>

#include "base/memory/padding.h"

namespace pyra {
namespace {

constexpr std::int64_t kFewestRows = 4;  // worth a part
/// Below so many rows a thread, reading a large weight takes longer than copying columns into their rows.
constexpr std::int64_t kFewRows = 128;
/// A weight that the cache of one core holds is read twice for little.
constexpr std::size_t kLargeWeight = std::size_t{1} << 20;
/// Their results are copied while that cache still has them.
constexpr std::int64_t kColumnsAtOnce = 384;

std::int64_t grain_for(const PackedWeight& weight, std::int64_t rows, int threads) {
  const bool pays = threads > 1 && rows < kFewRows * threads && weight.bytes() > kLargeWeight;
  return pays ? weight.column_grain() : 0;
}

/// As many for every thread.
std::int64_t parts_for(const PackedWeight& weight, int threads, std::int64_t grain) {
  if (grain == 0) return threads;
  const std::int64_t one_round = threads * kColumnsAtOnce;
  return threads * ((weight.columns() + one_round - 1) / one_round);
}

std::int64_t units_of(const PackedWeight& weight, std::int64_t rows, std::int64_t grain) {
  return grain > 0 ? weight.columns() / grain : rows;
}

Product::Setting part_of(Product::Setting setting, std::int64_t units, std::int64_t grain) {
  if (grain == 0) {
    setting.rows = units;
  } else {
    setting.columns = units * grain;
    if (setting.epilogue == Epilogue::add) setting.epilogue = Epilogue::none;  // added when they are copied
  }
  return setting;
}

}  // namespace

SplitProduct::SplitProduct(const PackedWeight& weight, Product::Setting setting, int threads)
    : SplitProduct(weight, setting, threads, grain_for(weight, setting.rows, threads)) {}

SplitProduct::SplitProduct(const PackedWeight& weight, const Product::Setting& setting, int threads,
                           std::int64_t grain)
    : setting_(setting),
      parts_(std::clamp<std::int64_t>(units_of(weight, setting.rows, grain) / (grain > 0 ? 1 : kFewestRows),
                                      1, parts_for(weight, threads, grain))),
      grain_(parts_ > 1 ? grain : 0),
      units_(units_of(weight, setting.rows, grain_)),
      input_row_(static_cast<std::size_t>(weight.inner()) * element_size(weight.element())),
      output_row_(static_cast<std::size_t>(weight.columns()) * element_size(setting.output)),
      macs_(static_cast<double>(setting.rows) * static_cast<double>(weight.inner()) *
            static_cast<double>(weight.columns())),
      large_(weight, part_of(setting, (units_ + parts_ - 1) / parts_, grain_)),
      small_(units_ % parts_ == 0 ? large_ : Product(weight, part_of(setting, units_ / parts_, grain_))) {}

std::size_t SplitProduct::scratch_bytes_alone() const {
  return std::max(large_.scratch_bytes(), small_.scratch_bytes());
}

std::size_t SplitProduct::scratch_bytes() const {
  if (!by_columns()) return scratch_bytes_alone();
  return whole_lines(scratch_bytes_alone()) +
         static_cast<std::size_t>(setting_.rows * columns_of(0)) * element_size(setting_.output);
}

void SplitProduct::run(std::int64_t part, const PackedWeight& weight, const void* input, const float* bias,
                       void* output, void* scratch) const {
  auto* to = static_cast<std::byte*>(output);
  if (by_columns()) return run_columns(part, weight, input, bias, to, static_cast<std::byte*>(scratch));
  const auto row = static_cast<std::size_t>(first_row(part));
  (part < units_ % parts_ ? large_ : small_)
      .run(weight, static_cast<const std::byte*>(input) + row * input_row_, bias, to + row * output_row_,
           scratch);
}

void SplitProduct::run_alone(std::int64_t part, const PackedWeight& weight, const void* input,
                             const float* bias, void* to, void* scratch) const {
  const std::int64_t column = first_column(part);
  (part < units_ % parts_ ? large_ : small_)
      .run(weight, input, bias != nullptr ? bias + column : nullptr, to, scratch, column);
}

void SplitProduct::run_columns(std::int64_t part, const PackedWeight& weight, const void* input,
                               const float* bias, std::byte* output, std::byte* scratch) const {
  const std::int64_t column = first_column(part);
  const std::size_t element = element_size(setting_.output),
                    width = static_cast<std::size_t>(columns_of(part));
  std::byte* own = scratch + whole_lines(scratch_bytes_alone());  // [rows, columns]
  run_alone(part, weight, input, bias, own, scratch);
  for (std::int64_t row = 0; row < setting_.rows; ++row) {
    const std::byte* from = own + static_cast<std::size_t>(row) * width * element;
    std::byte* to =
        output + static_cast<std::size_t>(row) * output_row_ + static_cast<std::size_t>(column) * element;
    if (setting_.epilogue != Epilogue::add) {
      std::memcpy(to, from, width * element);
      continue;
    }
    const auto* sum = reinterpret_cast<const float*>(from);
    auto* residual = reinterpret_cast<float*>(to);
    for (std::size_t c = 0; c < width; ++c) residual[c] += sum[c];
  }
}

}  // namespace pyra
