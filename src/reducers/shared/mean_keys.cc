#include "reducers/shared/mean_keys.h"

#include "reducers/reducer_table.h"

namespace pyra {

template <>
void mean_keys(const float* k, std::int64_t row, std::int64_t tokens, std::int64_t heads,
               std::int64_t head_dim, float* metric) {
  reducer_kernels().mean_keys_f32(k, row, tokens, heads, head_dim, metric);
}

template <>
void mean_keys(const Bf16* k, std::int64_t row, std::int64_t tokens, std::int64_t heads,
               std::int64_t head_dim, float* metric) {
  reducer_kernels().mean_keys_bf16(k, row, tokens, heads, head_dim, metric);
}

}  // namespace pyra
