#include "engine/cpu/task_head.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace pyra {
namespace {

std::unique_ptr<DenseStep> step_if(const std::optional<Dense>& dense, const PassSetting& pass) {
  return dense ? make_dense_step(*dense, pass.batch, DenseUse::branch, Element::f32, pass.threads) : nullptr;
}

/// Of length 1; where all are 0 they stay so.
void normalise(float* features, std::int64_t count) {
  double squares = 0;
  for (std::int64_t k = 0; k < count; ++k)
    squares += static_cast<double>(features[k]) * static_cast<double>(features[k]);
  const auto length = static_cast<float>(std::max(std::sqrt(squares), 1e-12));
  for (std::int64_t k = 0; k < count; ++k) features[k] /= length;
}

}  // namespace

TaskHead::TaskHead(const PackedModel::Impl& model, const PassSetting& pass)
    : model_(model),
      batch_(pass.batch),
      pre_logits_(step_if(model.pre_logits, pass)),
      projection_(step_if(model.projection, pass)),
      head_(step_if(model.head, pass)),
      head_distilled_(step_if(model.head_distilled, pass)) {
  if (model.pool) pool_.emplace(model, pass);
}

void TaskHead::add_needs(PassNeeds& of_pass) const {
  WorkspaceNeeds& needs = of_pass.together;
  const VitConfig& c = model_.config;
  const std::int64_t widest = std::max({c.pooled(), c.pre_logits, c.projection, c.classes});
  needs.raise(needs.entering, static_cast<std::size_t>(batch_ * widest) * sizeof(float));
  needs.raise(needs.mixed, static_cast<std::size_t>(batch_ * widest) * sizeof(float));
  needs.raise(needs.row_width, c.dim);
  for (const auto* step : {&pre_logits_, &projection_, &head_, &head_distilled_}) {
    if (*step) needs.product(**step);
  }
  if (pool_) pool_->add_needs(c.tokens(), needs);
}

void TaskHead::pool(const TokenRows& rows, std::int64_t tokens, std::int64_t index, const Workspace& work,
                    float* features) const {
  work.step.team->for_each(batch_, [&](std::int64_t picture, int thread) {
    pool_picture(rows, picture, tokens, index, work.step.rows + thread * work.step.row_width,
                 features + picture * model_.config.pooled());
  });
}

/// row [C]: scratch.
void TaskHead::pool_picture(const TokenRows& rows, std::int64_t picture, std::int64_t tokens,
                            std::int64_t index, float* row, float* to) const {
  const VitConfig& c = model_.config;
  const float* x = rows.x + picture * tokens * c.dim;
  const float* size = rows.size != nullptr ? rows.size + picture * tokens : nullptr;
  float* average = to;
  if (c.pooling != Pooling::average) {
    std::memcpy(to, x + index * c.dim, static_cast<std::size_t>(c.dim) * sizeof(float));
    if (model_.norm) layer_norm(to, 1, model_.norm->view(), to);
    average += c.dim;
  }
  if (c.pooling != Pooling::class_token) average_patches(x, size, tokens, row, average);
  if (model_.fc_norm) layer_norm(to, 1, model_.fc_norm->view(), to);
}

/// Patches count as often as they were merged: sum(size x) / sum(size).
void TaskHead::average_patches(const float* x, const float* size, std::int64_t tokens, float* row,
                               float* to) const {
  const VitConfig& c = model_.config;
  std::fill(to, to + c.dim, 0.0F);
  float total = 0;
  for (std::int64_t i = c.prefix_tokens(); i < tokens; ++i) {
    const float weight = size != nullptr ? size[i] : 1.0F;
    const float* token = x + i * c.dim;
    if (model_.norm) layer_norm(token, 1, model_.norm->view(), row);
    if (model_.norm) token = row;
    for (std::int64_t k = 0; k < c.dim; ++k) to[k] += weight * token[k];
    total += weight;
  }
  for (std::int64_t k = 0; k < c.dim; ++k) to[k] /= total;
}

void TaskHead::keep(const float* features, std::int64_t index, const HeadResults& results) const {
  if (results.features == nullptr) return;
  const std::int64_t width = model_.config.features(), row = width * (model_.config.distilled ? 2 : 1);
  for (std::int64_t i = 0; i < batch_; ++i)
    std::copy_n(features + i * width, width, results.features + i * row + index * width);
}

float* TaskHead::finish(float* features, float* other, const Workspace& work) const {
  const VitConfig& c = model_.config;
  if (pool_ && model_.fc_norm) layer_norm(features, batch_, model_.fc_norm->view(), features);
  if (pre_logits_) {
    pre_logits_->run({features, nullptr}, {other, nullptr}, work.step);
    for (std::int64_t i = 0; i < batch_ * c.pre_logits; ++i) other[i] = std::tanh(other[i]);
    std::swap(features, other);
  }
  if (projection_) {
    projection_->run({features, nullptr}, {other, nullptr}, work.step);
    std::swap(features, other);
  }
  for (std::int64_t i = 0; c.normalized && i < batch_; ++i)
    normalise(features + i * c.features(), c.features());
  return features;
}

void TaskHead::run(const TokenRows& rows, std::int64_t tokens, const HeadResults& results,
                   const Workspace& work, StepClock& clock) const {
  const VitConfig& c = model_.config;
  float* const logits = results.logits;
  auto* features = static_cast<float*>(work.entering.values);
  auto* other = static_cast<float*>(work.mixed);
  if (pool_)
    pool_->run(rows, tokens, work, features, clock);
  else
    pool(rows, tokens, 0, work, features);
  if (finish(features, other, work) == other) std::swap(features, other);
  keep(features, 0, results);
  const std::int64_t count = batch_ * (head_ ? c.classes : c.features());
  if (head_)
    head_->run({features, nullptr}, {logits, nullptr}, work.step);
  else
    std::memcpy(logits, features, static_cast<std::size_t>(count) * sizeof(float));
  if (c.distilled) {
    pool(rows, tokens, 1, work, features);
    keep(features, 1, results);
    const float* second = features;
    if (head_distilled_) {
      head_distilled_->run({features, nullptr}, {other, nullptr}, work.step);
      second = other;
    }
    for (std::int64_t i = 0; i < count; ++i) logits[i] = (logits[i] + second[i]) / 2;
  }
  clock.book("head");
}

}  // namespace pyra
