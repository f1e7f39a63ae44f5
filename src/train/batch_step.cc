#include "train/batch_step.h"

namespace pyra {

StepOutcome EagerStep::accumulate(const MixedBatch& batch, double share) {
  const Pass pass{.random = parts_.random,
                  .common = parts_.common,
                  .checkpointing = parts_.checkpointing,
                  .autocast = parts_.autocast};
  return parts_.objective.accumulate(parts_.model, batch, pass, share);
}

void EagerStep::update(double lr) {
  if (parts_.clip_norm > 0) parts_.optimizer.clip(parts_.clip_norm);
  parts_.optimizer.step(lr);
  clear();
}

}  // namespace pyra
