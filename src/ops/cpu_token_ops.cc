#include "ops/cpu_token_ops.h"

#include "ops/attention_op.h"
#include "ops/for_pictures.h"
#include "ops/segment_sum_op.h"
#include "reducers/shared/segment_sum.h"
#include "reducers/tome/match_tokens.h"

namespace pyra {
namespace {

const float* weight_of(const at::Tensor& weight, std::int64_t picture, std::int64_t rows) {
  return weight.defined() ? weight.const_data_ptr<float>() + picture * rows : nullptr;
}

Merged plain_merge(const at::Tensor& x, const at::Tensor& size, const Match& match) {
  const at::Tensor merged_size = at::zeros({size.size(0), match.rows_out}, size.options())
                                     .scatter_add_(1, match.row.to(at::kLong), size);
  // Each token's share of its row, so that one pass does both the weighting and the division.
  const at::Tensor share = size / merged_size.gather(1, match.row.to(at::kLong));
  return {pyra::segment_sum(x, match.row, share, match.rows_out), merged_size};
}

}  // namespace

at::Tensor CpuTokenOps::attention(const at::Tensor& qkv, const at::Tensor& log_size, std::int64_t heads,
                                  std::int64_t queries) const {
  return cpu_attention(qkv, log_size, heads, queries);
}

Match CpuTokenOps::match(const at::Tensor& metric, std::int64_t prefix, std::int64_t rate) const {
  const std::int64_t batch = metric.size(0), tokens = metric.size(1), channels = metric.size(2);
  const auto options = metric.options().dtype(at::kInt);
  Match match{at::empty({batch, rate}, options), at::empty({batch, rate}, options),
              at::empty({batch, tokens}, options), tokens - rate};
  auto* source = match.source.mutable_data_ptr<std::int32_t>();
  auto* destination = match.destination.mutable_data_ptr<std::int32_t>();
  auto* row = match.row.mutable_data_ptr<std::int32_t>();
  const auto* data = metric.const_data_ptr<float>();
  const MatchShape shape{tokens, channels, prefix, rate};
  for_pictures(batch, match_scratch(shape), [&](std::int64_t b, void* scratch) {
    match_tokens(data + b * tokens * channels, shape, source + b * rate, destination + b * rate,
                 row + b * tokens, scratch);
  });
  return match;
}

at::Tensor CpuTokenOps::segment_sum(const at::Tensor& input, const at::Tensor& segment,
                                    const at::Tensor& weight, std::int64_t segments) const {
  const at::Tensor values = input.contiguous();
  const std::int64_t batch = values.size(0), rows = values.size(1), channels = values.size(2);
  at::Tensor output = at::empty({batch, segments, channels}, values.options());
  const auto* from = values.const_data_ptr<float>();
  const auto* where = segment.const_data_ptr<std::int32_t>();
  auto* to = output.mutable_data_ptr<float>();
  for_pictures(batch, [&](std::int64_t b) {
    pyra::segment_sum(from + b * rows * channels, where + b * rows, weight_of(weight, b, rows), rows,
                      segments, channels, to + b * segments * channels);
  });
  return output;
}

at::Tensor CpuTokenOps::gather_rows(const at::Tensor& input, const at::Tensor& index,
                                    const at::Tensor& weight) const {
  const at::Tensor values = input.contiguous();
  const std::int64_t batch = values.size(0), rows_in = values.size(1), channels = values.size(2);
  const std::int64_t rows = index.size(1);
  at::Tensor output = at::empty({batch, rows, channels}, values.options());
  const auto* from = values.const_data_ptr<float>();
  const auto* where = index.const_data_ptr<std::int32_t>();
  auto* to = output.mutable_data_ptr<float>();
  for_pictures(batch, [&](std::int64_t b) {
    pyra::gather_rows(from + b * rows_in * channels, where + b * rows, weight_of(weight, b, rows), rows,
                      channels, to + b * rows * channels);
  });
  return output;
}

Merged CpuTokenOps::merge(const at::Tensor& x, const at::Tensor& size, const Match& match,
                          const ModulationWeights& weights) const {
  if (!weights.w_r.defined()) return plain_merge(x, size, match);
  const std::int64_t ranks = weights.w_r.size(0), channels = x.size(2);
  const at::Tensor source = match.source.narrow(1, 0, ranks),
                   destination = match.destination.narrow(1, 0, ranks);
  const auto weighted = [&](const at::Tensor& index) {
    return pyra::gather_rows(x, index, size.gather(1, index.to(at::kLong)));
  };
  const at::Tensor src = weighted(source);
  const at::Tensor m = at::layer_norm(src + weighted(destination), {channels}, weights.norm_weight,
                                      weights.norm_bias, weights.eps);               // [B, R, C]
  const at::Tensor w_c = 2 * at::matmul(weights.w_r.unsqueeze(0), m).sigmoid();      // [B, 1, C]
  const at::Tensor w_t = 2 * at::matmul(m, weights.w_d.unsqueeze(1)).sigmoid() - 1;  // [B, R, 1]
  Merged merged = plain_merge(x, size, match);
  // The merge is linear in the tokens, so what modulation adds joins the merged rows, divided by their size.
  const at::Tensor row = match.source_row().narrow(1, 0, ranks).contiguous(),
                   share = merged.size.gather(1, row.to(at::kLong)).reciprocal();
  merged.x = merged.x + pyra::segment_sum(src * w_c * w_t, row, share, match.rows_out);
  return merged;
}

at::Tensor CpuTokenOps::dropout(const at::Tensor& x, double probability, const Draws& draws) const {
  return x *
         at::empty(x.sizes(), x.options()).bernoulli_(1 - probability, draws.random).div_(1 - probability);
}

}  // namespace pyra
