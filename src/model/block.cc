#include "model/block.h"

#include "architecture/positions/rotary.h"
#include "ops/turns_op.h"

namespace pyra {

Block::Block(const VitConfig& config, BlockParts parts, double drop_path)
    : norm1_(LayerNorm::identity(config.dim, config.norm_eps)),
      norm2_(LayerNorm::identity(config.dim, config.norm_eps)),
      attention_(std::move(parts.projection), config.dim, config.heads),
      mlp_(config),
      reducer_(std::move(parts.reducer)),
      bottleneck_(std::move(parts.bottleneck)),
      drop_path_(drop_path) {
  class_token_ = config.class_token;
  if (config.rotary) frequencies_ = at::tensor(rotary_frequencies(config));
  if (config.layer_scale) {
    scale1_ = at::ones({config.dim});
    scale2_ = at::ones({config.dim});
  }
}

at::Tensor Block::attend(const TokenState& state, std::int64_t rows, const Pass& pass,
                         AttentionView* view) const {
  const at::Tensor turns = state.place.defined() ? make_turns(state.place, frequencies_) : at::Tensor();
  auto [branch, k, q] = attention_.forward(Normed{state.x, norm1_}, state.size, turns, rows, pass);
  if (view != nullptr) *view = {k, q.select(2, 0), state.size, turns, class_token_ ? at::Tensor() : q};
  if (scale1_.defined()) branch = branch * scale1_;
  return add_branch(state.x.narrow(1, 0, rows), branch, drop_path_, pass);
}

TokenState Block::feed_forward(TokenState state, const Pass& pass) const {
  const Normed input{state.x, norm2_};
  at::Tensor branch = mlp_.forward(input);
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
  mlp_.pack(element);
}

void Block::unpack() {
  attention_.unpack();
  mlp_.unpack();
}

void Block::collect(ParameterList& list, const std::string& name) const {
  norm1_.collect(list, name + ".norm1", Role::backbone);
  attention_.collect(list, name + ".attn");
  if (scale1_.defined()) list.push_back({name + ".ls1.gamma", scale1_, Role::backbone});
  norm2_.collect(list, name + ".norm2", Role::backbone);
  mlp_.collect(list, name + ".mlp");
  if (scale2_.defined()) list.push_back({name + ".ls2.gamma", scale2_, Role::backbone});
  bottleneck_->collect(list, name);
  reducer_->collect(list, name);
}

}  // namespace pyra
