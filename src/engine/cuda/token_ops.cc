#include "engine/cuda/token_ops.h"

#include <cuda_bf16.h>

#include "engine/cuda/enter.h"
#include "kernels/cuda/dropout.h"
#include "reducers/heed/cuda/heed.h"
#include "reducers/shared/cuda/segment_sum.h"
#include "reducers/tome/cuda/merge_backward.h"

namespace pyra::cuda {
namespace {

MatchBatch match_batch(const GpuTokens& t) { return {t.pictures, t.tokens, 1, t.channels, t.prefix, t.rate}; }
MergeBatch merge_batch(const GpuTokens& t) { return {t.pictures, t.tokens, t.channels, t.rate}; }
Matching matching_of(const GpuMatching& m) { return {m.source, m.destination, m.row}; }
Modulation modulation_of(const GpuModulation& m) {
  return {m.w_r, m.w_d, m.norm_weight, m.norm_bias, m.ranks, m.eps};
}

class TokenOps final : public CudaTokenOps {
 public:
  void match(const float* metric, const float* weight, const GpuTokens& tokens, const GpuMatching& to,
             void* scratch, GpuStream on) const override {
    match_tokens(metric, tokens.channels, weight, match_batch(tokens), matching_of(to), scratch, enter(on));
  }
  std::size_t match_scratch(const GpuTokens& tokens) const override {
    return cuda::match_scratch(match_batch(tokens));
  }
  void merge(const float* x, const float* size, const GpuMatching& matching, const GpuTokens& tokens,
             const GpuModulation& modulation, float* merged, float* merged_size, void* scratch,
             GpuStream on) const override {
    const Modulation weights = modulation_of(modulation);
    merge_tokens(x, size, matching_of(matching), merge_batch(tokens), weights.ranks > 0 ? &weights : nullptr,
                 merged, merged_size, nullptr, scratch, enter(on));
  }
  std::size_t merge_scratch(const GpuTokens& tokens) const override {
    return cuda::merge_scratch(merge_batch(tokens));
  }
  void merge_backward(const float* x, const float* size, const GpuMatching& matching, const GpuTokens& tokens,
                      const GpuModulation& modulation, const float* merged_size, const float* merged_gradient,
                      const GpuMergeGradient& to, void* scratch, GpuStream on) const override {
    const Modulation weights = modulation_of(modulation);
    merge_tokens_backward(x, size, matching_of(matching), merge_batch(tokens),
                          weights.ranks > 0 ? &weights : nullptr, merged_size, merged_gradient,
                          {to.x, to.w_r, to.w_d, to.norm_weight, to.norm_bias}, scratch, enter(on));
  }
  std::size_t merge_backward_scratch(const GpuTokens& tokens) const override {
    return cuda::merge_backward_scratch(merge_batch(tokens));
  }
  void heed_shares(const float* attention, const float* size, const std::int32_t* row,
                   const GpuTokens& tokens, float* share, float* merged_size, float* log_size,
                   GpuStream on) const override {
    cuda::heed_shares(attention, size, row, {tokens.pictures, tokens.tokens, 1, tokens.channels, tokens.rate},
                      share, merged_size, log_size, enter(on));
  }
  void segment_sum(const float* input, const std::int32_t* segment, const float* weight, const GpuRows& rows,
                   float* output, GpuStream on) const override {
    cuda::segment_sum(input, segment, weight, {rows.pictures, rows.rows, rows.segments, rows.channels},
                      output, enter(on));
  }
  void gather_rows(const float* input, const std::int32_t* index, const float* weight, const GpuRows& rows,
                   float* output, GpuStream on) const override {
    cuda::gather_rows(input, index, weight, {rows.pictures, rows.rows, rows.segments, rows.channels}, output,
                      enter(on));
  }
  void dropout(const void* x, GpuElement element, std::int64_t count, const GpuDropout& draw, void* to,
               GpuStream on) const override {
    if (element == GpuElement::bf16) return drop<__nv_bfloat16>(x, count, draw, to, on);
    drop<float>(x, count, draw, to, on);
  }

 private:
  template <typename T>
  static void drop(const void* x, std::int64_t count, const GpuDropout& draw, void* to, GpuStream on) {
    cuda::dropout(static_cast<const T*>(x), count, {draw.seed, draw.step_seed, draw.probability},
                  static_cast<T*>(to), enter(on));
  }
};

}  // namespace

const CudaTokenOps& token_ops() {
  static const TokenOps ops;
  return ops;
}

}  // namespace pyra::cuda
