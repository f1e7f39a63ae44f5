#include "ops/match_op.h"

#include "ops/check_rate.h"
#include "ops/token_ops.h"

namespace pyra {

at::Tensor Match::source_row() const { return row.gather(1, source.to(at::kLong)); }

Match match_tokens(const at::Tensor& metric, std::int64_t prefix, std::int64_t rate) {
  const at::Tensor values = metric.detach().to(at::kFloat).contiguous();
  check_rate(values.size(1), prefix, rate);
  return token_ops(values).match(values, prefix, rate);
}

}  // namespace pyra
