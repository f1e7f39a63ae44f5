#include "train/compensation.h"

#include <ATen/core/grad_mode.h>

#include "ops/draws.h"

namespace pyra {
namespace {

/// Two different rates, all pairs alike.
RateShift draw_shift(std::size_t rates, const at::Generator& random) {
  const auto draw = [&](std::size_t count) { return static_cast<std::int64_t>(next_seed(random) % count); };
  const std::int64_t source = draw(rates), other = draw(rates - 1);
  return {source, other < source ? other : other + 1};
}

}  // namespace

StepOutcome Compensation::accumulate(const Vit& model, const MixedBatch& batch, const Pass& pass,
                                     double share) const {
  const RateShift shift = draw_shift(rates_.size(), pass.common ? *pass.common : *pass.random);
  const auto logits_at = [&](std::int64_t rate, const Pass& how) {
    return model.forward(batch.images, rates_[static_cast<std::size_t>(rate)], how).logits;
  };
  // Few weights on many pictures: neither side drops anything, so neither has a generator.
  Pass own{.checkpointing = pass.checkpointing, .autocast = pass.autocast};
  at::Tensor teacher;
  {
    const at::NoGradGuard no_grad;
    teacher = logits_at(shift.source, own);
  }
  own.shift = shift;
  const at::Tensor loss = distillation_loss(teacher, logits_at(shift.target, own));
  add_gradient(loss, share);
  return {loss.detach(), {}};
}

}  // namespace pyra
