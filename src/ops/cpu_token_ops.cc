#include "ops/cpu_token_ops.h"

#include "ops/attention_op.h"
#include "ops/cpu_merge_op.h"
#include "ops/for_pictures.h"
#include "ops/segment_sum_op.h"
#include "reducers/shared/segment_sum.h"
#include "reducers/tome/match_tokens.h"

namespace pyra {
namespace {

const float* weight_of(const at::Tensor& weight, std::int64_t picture, std::int64_t rows) {
  return weight.defined() ? weight.const_data_ptr<float>() + picture * rows : nullptr;
}

}  // namespace

at::Tensor CpuTokenOps::attention(const at::Tensor& qkv, const at::Tensor& log_size, std::int64_t heads,
                                  std::int64_t queries, const at::Tensor& turns) const {
  return cpu_attention(qkv, log_size, heads, queries, turns);
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
  return cpu_merge(x, size, match, weights);
}

at::Tensor CpuTokenOps::dropout(const at::Tensor& x, double probability, const Draws& draws) const {
  return x *
         at::empty(x.sizes(), x.options()).bernoulli_(1 - probability, draws.random).div_(1 - probability);
}

}  // namespace pyra
