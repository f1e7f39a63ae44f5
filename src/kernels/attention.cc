#include "kernels/attention.h"

#include "kernels/attention_scratch.h"
#include "kernels/kernel_table.h"

namespace pyra {

std::int64_t attention_scratch(const AttentionShape& shape) {
  return static_cast<std::int64_t>(measured<AttentionScratch>(shape, kWidestLanes) / sizeof(float));
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
