#include "engine/cpu/prefix_plan.h"

#include <cstring>

#include "engine/cpu/row_ops.h"

namespace pyra {

PrefixPlan::PrefixPlan(const PackedModel::Impl& model, std::int64_t tokens, std::int64_t rate,
                       const PassSetting& pass, Layout& layout)
    : model_(model),
      weights_(model.blocks.back()),
      tokens_(tokens),
      rate_(rate),
      batch_(pass.batch),
      reduction_(make_reduction(model, model.blocks.size() - 1, tokens, rate)),
      query_(make_dense_step(*weights_.query, pass.batch * model.config.prefix_tokens(), DenseUse::attention,
                             model.elements.attention, pass.threads)),
      proj_(make_dense_step(weights_.proj, pass.batch * model.config.prefix_tokens(), DenseUse::residual,
                            model.elements.attention, pass.threads)),
      feed_forward_(model, weights_, pass.batch * model.config.prefix_tokens(), pass.threads) {
  const auto add = [&](const PictureGroups& where, bool shared) {
    if (where.count == 0) return;
    groups_.push_back({where, shared,
                       make_dense_step(*weights_.key_value, where.pictures * tokens, DenseUse::attention,
                                       model.elements.attention, shared ? pass.threads : 1)});
  };
  const Grouping grouping = group_pictures(pass.batch, tokens, pass.threads);
  add(grouping.apart, false);
  add(grouping.together, true);
  const std::size_t bytes =
      static_cast<std::size_t>(batch_ * model.config.prefix_tokens()) * row_bytes(model.elements.attention);
  queries_ = layout.add(bytes);
  mixed_ = layout.add(bytes);
}

void PrefixPlan::add_needs(PassNeeds& of_pass) const {
  const VitConfig& c = model_.config;
  const Element attention = model_.elements.attention, product = model_.elements.product;
  for (const Group& group : groups_) {
    WorkspaceNeeds& needs = group.shared ? of_pass.together : of_pass.apart;
    const auto rows = static_cast<std::size_t>(group.where.pictures * tokens_);
    needs.product(*group.key_value);
    needs.raise(needs.entering, rows * row_bytes(product));
    needs.raise(needs.entering_scales, rows * sizeof(float));
    needs.raise(needs.qkv, 2 * rows * row_bytes(attention));
    needs.raise(needs.log_size, rows * sizeof(float));
    if (model_.rotary)
      needs.raise(needs.turns, rows * static_cast<std::size_t>(c.head_dim()) * sizeof(float));
    needs.raise(needs.row_width, c.dim);
    needs.raise(needs.attention,
                attention_scratch({c.prefix_tokens(), tokens_, c.head_dim(), model_.rotary.has_value()}));
    needs.reduce(reduction_->needs(group.where.pictures));
  }
  WorkspaceNeeds& needs = of_pass.together;
  const auto prefix = static_cast<std::size_t>(batch_ * c.prefix_tokens());
  needs.raise(needs.entering, prefix * row_bytes(product));
  needs.raise(needs.entering_scales, prefix * sizeof(float));
  needs.raise(needs.row_width, c.dim);
  if (model_.carries()) needs.raise(needs.branch, prefix * row_bytes(Element::f32));
  for (const auto* step : {&query_, &proj_}) needs.product(**step);
  feed_forward_.add_needs(needs);
}

void PrefixPlan::run(const TokenRows& in, float* prefix, const PassMemory& memory, std::int32_t* follow,
                     StepClock& clock) const {
  const VitConfig& c = model_.config;
  const Elements& elements = model_.elements;
  const std::int64_t count = c.prefix_tokens(), rows = batch_ * count;
  const Workspace work = memory.of_team();
  void *queries = memory.arena().at<void>(queries_), *mixed = memory.arena().at<void>(mixed_);

  for (std::int64_t picture = 0; picture < batch_; ++picture) {
    std::memcpy(prefix + picture * count * c.dim, in.x + picture * tokens_ * c.dim,
                static_cast<std::size_t>(count) * row_bytes(Element::f32));
  }
  normalise_rows(prefix, rows, weights_.norm1, elements.product, work.entering, work.step);
  query_->run(work.entering, {queries, nullptr}, work.step);
  clock.book("qkv", query_->macs());
  for (const Group& group : groups_) {
    if (group.shared) {
      attend(group, group.where.first, in, queries, mixed, work, follow, clock);
      continue;
    }
    run_apart(memory, group.where.count, clock,
              [&](std::int64_t index, const Workspace& apart, StepClock& own) {
                attend(group, group.where.first + index * group.where.pictures, in, queries, mixed, apart,
                       follow, own);
              });
  }
  proj_->run(
      enter_product(mixed, elements.attention, rows, c.dim, elements.product, work.entering, work.step),
      {prefix, nullptr}, work.step);
  clock.book("proj", proj_->macs());
  float* carried = nullptr;
  if (in.carried != nullptr && !weights_.bottleneck->opens) {
    carried = work.branch;
    for (std::int64_t picture = 0; picture < batch_; ++picture) {
      std::memcpy(carried + picture * count * c.dim, in.carried + picture * tokens_ * c.dim,
                  static_cast<std::size_t>(count) * row_bytes(Element::f32));
    }
  }
  feed_forward_.run(prefix, carried, work, clock);
}

void PrefixPlan::attend(const Group& group, std::int64_t first, const TokenRows& in, void* queries,
                        void* mixed, const Workspace& work, std::int32_t* follow, StepClock& clock) const {
  const VitConfig& c = model_.config;
  const Elements& elements = model_.elements;
  const std::int64_t count = c.prefix_tokens(), rows = group.where.pictures * tokens_;
  const float* size = in.size != nullptr ? in.size + first * tokens_ : nullptr;
  auto* k = static_cast<std::byte*>(work.qkv);
  normalise_rows(in.x + first * tokens_ * c.dim, rows, weights_.norm1, elements.product, work.entering,
                 work.step);
  clock.book("norm");
  group.key_value->run(work.entering, {k, nullptr}, work.step);
  clock.book("qkv", group.key_value->macs());
  const std::size_t at = static_cast<std::size_t>(first * count) * row_bytes(elements.attention);
  const MixTask mix{static_cast<std::byte*>(queries) + at,
                    k,
                    k + row_bytes(elements.attention),
                    c.dim,
                    2 * c.dim,
                    log_sizes(size, rows, work.log_size),
                    group.where.pictures,
                    count,
                    tokens_,
                    c.heads,
                    c.head_dim(),
                    elements.attention,
                    static_cast<std::byte*>(mixed) + at,
                    turns_of(model_, in.place != nullptr ? in.place + first * tokens_ * 2 : nullptr, size,
                             group.where.pictures, tokens_, work)};
  mix_tokens(mix, *work.step.team, work.attention, work.attention_stride);
  clock.book("attention", mix_macs(mix));
  if (follow == nullptr || rate_ == 0) return;
  // Of the tokens that nobody reads any more attention leaves nothing: they are compared as they came.
  reduction_->match({mix.q, count * mix.q_row, mix.q_row, mix.k, mix.kv_row, size, mix.log_size,
                     in.x + first * tokens_ * c.dim, mix.turns},
                    group.where.pictures, work.for_reduction());
  reduction_->follow(group.where.pictures, work.for_reduction(), follow + first * c.tokens());
  clock.book("match");
}

}  // namespace pyra
