#include "base/memory/padding.h"
#include "kernels/attention.h"
#include "kernels/kernel_table.h"

namespace pyra {

std::int64_t attention_backward_scratch(const AttentionShape& shape) {
  constexpr std::int64_t kBlock = 96;  // no kernel takes more queries at a time
  const std::int64_t width = padded(shape.keys), depth = padded(shape.head_dim);
  return 5 * width * depth + 3 * kBlock * depth + 2 * kBlock * width + width;
}

template <>
void attention_backward(const AttentionHead<float>& head, const AttentionShape& shape,
                        const float* out_gradient, std::int64_t out_row,
                        const AttentionGradient<float>& gradient, float* scratch) {
  kernels().attention_backward_f32(head, shape, out_gradient, out_row, gradient, scratch);
}

template <>
void attention_backward(const AttentionHead<Bf16>& head, const AttentionShape& shape,
                        const Bf16* out_gradient, std::int64_t out_row,
                        const AttentionGradient<Bf16>& gradient, float* scratch) {
  kernels().attention_backward_bf16(head, shape, out_gradient, out_row, gradient, scratch);
}

}  // namespace pyra
