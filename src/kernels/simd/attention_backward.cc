#include "kernels/simd/attention_backward.h"

#include "kernels/simd/table.h"

namespace pyra::PYRA_ISA {

void attention_backward_f32(const AttentionHead<float>& head, const AttentionShape& shape,
                            const float* out_gradient, int64_t out_row,
                            const AttentionGradient<float>& gradient, float* scratch) {
  backward(head, shape, out_gradient, out_row, gradient, scratch);
}

}  // namespace pyra::PYRA_ISA
