// What merging on the CPU reads, as the kernels take it.
#pragma once

#include "ops/token_ops.h"
#include "reducers/pyra/modulate_tokens.h"

namespace pyra {

/// All contiguous. Without ranks w_r is empty, and nothing is modulated.
struct MergeInputs {
  at::Tensor w_r, w_d, norm_weight, norm_bias;  // float32
  at::Tensor size;                              // [B, N] float32
  at::Tensor source, destination, row;          // Match
  double eps;

  std::int64_t ranks() const { return w_r.numel(); }
  std::int64_t pictures() const { return row.size(0); }
  std::int64_t tokens() const { return row.size(1); }
  std::int64_t rate() const { return source.size(1); }
  MatchedTokens match(std::int64_t picture) const {
    return {source.const_data_ptr<std::int32_t>() + picture * rate(),
            destination.const_data_ptr<std::int32_t>() + picture * rate(),
            row.const_data_ptr<std::int32_t>() + picture * tokens()};
  }
  const float* sizes(std::int64_t picture) const { return size.const_data_ptr<float>() + picture * tokens(); }
  Modulation modulation() const {
    return {w_r.const_data_ptr<float>(),
            w_d.const_data_ptr<float>(),
            norm_weight.const_data_ptr<float>(),
            norm_bias.const_data_ptr<float>(),
            ranks(),
            static_cast<float>(eps)};
  }
};

}  // namespace pyra
