#include "model/block.h"

#include "ops/activate.h"
#include "ops/frozen_mlp_op.h"

namespace pyra {

Block::Block(const VitConfig& config, BlockParts parts, double drop_path)
    : norm1_(LayerNorm::identity(config.dim, config.norm_eps)),
      norm2_(LayerNorm::identity(config.dim, config.norm_eps)),
      attention_(std::move(parts.projection), config.dim, config.heads),
      fc1_(Linear::zeros(config.dim, config.mlp_dim)),
      fc2_(Linear::zeros(config.mlp_dim, config.dim)),
      reducer_(std::move(parts.reducer)),
      bottleneck_(std::move(parts.bottleneck)),
      drop_path_(drop_path),
      activation_(config.activation) {
  if (config.layer_scale) {
    scale1_ = at::ones({config.dim});
    scale2_ = at::ones({config.dim});
  }
}

at::Tensor Block::attend(const TokenState& state, std::int64_t rows, const Pass& pass,
                         AttentionView* view) const {
  auto [branch, k, q] = attention_.forward(Normed{state.x, norm1_}, state.size, rows, pass);
  if (view != nullptr) *view = {k, q, state.size};
  if (scale1_.defined()) branch = branch * scale1_;
  return add_branch(state.x.narrow(1, 0, rows), branch, drop_path_, pass);
}

at::Tensor Block::mlp(const Normed& x) const {
  if (x.fuses_with(fc1_) && fc2_.packed)
    return frozen_mlp(x.x, {x.norm.frozen(), fc1_.packed, fc2_.packed, activation_});
  return fc2_(activate(fc1_(x.value()), activation_));
}

TokenState Block::feed_forward(TokenState state, const Pass& pass) const {
  const Normed input{state.x, norm2_};
  at::Tensor branch = mlp(input);
  if (scale2_.defined()) branch = branch * scale2_;
  Branch out = bottleneck_->forward({pyra::drop_path(branch, drop_path_, pass), state.carried}, input, pass);
  state.x = state.x + out.x;
  state.carried = std::move(out.carried);
  return state;
}

TokenState Block::forward(TokenState state, std::int64_t rate, const Pass& pass) const {
  AttentionView view;
  state.x = attend(state, state.x.size(1), pass, &view);
  state = reducer_->reduce(std::move(state), view, rate);
  return feed_forward(std::move(state), pass);
}

at::Tensor Block::forward_prefix(const TokenState& state, const Pass& pass) const {
  TokenState prefix = state;
  prefix.x = attend(state, state.prefix, pass, nullptr);
  if (state.carried.defined()) prefix.carried = state.carried.narrow(1, 0, state.prefix);
  return feed_forward(std::move(prefix), pass).x;
}

void Block::pack(Element element) {
  attention_.pack(element);
  fc1_.pack(element);
  fc2_.pack(element);
}

void Block::unpack() {
  attention_.unpack();
  fc1_.unpack();
  fc2_.unpack();
}

void Block::collect(ParameterList& list, const std::string& name) const {
  norm1_.collect(list, name + ".norm1", Role::backbone);
  attention_.collect(list, name + ".attn");
  if (scale1_.defined()) list.push_back({name + ".ls1.gamma", scale1_, Role::backbone});
  norm2_.collect(list, name + ".norm2", Role::backbone);
  fc1_.collect(list, name + ".mlp.fc1", Role::backbone);
  fc2_.collect(list, name + ".mlp.fc2", Role::backbone);
  if (scale2_.defined()) list.push_back({name + ".ls2.gamma", scale2_, Role::backbone});
  bottleneck_->collect(list, name);
  reducer_->collect(list, name);
}

}  // namespace pyra
