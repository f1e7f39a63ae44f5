#include "model/vit.h"

#include <ATen/core/grad_mode.h>

#include <sstream>

#include "architecture/positions/rotary.h"
#include "model/autocast.h"
#include "model/checkpointed.h"
#include "pyra/error.h"

namespace pyra {
namespace {

at::Tensor average_patches(const TokenState& state) {
  const std::int64_t patches = state.x.size(1) - state.prefix;
  const at::Tensor x = state.x.narrow(1, state.prefix, patches);
  if (!state.size.defined()) return x.mean(1);
  const at::Tensor size = state.size.narrow(1, state.prefix, patches).unsqueeze(-1);
  return (x * size).sum(1) / size.sum(1);
}

}  // namespace

Vit::Vit(const VitConfig& config, const MakeParts& make_parts, double drop_path,
         std::vector<std::int64_t> rates)
    : config_(config), rates_(std::move(rates)), embedding_(config) {
  rates_.resize(static_cast<std::size_t>(config.depth), 0);
  for (std::int64_t i = 0; i < config.depth; ++i) {
    const double rate =
        config.depth > 1 ? drop_path * static_cast<double>(i) / static_cast<double>(config.depth - 1) : 0;
    blocks_.emplace_back(config, make_parts(i), rate);
  }
  if (config.rotary) places_ = at::tensor(rotary_places(config)).view({1, config.tokens(), 2});
  if (config.norm_pre) norm_pre_ = LayerNorm::identity(config.dim, config.norm_eps);
  if (config.final_norm) norm_ = LayerNorm::identity(config.dim, config.norm_eps);
  if (config.fc_norm) fc_norm_ = LayerNorm::identity(config.dim, config.norm_eps);
  if (config.pooling == Pooling::attention) pool_.emplace(config);
  if (config.projection > 0)
    projection_ = Linear::zeros(config.pooled(), config.projection, config.projection_bias);
  if (config.pre_logits > 0) pre_logits_ = Linear::zeros(config.dim, config.pre_logits);
  if (config.classes > 0) {
    head_ = Linear::zeros(config.features(), config.classes);
    if (config.distilled) head_distilled_ = Linear::zeros(config.dim, config.classes);
  }
}

Vit::Output Vit::forward(const at::Tensor& images, const std::vector<std::int64_t>& rates,
                         const Pass& pass) const {
  const std::vector<std::int64_t> wanted{images.size(0), 3, config_.image_height, config_.image_width};
  if (images.dim() != 4 || images.sizes() != at::IntArrayRef(wanted)) {
    std::ostringstream given;
    given << images.sizes();
    throw InputError("images of shape " + given.str() + "; this model reads [B, 3, " +
                     std::to_string(config_.image_height) + ", " + std::to_string(config_.image_width) + "]");
  }
  const Autocast autocast(images.device().type(), pass.autocast);
  Output output = forward_tokens(images, rates, pass);
  output.logits = output.logits.to(at::kFloat);
  return output;
}

Vit::Output Vit::forward_tokens(const at::Tensor& images, const std::vector<std::int64_t>& rates,
                                const Pass& pass) const {
  TokenState state;
  state.prefix = config_.prefix_tokens();
  state.x = embedding_.forward(images);
  state.place = places_;
  if (norm_pre_.weight.defined()) state.x = norm_pre_(state.x);
  if (pass.follow_tokens) {
    state.source =
        at::arange(config_.tokens(), images.options().dtype(at::kInt)).expand({images.size(0), -1});
  }
  const bool prefix_suffices = config_.pooling == Pooling::class_token && !pass.follow_tokens;
  const std::size_t whole_blocks = blocks_.size() - (prefix_suffices ? 1 : 0);
  const bool checkpointing = pass.checkpointing && !pass.follow_tokens && at::GradMode::is_enabled();
  for (std::size_t i = 0; i < whole_blocks; ++i) {
    state = checkpointing ? checkpointed(blocks_[i], std::move(state), rates[i], pass)
                          : blocks_[i].forward(std::move(state), rates[i], pass);
  }
  if (prefix_suffices) state.x = blocks_.back().forward_prefix(state, pass);
  if (norm_.weight.defined()) state.x = norm_(state.x);

  at::Tensor features = pool(state);
  if (fc_norm_.weight.defined()) features = fc_norm_(features);
  if (config_.distilled) {
    at::Tensor first = features.select(1, 0), second = features.select(1, 1);
    if (head_.weight.defined()) std::tie(first, second) = std::tuple(head_(first), head_distilled_(second));
    return {(first + second) / 2, state.source};
  }
  if (pre_logits_.weight.defined()) features = pre_logits_(features).tanh();
  if (projection_.weight.defined()) features = projection_(features);
  if (config_.normalized) features = features / features.norm(2, {-1}, true).clamp_min(1e-12);
  return {head_.weight.defined() ? head_(features) : features, state.source};
}

at::Tensor Vit::pool(const TokenState& state) const {
  if (config_.distilled) return state.x.narrow(1, 0, 2);
  if (pool_) return pool_->forward(state);
  if (config_.pooling == Pooling::class_token) return state.x.select(1, 0);
  const at::Tensor average = average_patches(state);
  return config_.pooling == Pooling::average ? average : at::cat({state.x.select(1, 0), average}, 1);
}

void Vit::fold() {
  const at::NoGradGuard no_grad;
  for (Block& block : blocks_) block.fold();
  unpack();
}

void Vit::pack(Element element) {
  const at::NoGradGuard no_grad;
  embedding_.pack(element);
  for (Block& block : blocks_) block.pack(element);
}

void Vit::unpack() {
  const at::NoGradGuard no_grad;
  embedding_.unpack();
  for (Block& block : blocks_) block.unpack();
}

ParameterList Vit::parameters() const {
  ParameterList list;
  embedding_.collect(list);
  if (norm_pre_.weight.defined()) norm_pre_.collect(list, "norm_pre", Role::backbone);
  for (std::size_t i = 0; i < blocks_.size(); ++i) blocks_[i].collect(list, "blocks." + std::to_string(i));
  if (norm_.weight.defined()) norm_.collect(list, "norm", Role::backbone);
  if (pool_) pool_->collect(list);
  if (fc_norm_.weight.defined()) fc_norm_.collect(list, "fc_norm", Role::backbone);
  if (pre_logits_.weight.defined()) pre_logits_.collect(list, "pre_logits.fc", Role::backbone);
  if (projection_.weight.defined()) projection_.collect(list, "projection", Role::head);
  if (head_.weight.defined()) head_.collect(list, "head", Role::head);
  if (head_distilled_.weight.defined()) head_distilled_.collect(list, "head_dist", Role::head);
  return list;
}

}  // namespace pyra
