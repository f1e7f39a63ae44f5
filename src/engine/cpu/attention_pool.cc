#include "engine/cpu/attention_pool.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/memory/carver.h"
#include "engine/cpu/row_ops.h"
#include "kernels/small_product.h"
#include "schedules/executed_work.h"

namespace pyra {
namespace {

constexpr std::int64_t kRows = 32;  // tokens that are normed at a time, twice: they stay in the nearest cache

struct Parts {
  float *rows, *logits;  // [kRows, C], [N, width]

  static Parts cut(Carver& from, std::int64_t tokens, const PackedAttentionPool& weights) {
    return {.rows = from.take<float>(kRows * weights.dim),
            .logits = from.take<float>(tokens * weights.width)};
  }
};

/// softmax of each column over the tokens, log(size) added.
void softmax_columns(float* logits, std::int64_t tokens, std::int64_t heads, std::int64_t width,
                     const float* size) {
  for (std::int64_t h = 0; h < heads; ++h) {
    float most = -INFINITY, sum = 0;
    for (std::int64_t i = 0; i < tokens; ++i) {
      float& logit = logits[i * width + h];
      if (size != nullptr) logit += std::log(size[i]);
      most = std::max(most, logit);
    }
    for (std::int64_t i = 0; i < tokens; ++i)
      sum += logits[i * width + h] = std::exp(logits[i * width + h] - most);
    for (std::int64_t i = 0; i < tokens; ++i) logits[i * width + h] /= sum;
  }
}

}  // namespace

AttentionPool::AttentionPool(const PackedModel::Impl& model, const PassSetting& pass)
    : model_(model), weights_(*model.pool), batch_(pass.batch) {
  const auto step = [&](const Dense& dense, DenseUse use) {
    return make_dense_step(dense, batch_, use, Element::f32, pass.threads, model.config.activation);
  };
  for (const Dense& head : weights_.values) values_.push_back(step(head, DenseUse::branch));
  proj_ = step(weights_.proj, DenseUse::branch);
  up_ = step(weights_.fc1, DenseUse::product);
  down_ = step(weights_.fc2, DenseUse::residual);
}

void AttentionPool::add_needs(std::int64_t most_tokens, WorkspaceNeeds& needs) const {
  const VitConfig& c = model_.config;
  const std::size_t row = static_cast<std::size_t>(batch_) * sizeof(float);
  needs.raise(needs.qkv, row * static_cast<std::size_t>(weights_.heads * c.dim));
  needs.raise(needs.branch, row * static_cast<std::size_t>(c.dim));
  needs.raise(needs.mixed, row * static_cast<std::size_t>(c.dim));
  needs.raise(needs.hidden, row * static_cast<std::size_t>(c.mlp_dim));
  needs.raise(needs.attention,
              static_cast<std::int64_t>(measured<Parts>(most_tokens, weights_) / sizeof(float)));
  for (const auto& head : values_) needs.product(*head);
  for (const auto* step : {&proj_, &up_, &down_}) needs.product(**step);
}

void AttentionPool::mix(const float* x, const float* size, std::int64_t tokens, std::int64_t head_stride,
                        float* mixed, float* scratch) const {
  const std::int64_t dim = weights_.dim, heads = weights_.heads, width = weights_.width;
  const auto [normed, logits] = carved<Parts>(scratch, tokens, weights_);
  /// body(first, count, rows) for groups of tokens, after the last norm.
  const auto for_groups = [&, normed = normed](const auto& body) {
    for (std::int64_t first = 0; first < tokens; first += kRows) {
      const std::int64_t count = std::min(kRows, tokens - first);
      const float* rows = x + first * dim;
      if (model_.norm) layer_norm(rows, count, model_.norm->view(), normed);
      body(first, count, model_.norm ? normed : rows);
    }
  };
  for_groups([&, logits = logits](std::int64_t first, std::int64_t count, const float* rows) {
    small_product({rows, dim, 1}, weights_.probe.data(), width, {count, dim, width}, false,
                  logits + first * width, width);
  });
  softmax_columns(logits, tokens, heads, width, size);
  for_groups([&, logits = logits](std::int64_t first, std::int64_t count, const float* rows) {
    small_product({logits + first * width, 1, width}, rows, dim, {heads, count, dim}, first > 0, mixed,
                  head_stride);
  });
}

void AttentionPool::run(const TokenRows& rows, std::int64_t tokens, const Workspace& work, float* features,
                        StepClock& clock) const {
  const VitConfig& c = model_.config;
  const std::int64_t dim = c.dim, first = c.pool_prefix ? 0 : c.prefix_tokens(), seen = tokens - first;
  auto* mixed = static_cast<float*>(work.qkv);  // [H, B, C]
  work.step.team->for_each(batch_, [&](std::int64_t picture, int thread) {
    const std::int64_t row = picture * tokens + first;
    mix(rows.x + row * dim, rows.size != nullptr ? rows.size + row : nullptr, seen, batch_ * dim,
        mixed + picture * dim, work.attention + thread * work.attention_stride);
  });
  auto* values = static_cast<float*>(work.mixed);  // [B, C]
  const std::int64_t width = dim / weights_.heads;
  for (std::size_t h = 0; h < values_.size(); ++h) {
    values_[h]->run({mixed + static_cast<std::int64_t>(h) * batch_ * dim, nullptr}, {work.branch, nullptr},
                    work.step);
    for (std::int64_t i = 0; i < batch_; ++i)
      std::copy_n(work.branch + i * width, width, values + i * dim + static_cast<std::int64_t>(h) * width);
  }
  proj_->run({values, nullptr}, {features, nullptr}, work.step);
  normalise_rows(features, batch_, weights_.norm, Element::f32, {values, nullptr}, work.step);
  up_->run({values, nullptr}, work.hidden, work.step);
  down_->run(work.hidden, {features, nullptr}, work.step);
  clock.book("attention pool", static_cast<double>(batch_) * executed_pool_macs(c, seen));
}

}  // namespace pyra
