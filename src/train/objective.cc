#include "train/objective.h"

#include "ops/draws.h"

namespace pyra {
namespace {

constexpr double kTemperature = 2;

std::size_t draw(std::size_t count, const Pass& pass) {
  return count == 1 ? 0 : next_seed(pass.common ? *pass.common : *pass.random) % count;
}

/// T^2 KL(softmax(teacher / T) || softmax(student / T)), the mean over the batch.
at::Tensor softened_divergence(const at::Tensor& teacher, const at::Tensor& student) {
  return kTemperature * kTemperature * distillation_loss(teacher / kTemperature, student / kTemperature);
}

}  // namespace

void add_gradient(const at::Tensor& loss, double share) { (share == 1 ? loss : loss * share).backward(); }

StepOutcome Supervised::accumulate(const Vit& model, const MixedBatch& batch, const Pass& pass,
                                   double share) const {
  const at::Tensor logits = model.forward(batch.images, pass).logits;
  const at::Tensor loss = classification_loss(logits, batch, loss_);
  add_gradient(loss, share);
  return {loss.detach(), logits.detach()};
}

Taught::Taught(LossOptions loss, std::shared_ptr<Teacher> teacher, double share)
    : loss_(std::move(loss)), teacher_(std::move(teacher)), share_(share) {}

StepOutcome Taught::accumulate(const Vit& model, const MixedBatch& batch, const Pass& pass,
                               double share) const {
  const at::Tensor logits = model.forward(batch.images, pass).logits;
  const at::Tensor loss =
      (1 - share_) * classification_loss(logits, batch, loss_) +
      share_ * softened_divergence(teacher_->answers(batch.images.cpu(), batch.indices).to(logits.device()),
                                   logits);
  add_gradient(loss, share);
  return {loss.detach(), logits.detach()};
}

SelfDistilled::SelfDistilled(LossOptions loss, std::vector<std::vector<std::int64_t>> schedules, double share)
    : loss_(std::move(loss)), schedules_(std::move(schedules)), share_(share) {}

StepOutcome SelfDistilled::accumulate(const Vit& model, const MixedBatch& batch, const Pass& pass,
                                      double share) const {
  const std::vector<std::int64_t> none(static_cast<std::size_t>(model.config().depth), 0);
  const at::Tensor whole = model.forward(batch.images, none, pass).logits;
  const at::Tensor whole_loss = classification_loss(whole, batch, loss_);
  add_gradient(whole_loss, share);  // before the second pass: what the first one kept is free again

  const at::Tensor merged =
      model.forward(batch.images, schedules_[draw(schedules_.size(), pass)], pass).logits;
  at::Tensor loss = (1 - share_) * classification_loss(merged, batch, loss_);
  if (share_ > 0) loss = loss + share_ * softened_divergence(whole.detach(), merged);
  add_gradient(loss, share);
  return {(whole_loss + loss).detach(), merged.detach()};
}

}  // namespace pyra
