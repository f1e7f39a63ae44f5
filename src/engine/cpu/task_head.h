// From the last block's rows to logits.
#pragma once

#include <optional>

#include "engine/cpu/attention_pool.h"
#include "engine/cpu/block_plan.h"

namespace pyra {

struct HeadResults {
  float* logits;    // [B, K], or the pooled features where there is no head
  float* features;  // [B, F]: what each head reads, one after the other; or null
};

class TaskHead {
 public:
  TaskHead(const PackedModel::Impl& model, const PassSetting& pass);
  void add_needs(PassNeeds& needs) const;
  /// Of rows.x [B, tokens, C].
  void run(const TokenRows& rows, std::int64_t tokens, const HeadResults& results, const Workspace& work,
           StepClock& clock) const;

 private:
  /// Pooled features of one kind: class token, distillation token (`index`), the average of the patches, or
  /// both.
  void pool(const TokenRows& rows, std::int64_t tokens, std::int64_t index, const Workspace& work,
            float* features) const;
  void pool_picture(const TokenRows& rows, std::int64_t picture, std::int64_t tokens, std::int64_t index,
                    float* row, float* to) const;
  /// x [tokens, C] and size [tokens] of one picture; row [C]: scratch.
  void average_patches(const float* x, const float* size, std::int64_t tokens, float* row, float* to) const;
  /// From pooled features to what the first head reads; `other` is memory of the same size. Returns where
  /// they are, of the two.
  float* finish(float* features, float* other, const Workspace& work) const;
  /// What head `index` reads into its part of every row of `results.features`, where that is wanted.
  void keep(const float* features, std::int64_t index, const HeadResults& results) const;

  const PackedModel::Impl& model_;
  std::int64_t batch_;
  std::optional<AttentionPool> pool_;
  std::unique_ptr<DenseStep> pre_logits_, projection_, head_, head_distilled_;
};

}  // namespace pyra
