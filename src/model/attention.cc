#include "model/attention.h"

#include "ops/attention_op.h"

namespace pyra {

Attention::Attention(std::unique_ptr<Projection> qkv, std::int64_t dim, std::int64_t heads)
    : qkv_(std::move(qkv)), proj_(Linear::zeros(dim, dim)), heads_(heads) {}

Attention::Output Attention::forward(const Normed& x, const at::Tensor& size, const at::Tensor& turns,
                                     std::int64_t rows, const Pass& pass) const {
  const at::Tensor qkv = qkv_->forward(x, pass);
  const at::Tensor mixed = attention(qkv, size.defined() ? size.log() : size, heads_, rows, turns);
  const std::int64_t batch = qkv.size(0), tokens = qkv.size(1), dim = qkv.size(2) / 3;
  const at::Tensor seen = qkv.detach().view({batch, tokens, 3, heads_, dim / heads_});
  return {proj_(mixed), seen.select(2, 1).transpose(1, 2), seen.select(2, 0).transpose(1, 2)};
}

void Attention::fold() { qkv_ = std::make_unique<PlainProjection>(qkv_->fold()); }

void Attention::pack(Element element) {
  qkv_->pack(element);
  proj_.pack(element);
}

void Attention::unpack() {
  qkv_->unpack();
  proj_.unpack();
}

void Attention::collect(ParameterList& list, const std::string& name) const {
  qkv_->collect(list, name);
  proj_.collect(list, name + ".proj", Role::backbone);
}

}  // namespace pyra
