#include "engine/cpu/block_plan.h"
#include "engine/cpu/row_ops.h"

namespace pyra {

FeedForward::FeedForward(const PackedModel::Impl& model, const PackedBlock& weights, std::int64_t rows,
                         int parts)
    : model_(model),
      weights_(weights),
      rows_(rows),
      up_name_((model.config.gated_mlp ? "fc1+gate+" : "fc1+") + activation_name(model.config.activation)),
      up_(make_dense_step(weights.fc1, rows, model.config.gated_mlp ? DenseUse::gated : DenseUse::product,
                          model.elements.attention, parts, model.config.activation)),
      reads_mlp_(weights.bottleneck && weights.bottleneck->reads_mlp()),
      down_(make_dense_step(weights.fc2, rows, reads_mlp_ ? DenseUse::branch : DenseUse::residual,
                            model.elements.attention, parts)) {}

void FeedForward::add_needs(WorkspaceNeeds& needs) const {
  const auto rows = static_cast<std::size_t>(rows_), dim = static_cast<std::size_t>(model_.config.dim);
  const auto hidden = static_cast<std::size_t>(model_.config.mlp_dim);
  const std::size_t element = element_size(model_.elements.product);
  needs.raise(needs.entering, rows * dim * element);
  needs.raise(needs.entering_scales, rows * sizeof(float));
  needs.raise(needs.hidden, rows * hidden * element);
  needs.raise(needs.hidden_scales, rows * sizeof(float));
  if (reads_mlp_) needs.raise(needs.branch, rows * dim * sizeof(float));
  if (weights_.bottleneck) needs.raise(needs.reduction, bottleneck_scratch(*weights_.bottleneck));
  needs.raise(needs.row_width, model_.config.mlp_up());
  needs.product(*up_);
  needs.product(*down_);
}

void FeedForward::run(float* x, float* carried, const Workspace& work, StepClock& clock) const {
  const auto bottleneck = [&](const float* mlp) {
    add_bottleneck(*weights_.bottleneck, weights_.norm2.view(), {rows_, x, mlp, carried}, *work.step.team,
                   work.reduction, work.reduction_stride);
    clock.book("bottleneck");
  };
  normalise_rows(x, rows_, weights_.norm2, model_.elements.product, work.entering, work.step);
  clock.book("norm");
  if (weights_.bottleneck && !reads_mlp_) bottleneck(nullptr);  // what the MLP reads is made, so x may change
  up_->run(work.entering, work.hidden, work.step);
  clock.book(up_name_, up_->macs());
  down_->run(work.hidden, {reads_mlp_ ? work.branch : x, nullptr}, work.step);
  clock.book("fc2", down_->macs());
  if (reads_mlp_) bottleneck(work.branch);
}

}  // namespace pyra
