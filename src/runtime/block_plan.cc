#include "runtime/block_plan.h"

#include <cmath>

#include "runtime/picture_groups.h"
#include "runtime/bottleneck_rules.h"
#include "runtime/row_ops.h"

namespace pyra {
const float* log_sizes(const float* size, std::int64_t count, float* to) {
  if (size == nullptr) return nullptr;
  for (std::int64_t i = 0; i < count; ++i) to[i] = size[i] == 1.0F ? 0.0F : std::log(size[i]);
  return to;
}

Carried carried_in(const PackedModel::Impl& model, std::size_t block) {
  if (!model.carries()) return {};
  const auto index = static_cast<std::int64_t>(block);
  return {nullptr, opens_group(index), closes_group(index, model.config.depth)};
}

struct BlockPlan::Group {
  std::int64_t pictures;
  std::shared_ptr<const DenseStep> qkv, proj;
  std::shared_ptr<const FeedForward> feed_forward;
};

BlockPlan::BlockPlan(const PackedModel::Impl& model, std::size_t block, std::int64_t tokens, std::int64_t rate,
                     const PassSetting& pass)
    : model_(model),
      weights_(model.blocks[block]),
      tokens_(tokens),
      rate_(rate),
      carried_(carried_in(model, block)),
      reduction_(make_reduction(model, block, tokens, rate)) {
  for (const std::int64_t pictures : picture_groups(pass.batch, tokens)) {
    const auto same = std::find_if(groups_.begin(), groups_.end(), [&](const Group& g) { return g.pictures == pictures; });
    if (same != groups_.end()) {
      groups_.push_back(Group(*same));
      continue;
    }
    const Element attention = model.elements.attention;
    groups_.push_back({pictures, make_dense_step(*weights_.qkv, pictures * tokens, DenseUse::attention, attention),
                       make_dense_step(weights_.proj, pictures * tokens, DenseUse::residual, attention),
                       std::make_shared<FeedForward>(model, weights_, pictures * tokens_out())});
  }
}

BlockPlan::BlockPlan(BlockPlan&&) noexcept = default;
BlockPlan::~BlockPlan() = default;

void BlockPlan::add_needs(WorkspaceNeeds& needs) const {
  const VitConfig& c = model_.config;
  for (const Group& group : groups_) {
    const auto rows = static_cast<std::size_t>(group.pictures * tokens_), dim = static_cast<std::size_t>(c.dim);
    const std::size_t attention = element_size(model_.elements.attention);
    needs.raise(needs.entering, rows * dim * element_size(model_.elements.product));
    needs.raise(needs.entering_scales, rows * sizeof(float));
    needs.raise(needs.qkv, 3 * rows * dim * attention);
    needs.raise(needs.mixed, rows * dim * attention);
    needs.raise(needs.log_size, rows * sizeof(float));
    needs.raise(needs.row_width, c.dim);
    needs.raise(needs.attention, attention_scratch({tokens_, tokens_, c.head_dim()}));
    needs.product(*group.qkv);
    needs.product(*group.proj);
    group.feed_forward->add_needs(needs);
    reduction_->add_needs(needs, group.pictures);
  }
}

void BlockPlan::run(const TokenRows& in, const TokenRows& out, const Workspace& work, std::int32_t* follow, StepClock& clock) const {
  std::int64_t first = 0;
  for (const Group& group : groups_) {
    run_group(group, first, in, out, work, follow, clock);
    first += group.pictures;
  }
}

void BlockPlan::run_group(const Group& group, std::int64_t first, const TokenRows& in, const TokenRows& out,
                          const Workspace& work, std::int32_t* follow, StepClock& clock) const {
  const VitConfig& c = model_.config;
  const std::int64_t rows = group.pictures * tokens_;
  float* x = in.x + first * tokens_ * c.dim;
  const float* size = in.size != nullptr ? in.size + first * tokens_ : nullptr;
  Carried carried = carried_;
  if (model_.carries()) carried.rows = in.carried + first * tokens_ * c.dim;
  const Elements& elements = model_.elements;

  normalise_rows(x, rows, weights_.norm1, elements.product, work.entering, work.step);
  clock.book("norm");
  group.qkv->run(work.entering, {work.qkv, nullptr}, work.step);
  clock.book("qkv", group.qkv->macs());
  auto* q = static_cast<std::byte*>(work.qkv);
  const std::size_t channels = static_cast<std::size_t>(c.dim) * element_size(elements.attention);
  const MixTask mix{q, q + channels, q + 2 * channels, 3 * c.dim, 3 * c.dim, log_sizes(size, rows, work.log_size),
                    group.pictures, tokens_, tokens_, c.heads, c.head_dim(), elements.attention, work.mixed};
  mix_tokens(mix, work.attention, work.attention_stride);
  clock.book("attention", mix_macs(mix));
  group.proj->run(enter_product(work.mixed, elements.attention, rows, c.dim, elements.product, work.entering), {x, nullptr}, work.step);
  clock.book("proj", group.proj->macs());
  if (rate_ > 0) {
    float* merged = out.x + first * tokens_out() * c.dim;
    reduction_->match({mix.q, tokens_ * mix.q_row, mix.k, mix.kv_row, size, mix.log_size, x}, group.pictures, work);
    clock.book("match", reduction_->match_macs() * static_cast<double>(group.pictures));
    float* merged_size = out.size + first * tokens_out();
    reduction_->merge(x, size, group.pictures, merged, merged_size, work);
    if (carried.rows != nullptr) {
      float* to = out.carried + first * tokens_out() * c.dim;
      if (!carried.opens) reduction_->move(carried.rows, size, group.pictures, to, merged_size, work);
      carried.rows = to;
    }
    if (follow != nullptr) reduction_->follow(group.pictures, work, follow + first * c.tokens());
    clock.book("merge");
    x = merged;
  }
  group.feed_forward->run(x, carried, work, clock);
}

}  // namespace pyra
