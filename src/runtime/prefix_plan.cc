#include "runtime/prefix_plan.h"

#include <cstring>

#include "runtime/picture_groups.h"
#include "runtime/row_ops.h"

namespace pyra {

PrefixPlan::PrefixPlan(const PackedModel::Impl& model, std::int64_t tokens, std::int64_t rate, const PassSetting& pass)
    : model_(model),
      weights_(model.blocks.back()),
      tokens_(tokens),
      rate_(rate),
      batch_(pass.batch),
      reduction_(make_reduction(model, model.blocks.size() - 1, tokens, rate)),
      query_(make_dense_step(*weights_.query, pass.batch * model.config.prefix_tokens(), DenseUse::attention, model.elements.attention)),
      proj_(make_dense_step(weights_.proj, pass.batch * model.config.prefix_tokens(), DenseUse::residual, model.elements.attention)),
      feed_forward_(model, weights_, pass.batch * model.config.prefix_tokens()) {
  for (const std::int64_t pictures : picture_groups(pass.batch, tokens)) {
    const bool same = !groups_.empty() && groups_.back().pictures == pictures;
    groups_.push_back({pictures, same ? groups_.back().key_value
                                      : make_dense_step(*weights_.key_value, pictures * tokens, DenseUse::attention, model.elements.attention)});
  }
}

void PrefixPlan::add_needs(WorkspaceNeeds& needs) const {
  const VitConfig& c = model_.config;
  std::int64_t most = 0;
  for (const Group& group : groups_) {
    most = std::max(most, group.pictures);
    needs.product(*group.key_value);
  }
  const auto rows = static_cast<std::size_t>(most * tokens_), prefix = static_cast<std::size_t>(batch_ * c.prefix_tokens());
  const auto dim = static_cast<std::size_t>(c.dim);
  const std::size_t attention = element_size(model_.elements.attention), product = element_size(model_.elements.product);
  needs.raise(needs.entering, std::max(rows, prefix) * dim * product);
  needs.raise(needs.entering_scales, std::max(rows, prefix) * sizeof(float));
  needs.raise(needs.hidden, prefix * dim * product);
  needs.raise(needs.hidden_scales, prefix * sizeof(float));
  needs.raise(needs.qkv, 2 * rows * dim * attention);
  needs.raise(needs.queries, prefix * dim * attention);
  needs.raise(needs.mixed, prefix * dim * attention);
  needs.raise(needs.log_size, rows * sizeof(float));
  needs.raise(needs.row_width, c.dim);
  needs.raise(needs.attention, attention_scratch({c.prefix_tokens(), tokens_, c.head_dim()}));
  if (model_.carries()) needs.raise(needs.branch, prefix * dim * sizeof(float));
  for (const auto* step : {&query_, &proj_}) needs.product(**step);
  feed_forward_.add_needs(needs);
  reduction_->add_needs(needs, most);
}

void PrefixPlan::run(const TokenRows& in, float* prefix, const Workspace& work, std::int32_t* follow, StepClock& clock) const {
  const VitConfig& c = model_.config;
  const Elements& elements = model_.elements;
  const std::int64_t count = c.prefix_tokens(), rows = batch_ * count;
  const auto row_bytes = [&](Element element) { return static_cast<std::size_t>(c.dim) * element_size(element); };

  for (std::int64_t picture = 0; picture < batch_; ++picture) {
    std::memcpy(prefix + picture * count * c.dim, in.x + picture * tokens_ * c.dim, static_cast<std::size_t>(count) * row_bytes(Element::f32));
  }
  // hidden is free until the MLP and as wide as a row at least.
  normalise_rows(prefix, rows, weights_.norm1, elements.product, work.hidden, work.step);
  query_->run(work.hidden, {work.queries, nullptr}, work.step);
  clock.book("qkv", query_->macs());

  auto* k = static_cast<std::byte*>(work.qkv);
  std::int64_t first = 0;
  for (const Group& group : groups_) {
    const std::int64_t group_rows = group.pictures * tokens_;
    const float* size = in.size != nullptr ? in.size + first * tokens_ : nullptr;
    normalise_rows(in.x + first * tokens_ * c.dim, group_rows, weights_.norm1, elements.product, work.entering, work.step);
    clock.book("norm");
    group.key_value->run(work.entering, {k, nullptr}, work.step);
    clock.book("qkv", group.key_value->macs());
    const std::size_t at = static_cast<std::size_t>(first * count) * row_bytes(elements.attention);
    const MixTask mix{static_cast<std::byte*>(work.queries) + at, k, k + row_bytes(elements.attention), c.dim, 2 * c.dim,
                      log_sizes(size, group_rows, work.log_size), group.pictures, count, tokens_, c.heads, c.head_dim(),
                      elements.attention, static_cast<std::byte*>(work.mixed) + at};
    mix_tokens(mix, work.attention, work.attention_stride);
    clock.book("attention", mix_macs(mix));
    if (follow != nullptr && rate_ > 0) {
      // Of the tokens that nobody reads any more attention leaves nothing: they are compared as they came.
      reduction_->match({mix.q, count * mix.q_row, mix.k, mix.kv_row, size, mix.log_size, in.x + first * tokens_ * c.dim}, group.pictures, work);
      reduction_->follow(group.pictures, work, follow + first * c.tokens());
      clock.book("match");
    }
    first += group.pictures;
  }
  proj_->run(enter_product(work.mixed, elements.attention, rows, c.dim, elements.product, work.entering), {prefix, nullptr}, work.step);
  clock.book("proj", proj_->macs());
  Carried carried = carried_in(model_, model_.blocks.size() - 1);
  if (in.carried != nullptr && !carried.opens) {
    carried.rows = work.branch;
    for (std::int64_t picture = 0; picture < batch_; ++picture) {
      std::memcpy(carried.rows + picture * count * c.dim, in.carried + picture * tokens_ * c.dim, static_cast<std::size_t>(count) * row_bytes(Element::f32));
    }
  }
  feed_forward_.run(prefix, carried, work, clock);
}

}  // namespace pyra
