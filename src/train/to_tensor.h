// Batches of the loader as torch tensors.
#pragma once

#include <ATen/ATen.h>

#include "pyra/loader.h"

namespace pyra {

/// [count, 3, height, width] float32 over the batch's own memory: valid while the batch lives.
inline at::Tensor images_of(Batch& batch, std::int64_t height, std::int64_t width) {
  return at::from_blob(batch.images.data(), {batch.count, 3, height, width}, at::kFloat);
}

/// [count] int64, likewise.
inline at::Tensor labels_of(Batch& batch) {
  return at::from_blob(batch.labels.data(), {batch.count}, at::kLong);
}

}  // namespace pyra
