#include "ops/match_op.h"

#include "ops/token_ops.h"
#include "pyra/error.h"

namespace pyra {

at::Tensor Match::source_row() const { return row.gather(1, source.to(at::kLong)); }

Match match_tokens(const at::Tensor& metric, std::int64_t prefix, std::int64_t rate) {
  const at::Tensor values = metric.detach().to(at::kFloat).contiguous();
  const std::int64_t tokens = values.size(1);
  if (rate < 0 || rate > (tokens - prefix) / 2) {
    throw InputError("cannot remove " + std::to_string(rate) + " of " + std::to_string(tokens) + " tokens (" +
                     std::to_string(prefix) + " of them prefix); at most " +
                     std::to_string((tokens - prefix) / 2));
  }
  return token_ops(values).match(values, prefix, rate);
}

}  // namespace pyra
