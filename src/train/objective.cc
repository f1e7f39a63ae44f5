#include "train/objective.h"

#include "ops/draws.h"

namespace pyra {
namespace {

std::size_t draw(std::size_t count, const Pass& pass) {
  return count == 1 ? 0 : next_seed(pass.common ? *pass.common : *pass.random) % count;
}

/// With the logits of the pass that the figure in training is counted on.
StepOutcome outcome(const at::Tensor& loss, const TaskLoss& task, const at::Tensor& logits,
                    const MixedBatch& batch) {
  return {loss.detach(), task.running(logits.detach(), batch.first)};
}

}  // namespace

void add_gradient(const at::Tensor& loss, double share) { (share == 1 ? loss : loss * share).backward(); }

StepOutcome Supervised::accumulate(const Vit& model, const MixedBatch& batch, const Pass& pass,
                                   double share) const {
  const at::Tensor logits = model.forward(batch.images, pass).logits;
  const at::Tensor loss = mixed_loss(*loss_, logits, batch);
  add_gradient(loss, share);
  return outcome(loss, *loss_, logits, batch);
}

Taught::Taught(std::shared_ptr<const TaskLoss> loss, std::shared_ptr<Teacher> teacher, double share)
    : loss_(std::move(loss)), teacher_(std::move(teacher)), share_(share) {}

StepOutcome Taught::accumulate(const Vit& model, const MixedBatch& batch, const Pass& pass,
                               double share) const {
  const at::Tensor logits = model.forward(batch.images, pass).logits;
  const at::Tensor loss =
      (1 - share_) * mixed_loss(*loss_, logits, batch) +
      share_ *
          loss_->divergence(
              loss_->as_trained(teacher_->answers(batch.images.cpu(), batch.indices).to(logits.device())),
              logits);
  add_gradient(loss, share);
  return outcome(loss, *loss_, logits, batch);
}

SelfDistilled::SelfDistilled(std::shared_ptr<const TaskLoss> loss,
                             std::vector<std::vector<std::int64_t>> schedules, double share)
    : loss_(std::move(loss)), schedules_(std::move(schedules)), share_(share) {}

StepOutcome SelfDistilled::accumulate(const Vit& model, const MixedBatch& batch, const Pass& pass,
                                      double share) const {
  const std::vector<std::int64_t> none(static_cast<std::size_t>(model.config().depth), 0);
  const at::Tensor whole = model.forward(batch.images, none, pass).logits;
  const at::Tensor whole_loss = mixed_loss(*loss_, whole, batch);
  add_gradient(whole_loss, share);  // before the second pass: what the first one kept is free again

  const at::Tensor merged =
      model.forward(batch.images, schedules_[draw(schedules_.size(), pass)], pass).logits;
  at::Tensor loss = (1 - share_) * mixed_loss(*loss_, merged, batch);
  if (share_ > 0) loss = loss + share_ * loss_->divergence(whole.detach(), merged);
  add_gradient(loss, share);
  return outcome(whole_loss + loss, *loss_, merged, batch);
}

}  // namespace pyra
