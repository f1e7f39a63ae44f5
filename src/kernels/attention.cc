#include "kernels/attention.h"

#include "kernels/kernel_table.h"

namespace pyra {
namespace {

// The widest vectors of any instruction set, in floats; every buffer is padded to them.
constexpr std::int64_t kPadding = 16;
constexpr std::int64_t kBlock = 24;  // no kernel takes more queries at a time

std::int64_t padded(std::int64_t count) { return (count + kPadding - 1) / kPadding * kPadding; }

}  // namespace

std::int64_t attention_scratch(const AttentionShape& shape) {
  const std::int64_t width = padded(shape.keys), depth = padded(shape.head_dim);
  return depth * width + width * depth + 2 * kBlock * depth + kBlock * width + width;
}

template <>
void attention(const AttentionHead<float>& head, const AttentionShape& shape, float* out,
               std::int64_t out_row, float* scratch) {
  kernels().attention_f32(head, shape, out, out_row, scratch);
}

template <>
void attention(const AttentionHead<Bf16>& head, const AttentionShape& shape, Bf16* out, std::int64_t out_row,
               float* scratch) {
  kernels().attention_bf16(head, shape, out, out_row, scratch);
}

}  // namespace pyra
