#include "engine/cpu/plan.h"

#include <algorithm>

namespace pyra {

Plan::Plan(const PackedModel::Impl& model, const std::vector<std::int64_t>& rates, const PassSetting& pass)
    : model_(model), pass_(pass), embedding_(model, pass), head_(model, pass) {
  const VitConfig& c = model.config;
  std::int64_t tokens = c.tokens();
  const std::size_t whole = rates.size() - (model.prefix_suffices() ? 1 : 0);
  for (std::size_t i = 0; i < whole; ++i) {
    blocks_.emplace_back(model, i, tokens, rates[i], pass);
    tokens -= rates[i];
  }
  if (model.prefix_suffices()) last_.emplace(model, tokens, rates.back(), pass, layout_);

  PassNeeds needs;
  embedding_.add_needs(needs);
  for (const BlockPlan& block : blocks_) block.add_needs(needs);
  if (last_) last_->add_needs(needs);
  head_.add_needs(needs);
  const auto rows = static_cast<std::size_t>(pass.batch * c.tokens());
  for (int side = 0; side < 2; ++side) {
    x_[side] = layout_.add(rows * static_cast<std::size_t>(c.dim) * sizeof(float));
    size_[side] = layout_.add(rows * sizeof(float));
    if (model.rotary) place_[side] = layout_.add(2 * rows * sizeof(float));
    if (model.carries()) carried_[side] = layout_.add(rows * static_cast<std::size_t>(c.dim) * sizeof(float));
  }
  prefix_ = layout_.add(
      static_cast<std::size_t>(pass.batch * std::max<std::int64_t>(1, c.prefix_tokens()) * c.dim) *
      sizeof(float));
  apart_.emplace(needs.apart, 1);
  together_.emplace(needs.together, pass.threads);
  workspace_ =
      layout_.add(std::max(static_cast<std::size_t>(pass.threads) * apart_->bytes(), together_->bytes()));
}

void Plan::run(const Arena& arena, Team& team, const PassPointers& pointers, StepClock& clock) const {
  std::int32_t* const follow = pointers.follow;
  const HeadResults results{pointers.logits, pointers.features};
  const PassMemory memory(arena, workspace_, *apart_, *together_, team);
  const VitConfig& c = model_.config;
  int side = 0;
  const auto carried = [&](int of) { return model_.carries() ? arena.at<float>(carried_[of]) : nullptr; };
  const auto place = [&](int of) { return model_.rotary ? arena.at<float>(place_[of]) : nullptr; };
  TokenRows rows{arena.at<float>(x_[0]), nullptr, carried(0), place(0)};
  for (std::int64_t i = 0; model_.rotary && i < pass_.batch; ++i)
    std::copy(model_.rotary->places.begin(), model_.rotary->places.end(), rows.place + i * c.tokens() * 2);
  for (std::int64_t i = 0; follow != nullptr && i < pass_.batch * c.tokens(); ++i)
    follow[i] = static_cast<std::int32_t>(i % c.tokens());
  embedding_.run(pointers.images, rows.x, memory, clock);
  for (const BlockPlan& block : blocks_) {
    const TokenRows other{arena.at<float>(x_[1 - side]), arena.at<float>(size_[1 - side]), carried(1 - side),
                          place(1 - side)};
    block.run(rows, other, memory, follow, clock);
    if (!block.merges()) continue;
    rows = other;
    side = 1 - side;
  }
  if (last_) {
    auto* prefix = arena.at<float>(prefix_);
    last_->run(rows, prefix, memory, follow, clock);
    head_.run({prefix, nullptr}, c.prefix_tokens(), results, memory.of_team(), clock);
  } else {
    head_.run(rows, blocks_.back().tokens_out(), results, memory.of_team(), clock);
  }
}

}  // namespace pyra
