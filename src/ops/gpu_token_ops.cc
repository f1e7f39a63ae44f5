#include "ops/gpu_token_ops.h"

#include "ops/augmented_attention.h"
#include "ops/gpu_dropout_op.h"
#include "ops/gpu_merge_op.h"
#include "pyra/error.h"

namespace pyra {
namespace {

const float* weight_of(const at::Tensor& weight) {
  return weight.defined() ? weight.const_data_ptr<float>() : nullptr;
}

}  // namespace

at::Tensor GpuTokenOps::attention(const at::Tensor& qkv, const at::Tensor& log_size, std::int64_t heads,
                                  std::int64_t queries, const at::Tensor& turns) const {
  if (turns.defined())
    throw InputError("rotary positions (RoPE) are not trained on a GPU yet; train on the CPU",
                     code::kDeviceUnable);
  return augmented_attention(qkv, log_size, heads, queries);
}

Match GpuTokenOps::match(const at::Tensor& metric, std::int64_t prefix, std::int64_t rate) const {
  return matched(metric, {}, prefix, rate);
}

Match GpuTokenOps::matched(const at::Tensor& metric, const at::Tensor& weight, std::int64_t prefix,
                           std::int64_t rate) const {
  const GpuTokens tokens{metric.size(0), metric.size(1), metric.size(2), prefix, rate};
  const auto options = metric.options().dtype(at::kInt);
  const Match match{at::empty({tokens.pictures, rate}, options), at::empty({tokens.pictures, rate}, options),
                    at::empty({tokens.pictures, tokens.tokens}, options), tokens.tokens - rate};
  const at::Tensor scratch = bytes_like(metric, kernels_.match_scratch(tokens));
  kernels_.match(
      metric.const_data_ptr<float>(), weight_of(weight), tokens,
      {match.source.mutable_data_ptr<std::int32_t>(), match.destination.mutable_data_ptr<std::int32_t>(),
       match.row.mutable_data_ptr<std::int32_t>()},
      scratch.mutable_data_ptr(), stream_of(metric));
  return match;
}

Routes GpuTokenOps::route_by_heed(const at::Tensor& x, const at::Tensor& attention, const at::Tensor& size,
                                  std::int64_t prefix, std::int64_t rate) const {
  const GpuTokens tokens{x.size(0), x.size(1), x.size(2), prefix, rate};
  const at::Tensor heeded =
      attention.nan_to_num(0, 0, 0).clamp_min(0);  // what is no number counts as nothing
  const Match match = matched(x, heeded.pow(1.0 / 3), prefix, rate);
  Routes routes{match.row, at::empty_like(heeded),
                at::empty({tokens.pictures, match.rows_out}, heeded.options())};
  const at::Tensor log_size = at::empty_like(routes.size);
  kernels_.heed_shares(heeded.const_data_ptr<float>(), weight_of(size),
                       match.row.const_data_ptr<std::int32_t>(), tokens,
                       routes.share.mutable_data_ptr<float>(), routes.size.mutable_data_ptr<float>(),
                       log_size.mutable_data_ptr<float>(), stream_of(x));
  return routes;
}

at::Tensor GpuTokenOps::segment_sum(const at::Tensor& input, const at::Tensor& segment,
                                    const at::Tensor& weight, std::int64_t segments) const {
  const at::Tensor values = input.to(at::kFloat).contiguous();
  const GpuRows rows{values.size(0), values.size(1), segments, values.size(2)};
  at::Tensor output = at::empty({rows.pictures, segments, rows.channels}, values.options());
  kernels_.segment_sum(values.const_data_ptr<float>(), segment.const_data_ptr<std::int32_t>(),
                       weight_of(weight), rows, output.mutable_data_ptr<float>(), stream_of(values));
  return output;
}

at::Tensor GpuTokenOps::gather_rows(const at::Tensor& input, const at::Tensor& index,
                                    const at::Tensor& weight) const {
  const at::Tensor values = input.to(at::kFloat).contiguous();
  const GpuRows rows{values.size(0), index.size(1), values.size(1), values.size(2)};
  at::Tensor output = at::empty({rows.pictures, rows.rows, rows.channels}, values.options());
  kernels_.gather_rows(values.const_data_ptr<float>(), index.const_data_ptr<std::int32_t>(),
                       weight_of(weight), rows, output.mutable_data_ptr<float>(), stream_of(values));
  return output;
}

Merged GpuTokenOps::merge(const at::Tensor& x, const at::Tensor& size, const Match& match,
                          const ModulationWeights& weights) const {
  return gpu_merge(*this, x, size, match, weights);
}

at::Tensor GpuTokenOps::dropout(const at::Tensor& x, double probability, const Draws& draws) const {
  return gpu_dropout(*this, x, probability, draws);
}

}  // namespace pyra
