// The GPU's kernels over tensors.
#pragma once

#include <functional>

#include "engine/cuda_token_ops.h"
#include "ops/token_ops.h"

namespace pyra {

/// Scratch memory where `tensor` is.
inline at::Tensor bytes_like(const at::Tensor& tensor, std::size_t bytes) {
  return at::empty({static_cast<std::int64_t>(bytes)}, tensor.options().dtype(at::kByte));
}

class GpuTokenOps final : public TokenOps {
 public:
  /// stream_of: where the work on a tensor is queued.
  GpuTokenOps(const CudaTokenOps& kernels, std::function<GpuStream(const at::Tensor&)> stream_of)
      : kernels_(kernels), stream_of_(std::move(stream_of)) {}

  at::Tensor attention(const at::Tensor& qkv, const at::Tensor& log_size, std::int64_t heads,
                       std::int64_t queries, const at::Tensor& turns) const override;
  Match match(const at::Tensor& metric, std::int64_t prefix, std::int64_t rate) const override;
  Routes route_by_heed(const at::Tensor& x, const at::Tensor& attention, const at::Tensor& size,
                       std::int64_t prefix, std::int64_t rate) const override;
  at::Tensor segment_sum(const at::Tensor& input, const at::Tensor& segment, const at::Tensor& weight,
                         std::int64_t segments) const override;
  at::Tensor gather_rows(const at::Tensor& input, const at::Tensor& index,
                         const at::Tensor& weight) const override;
  /// One kernel forward (two with the weights of modulation), two more backward.
  Merged merge(const at::Tensor& x, const at::Tensor& size, const Match& match,
               const ModulationWeights& weights) const override;
  /// One kernel, and one more backward, which draws the mask again.
  at::Tensor dropout(const at::Tensor& x, double probability, const Draws& draws) const override;

  const CudaTokenOps& kernels() const { return kernels_; }
  GpuStream stream_of(const at::Tensor& tensor) const { return stream_of_(tensor); }

 private:
  Match matched(const at::Tensor& metric, const at::Tensor& weight, std::int64_t prefix,
                std::int64_t rate) const;

  const CudaTokenOps& kernels_;
  std::function<GpuStream(const at::Tensor&)> stream_of_;
};

}  // namespace pyra
