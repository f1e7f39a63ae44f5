// The CPU's kernels over a batch.
#pragma once

#include "ops/token_ops.h"

namespace pyra {

class CpuTokenOps final : public TokenOps {
 public:
  at::Tensor attention(const at::Tensor& qkv, const at::Tensor& log_size, std::int64_t heads,
                       std::int64_t queries, const at::Tensor& turns) const override;
  Match match(const at::Tensor& metric, std::int64_t prefix, std::int64_t rate) const override;
  Routes route_by_heed(const at::Tensor& x, const at::Tensor& attention, const at::Tensor& size,
                       std::int64_t prefix, std::int64_t rate) const override;
  at::Tensor segment_sum(const at::Tensor& input, const at::Tensor& segment, const at::Tensor& weight,
                         std::int64_t segments) const override;
  at::Tensor gather_rows(const at::Tensor& input, const at::Tensor& index,
                         const at::Tensor& weight) const override;
  Merged merge(const at::Tensor& x, const at::Tensor& size, const Match& match,
               const ModulationWeights& weights) const override;
  at::Tensor dropout(const at::Tensor& x, double probability, const Draws& draws) const override;
};

}  // namespace pyra
