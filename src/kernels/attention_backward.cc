#include "kernels/attention_scratch.h"
#include "kernels/kernel_table.h"

namespace pyra {

std::int64_t attention_backward_scratch(const AttentionShape& shape) {
  const std::size_t bytes = measured<AttentionBackwardScratch>(shape, kWidestLanes, kBackwardBlock);
  return static_cast<std::int64_t>(bytes / sizeof(float));
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
