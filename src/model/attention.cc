#include "model/attention.h"

namespace pyra {

Attention::Attention(std::unique_ptr<Projection> qkv, std::int64_t dim, std::int64_t heads)
    : qkv_(std::move(qkv)), proj_(Linear::zeros(dim, dim)), heads_(heads) {}

Attention::Output Attention::forward(const at::Tensor& x, const at::Tensor& size, std::int64_t rows,
                                     const Pass& pass) const {
  const std::int64_t batch = x.size(0), tokens = x.size(1), dim = x.size(2);
  const auto qkv = qkv_->forward(x, pass).view({batch, tokens, 3, heads_, dim / heads_}).permute({2, 0, 3, 1, 4});
  const at::Tensor q = qkv[0].narrow(2, 0, rows), k = qkv[1], v = qkv[2];  // [B, H, rows | N, D]
  std::optional<at::Tensor> bias;  // [B, 1, 1, N], broadcast: the fused kernel never stores [B, H, N, N]
  if (size.defined()) bias = size.log().view({batch, 1, 1, tokens});
  const at::Tensor mixed = at::scaled_dot_product_attention(q, k, v, bias);
  return {proj_(mixed.transpose(1, 2).reshape({batch, rows, dim})), k.detach()};
}

void Attention::fold() { qkv_ = std::make_unique<PlainProjection>(qkv_->fold()); }

void Attention::collect(ParameterList& list, const std::string& name) const {
  qkv_->collect(list, name);
  proj_.collect(list, name + ".proj", Role::backbone);
}

}  // namespace pyra
