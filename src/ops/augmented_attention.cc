#include "ops/augmented_attention.h"

#include <cmath>
#include <optional>

namespace pyra {
namespace {

constexpr std::int64_t kMultiple = 8;

/// [B, 1, N, 2]: the bias over the scale, in two parts.
at::Tensor bias_channels(const at::Tensor& log_size, double scale, at::ScalarType type) {
  const at::Tensor bias = (log_size / scale).to(at::kFloat), high = bias.to(type),
                   low = (bias - high.to(at::kFloat)).to(type);
  return at::stack({high, low}, -1).unsqueeze(1);
}

/// [B, H, N, D + width] with `channels` [B or 1, 1, N or 1, <= width] and zeros behind them beside x.
at::Tensor widened(const at::Tensor& x, const at::Tensor& channels, std::int64_t width) {
  std::vector<at::Tensor> parts{x};
  std::vector<std::int64_t> shape = x.sizes().vec();
  std::int64_t filled = 0;
  if (channels.defined()) {
    shape.back() = filled = channels.size(-1);
    parts.push_back(channels.expand(shape));
  }
  shape.back() = width - filled;
  if (shape.back() > 0) parts.push_back(at::zeros(shape, x.options().requires_grad(false)));
  return at::cat(parts, -1);
}

}  // namespace

at::Tensor augmented_attention(const at::Tensor& qkv, const at::Tensor& log_size, std::int64_t heads,
                               std::int64_t queries) {
  const std::int64_t batch = qkv.size(0), tokens = qkv.size(1), dim = qkv.size(2) / 3, head_dim = dim / heads;
  const double scale = 1 / std::sqrt(static_cast<double>(head_dim));
  const at::Tensor parts =
      qkv.view({batch, tokens, 3, heads, head_dim}).permute({2, 0, 3, 1, 4});  // [3, B, H, N, D]
  at::Tensor q = parts[0].narrow(2, 0, queries), k = parts[1], v = parts[2];
  if (log_size.defined()) {
    const std::int64_t width = (head_dim + 2 + kMultiple - 1) / kMultiple * kMultiple - head_dim;
    q = widened(q, at::ones({1, 1, 1, 2}, q.options().requires_grad(false)), width);
    k = widened(k, bias_channels(log_size, scale, k.scalar_type()), width);
    v = widened(v, at::Tensor(), width);
  }
  const at::Tensor mixed = at::scaled_dot_product_attention(q, k, v, std::nullopt, 0.0, false, scale);
  return mixed.narrow(3, 0, head_dim).transpose(1, 2).reshape({batch, queries, dim});
}

}  // namespace pyra
