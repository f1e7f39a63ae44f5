// Batches of the loader as torch tensors.
#pragma once

#include <ATen/ATen.h>

#include "pyra/loader.h"

namespace pyra {

/// [count, 3, height, width] float32 over the batch's own memory: valid while the batch lives.
inline at::Tensor images_of(Batch& batch, std::int64_t height, std::int64_t width) {
  return at::from_blob(batch.images.data(), {batch.count, 3, height, width}, at::kFloat);
}

/// Likewise: [count] int64 of classes, else [count, K] float32.
inline at::Tensor targets_of(Batch& batch) {
  if (batch.targets.empty()) return at::from_blob(batch.labels.data(), {batch.count}, at::kLong);
  const auto outputs = static_cast<std::int64_t>(batch.targets.size()) / batch.count;
  return at::from_blob(batch.targets.data(), {batch.count, outputs}, at::kFloat);
}

}  // namespace pyra
