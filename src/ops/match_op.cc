#include "ops/match_op.h"

#include <ATen/Parallel.h>

#include "kernels/match_tokens.h"
#include "pyra/error.h"

namespace pyra {

at::Tensor Match::source_row() const { return row.gather(1, source.to(at::kLong)); }

Match match_tokens(const at::Tensor& metric, std::int64_t prefix, std::int64_t rate) {
  const at::Tensor values = metric.detach().to(at::kFloat).contiguous();
  const std::int64_t batch = values.size(0), tokens = values.size(1), channels = values.size(2);
  if (rate < 0 || rate > (tokens - prefix) / 2) {
    throw InputError("cannot remove " + std::to_string(rate) + " of " + std::to_string(tokens) + " tokens (" +
                     std::to_string(prefix) + " of them prefix); at most " + std::to_string((tokens - prefix) / 2));
  }
  const auto options = at::TensorOptions().dtype(at::kInt);
  Match match{at::empty({batch, rate}, options), at::empty({batch, rate}, options),
              at::empty({batch, tokens}, options), tokens - rate};
  auto* source = match.source.mutable_data_ptr<std::int32_t>();
  auto* destination = match.destination.mutable_data_ptr<std::int32_t>();
  auto* row = match.row.mutable_data_ptr<std::int32_t>();
  const auto* data = values.const_data_ptr<float>();
  at::parallel_for(0, batch, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t b = begin; b < end; ++b) {
      match_tokens(data + b * tokens * channels, {tokens, channels, prefix, rate}, source + b * rate,
                   destination + b * rate, row + b * tokens);
    }
  });
  return match;
}

}  // namespace pyra
