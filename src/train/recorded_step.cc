#include "train/recorded_step.h"

#include <ATen/core/grad_mode.h>

#include "ops/draws.h"
#include "pyra/error.h"

namespace pyra {
namespace {

constexpr std::uint64_t kSameDraws =
    0x706172746e657273;  // every batch draws these seeds; the step's seed makes them others

at::Tensor like(const at::Tensor& tensor) { return tensor.defined() ? at::empty_like(tensor) : at::Tensor(); }

void refill(const at::Tensor& to, const at::Tensor& from) {
  if (to.defined()) to.copy_(from);
}

}  // namespace

void Recording::run(const std::function<void()>& work) {
  if (runs_ < kWarmUps) {
    ++runs_;
    return work();
  }
  if (!graph_) {
    graph_ = make_();
    graph_->record(work);
  }
  graph_->replay();
}

RecordedStep::RecordedStep(StepParts parts, const MakeStepGraph& make)
    : parts_(std::move(parts)),
      gradient_(make),
      update_(make),
      step_seed_(at::zeros(
          {1},
          parts_.optimizer.parameters().front().tensor.options().dtype(at::kLong).requires_grad(false))) {}

bool RecordedStep::as_recorded(const MixedBatch& batch, double share) const {
  return batch.images.sizes() == batch_.images.sizes() && batch.share.defined() == batch_.share.defined() &&
         share == share_;
}

StepOutcome RecordedStep::accumulate(const MixedBatch& batch, double share) {
  step_seed_.fill_(static_cast<std::int64_t>(next_seed(parts_.random)));
  if (!batch_.images.defined()) {
    batch_ = {like(batch.images), like(batch.first), like(batch.second), like(batch.share)};
    share_ = share;
  }
  if (!as_recorded(batch, share)) return run(batch, share);
  refill(batch_.images, batch.images);
  refill(batch_.first, batch.first);
  refill(batch_.second, batch.second);
  refill(batch_.share, batch.share);
  gradient_.run([this] { outcome_ = run(batch_, share_); });
  return outcome_;
}

StepOutcome RecordedStep::run(const MixedBatch& batch, double share) {
  parts_.optimizer.zero_grad();  // the batch's own come into fresh memory
  const Pass pass{.random = at::make_generator<at::CPUGeneratorImpl>(kSameDraws),
                  .step_seed = step_seed_,
                  .checkpointing = parts_.checkpointing,
                  .autocast = parts_.autocast};
  StepOutcome outcome = parts_.objective.accumulate(parts_.model, batch, pass, share);
  add_up();
  return outcome;
}

void RecordedStep::add_up() {
  const at::NoGradGuard no_grad;
  const ParameterList& parameters = parts_.optimizer.parameters();
  if (!sum_.defined()) {
    std::int64_t numbers = 0;
    for (const Parameter& parameter : parameters)
      numbers += parameter.tensor.grad().defined() ? parameter.tensor.numel() : 0;
    sum_ = at::zeros({numbers}, parameters.front().tensor.options().requires_grad(false));
    std::int64_t at = 0;
    for (const Parameter& parameter : parameters) {
      const bool has = parameter.tensor.grad().defined();
      views_.push_back(has ? sum_.narrow(0, at, parameter.tensor.numel()).view(parameter.tensor.sizes())
                           : at::Tensor());
      at += has ? parameter.tensor.numel() : 0;
    }
  }
  std::vector<at::Tensor> sums, found;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    at::Tensor& gradient = parameters[i].tensor.mutable_grad();
    if (gradient.defined() != views_[i].defined())
      throw Failure("parameter " + parameters[i].name +
                    " has a gradient in some batches only, so steps cannot be recorded");
    if (!gradient.defined()) continue;
    sums.push_back(views_[i]);
    found.push_back(gradient);
    gradient = views_[i];
  }
  at::_foreach_add_(sums, found);
}

void RecordedStep::update(double lr) {
  parts_.optimizer.set_learning_rate(lr);
  const auto work = [this] {
    if (parts_.clip_norm > 0) parts_.optimizer.clip(parts_.clip_norm);
    parts_.optimizer.step();
    clear();
  };
  sum_.defined() ? update_.run(work) : work();  // without: this process has had no picture yet, others have
}

void RecordedStep::clear() {
  sum_.defined() ? static_cast<void>(sum_.zero_()) : parts_.optimizer.zero_grad();
}

}  // namespace pyra
