#include "ops/gpu_token_ops.h"

#include "ops/augmented_attention.h"
#include "ops/gpu_merge_op.h"

namespace pyra {
namespace {

const float* weight_of(const at::Tensor& weight) { return weight.defined() ? weight.const_data_ptr<float>() : nullptr; }

}  // namespace

at::Tensor GpuTokenOps::attention(const at::Tensor& qkv, const at::Tensor& log_size, std::int64_t heads, std::int64_t queries) const {
  return augmented_attention(qkv, log_size, heads, queries);
}

Match GpuTokenOps::match(const at::Tensor& metric, std::int64_t prefix, std::int64_t rate) const {
  const GpuTokens tokens{metric.size(0), metric.size(1), metric.size(2), prefix, rate};
  const auto options = metric.options().dtype(at::kInt);
  const Match match{at::empty({tokens.pictures, rate}, options), at::empty({tokens.pictures, rate}, options), at::empty({tokens.pictures, tokens.tokens}, options),
                    tokens.tokens - rate};
  const at::Tensor scratch = at::empty({static_cast<std::int64_t>(kernels_.match_scratch(tokens))}, metric.options().dtype(at::kByte));
  kernels_.match(metric.const_data_ptr<float>(), tokens,
                 {match.source.mutable_data_ptr<std::int32_t>(), match.destination.mutable_data_ptr<std::int32_t>(), match.row.mutable_data_ptr<std::int32_t>()},
                 scratch.mutable_data_ptr(), stream_of(metric));
  return match;
}

at::Tensor GpuTokenOps::segment_sum(const at::Tensor& input, const at::Tensor& segment, const at::Tensor& weight, std::int64_t segments) const {
  const at::Tensor values = input.to(at::kFloat).contiguous();
  const GpuRows rows{values.size(0), values.size(1), segments, values.size(2)};
  at::Tensor output = at::empty({rows.pictures, segments, rows.channels}, values.options());
  kernels_.segment_sum(values.const_data_ptr<float>(), segment.const_data_ptr<std::int32_t>(), weight_of(weight), rows, output.mutable_data_ptr<float>(),
                       stream_of(values));
  return output;
}

at::Tensor GpuTokenOps::gather_rows(const at::Tensor& input, const at::Tensor& index, const at::Tensor& weight) const {
  const at::Tensor values = input.to(at::kFloat).contiguous();
  const GpuRows rows{values.size(0), index.size(1), values.size(1), values.size(2)};
  at::Tensor output = at::empty({rows.pictures, rows.rows, rows.channels}, values.options());
  kernels_.gather_rows(values.const_data_ptr<float>(), index.const_data_ptr<std::int32_t>(), weight_of(weight), rows, output.mutable_data_ptr<float>(),
                       stream_of(values));
  return output;
}

Merged GpuTokenOps::merge(const at::Tensor& x, const at::Tensor& size, const Match& match, const ModulationWeights& weights) const {
  return gpu_merge(*this, x, size, match, weights);
}

}  // namespace pyra
