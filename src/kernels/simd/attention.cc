#include "kernels/simd/attention_forward.h"
#include "kernels/simd/table.h"

namespace pyra::PYRA_ISA {

void attention_f32(const AttentionHead<float>& head, const AttentionShape& shape, float* out, int64_t out_row,
                   float* scratch) {
  attention_forward(head, shape, out, out_row, scratch);
}

}  // namespace pyra::PYRA_ISA
