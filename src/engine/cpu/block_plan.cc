#include "engine/cpu/block_plan.h"

#include <cmath>

#include "engine/cpu/picture_groups.h"
#include "engine/cpu/row_ops.h"
#include "reducers/list.h"

namespace pyra {
const float* log_sizes(const float* size, std::int64_t count, float* to) {
  if (size == nullptr) return nullptr;
  for (std::int64_t i = 0; i < count; ++i) to[i] = size[i] == 1.0F ? 0.0F : std::log(size[i]);
  return to;
}

Turns turns_of(const PackedModel::Impl& model, const float* place, const float* size, std::int64_t pictures,
               std::int64_t tokens, const Workspace& work) {
  if (!model.rotary) return {};
  if (size == nullptr) return {model.rotary->turns.data()};
  const std::int64_t head_dim = model.config.head_dim(), stride = tokens * head_dim;
  work.step.team->for_each(pictures, [&](std::int64_t picture, int) {
    make_turns(place + picture * tokens * 2, tokens, model.rotary->frequencies.data(), head_dim,
               work.turns + picture * stride);
  });
  return {work.turns, stride};
}

struct BlockPlan::Group {
  PictureGroups where;
  bool shared;  // by the team
  std::shared_ptr<const DenseStep> qkv, proj;
  std::shared_ptr<const FeedForward> feed_forward;
};

std::unique_ptr<TokenReduction> make_reduction(const PackedModel::Impl& model, std::size_t block,
                                               std::int64_t tokens, std::int64_t rate) {
  return find_reducer(model.reducer)
      .make({model.config, model.blocks[block].reducer, model.elements.attention,
             static_cast<std::int64_t>(block), tokens, rate});
}

BlockPlan::BlockPlan(const PackedModel::Impl& model, std::size_t block, std::int64_t tokens,
                     std::int64_t rate, const PassSetting& pass)
    : model_(model),
      weights_(model.blocks[block]),
      tokens_(tokens),
      rate_(rate),
      reduction_(make_reduction(model, block, tokens, rate)) {
  const auto add = [&](const PictureGroups& where, bool shared) {
    if (where.count == 0) return;
    const Element attention = model.elements.attention;
    const std::int64_t rows = where.pictures * tokens;
    const int parts = shared ? pass.threads : 1;
    groups_.push_back({where, shared,
                       make_dense_step(*weights_.qkv, rows, DenseUse::attention, attention, parts),
                       make_dense_step(weights_.proj, rows, DenseUse::residual, attention, parts),
                       std::make_shared<FeedForward>(model, weights_, where.pictures * tokens_out(), parts)});
  };
  const Grouping grouping = group_pictures(pass.batch, tokens, pass.threads);
  add(grouping.apart, false);
  add(grouping.together, true);
}

BlockPlan::BlockPlan(BlockPlan&&) noexcept = default;
BlockPlan::~BlockPlan() = default;

void BlockPlan::add_needs(PassNeeds& of_pass) const {
  const VitConfig& c = model_.config;
  for (const Group& group : groups_) {
    WorkspaceNeeds& needs = group.shared ? of_pass.together : of_pass.apart;
    const auto rows = static_cast<std::size_t>(group.where.pictures * tokens_),
               dim = static_cast<std::size_t>(c.dim);
    const std::size_t attention = element_size(model_.elements.attention);
    needs.raise(needs.entering, rows * dim * element_size(model_.elements.product));
    needs.raise(needs.entering_scales, rows * sizeof(float));
    needs.raise(needs.qkv, 3 * rows * dim * attention);
    needs.raise(needs.mixed, rows * dim * attention);
    needs.raise(needs.log_size, rows * sizeof(float));
    if (model_.rotary)
      needs.raise(needs.turns, rows * static_cast<std::size_t>(c.head_dim()) * sizeof(float));
    needs.raise(needs.row_width, c.dim);
    needs.raise(needs.attention,
                attention_scratch({tokens_, tokens_, c.head_dim(), model_.rotary.has_value()}));
    needs.product(*group.qkv);
    needs.product(*group.proj);
    group.feed_forward->add_needs(needs);
    needs.reduce(reduction_->needs(group.where.pictures));
  }
}

void BlockPlan::run(const TokenRows& in, const TokenRows& out, const PassMemory& memory, std::int32_t* follow,
                    StepClock& clock) const {
  for (const Group& group : groups_) {
    if (group.shared) {
      run_group(group, group.where.first, in, out, memory.of_team(), follow, clock);
      continue;
    }
    run_apart(
        memory, group.where.count, clock, [&](std::int64_t index, const Workspace& work, StepClock& own) {
          run_group(group, group.where.first + index * group.where.pictures, in, out, work, follow, own);
        });
  }
}

void BlockPlan::run_group(const Group& group, std::int64_t first, const TokenRows& in, const TokenRows& out,
                          const Workspace& work, std::int32_t* follow, StepClock& clock) const {
  const VitConfig& c = model_.config;
  const std::int64_t rows = group.where.pictures * tokens_;
  float* x = in.x + first * tokens_ * c.dim;
  const float* size = in.size != nullptr ? in.size + first * tokens_ : nullptr;
  float* carried = model_.carries() ? in.carried + first * tokens_ * c.dim : nullptr;
  const float* place = model_.rotary ? in.place + first * tokens_ * 2 : nullptr;
  const Elements& elements = model_.elements;

  normalise_rows(x, rows, weights_.norm1, elements.product, work.entering, work.step);
  clock.book("norm");
  group.qkv->run(work.entering, {work.qkv, nullptr}, work.step);
  clock.book("qkv", group.qkv->macs());
  auto* q = static_cast<std::byte*>(work.qkv);
  const std::size_t channels = static_cast<std::size_t>(c.dim) * element_size(elements.attention);
  const MixTask mix{q,
                    q + channels,
                    q + 2 * channels,
                    3 * c.dim,
                    3 * c.dim,
                    log_sizes(size, rows, work.log_size),
                    group.where.pictures,
                    tokens_,
                    tokens_,
                    c.heads,
                    c.head_dim(),
                    elements.attention,
                    work.mixed,
                    turns_of(model_, place, size, group.where.pictures, tokens_, work)};
  mix_tokens(mix, *work.step.team, work.attention, work.attention_stride);
  clock.book("attention", mix_macs(mix));
  group.proj->run(
      enter_product(work.mixed, elements.attention, rows, c.dim, elements.product, work.entering, work.step),
      {x, nullptr}, work.step);
  clock.book("proj", group.proj->macs());
  if (rate_ > 0) {
    float* merged = out.x + first * tokens_out() * c.dim;
    reduction_->match(
        {mix.q, tokens_ * mix.q_row, mix.q_row, mix.k, mix.kv_row, size, mix.log_size, x, mix.turns},
        group.where.pictures, work.for_reduction());
    clock.book("match", reduction_->match_macs() * static_cast<double>(group.where.pictures));
    float* merged_size = out.size + first * tokens_out();
    reduction_->merge(x, size, group.where.pictures, merged, merged_size, work.for_reduction());
    if (carried != nullptr) {
      float* to = out.carried + first * tokens_out() * c.dim;
      if (!weights_.bottleneck->opens)
        reduction_->move(carried, c.dim, size, group.where.pictures, to, merged_size, work.for_reduction());
      carried = to;
    }
    if (place != nullptr)
      reduction_->move_places(place, size, group.where.pictures, out.place + first * tokens_out() * 2,
                              merged_size, work.for_reduction());
    if (follow != nullptr)
      reduction_->follow(group.where.pictures, work.for_reduction(), follow + first * c.tokens());
    clock.book("merge");
    x = merged;
  }
  group.feed_forward->run(x, carried, work, clock);
}

}  // namespace pyra
