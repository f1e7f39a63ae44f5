// Batches of the loader as tensors on the device that trains.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <optional>

#include "pyra/loader.h"

namespace pyra {

struct DeviceBatch {
  at::Tensor images;  // [count, 3, height, width] float32
  at::Tensor labels;  // [count] int64
};

class DeviceInput {
 public:
  explicit DeviceInput(at::Device device);
  /// On the CPU: over the batch's own memory, valid while it lives. On a GPU: copied from pinned memory on a stream of its own, so that the
  /// copy goes beside the step that still runs; nothing here waits for it.
  DeviceBatch load(Batch& batch, std::int64_t height, std::int64_t width) const;

 private:
  at::Tensor copied(const at::Tensor& host) const;

  at::Device device_;
  std::optional<c10::Stream> copies_;
};

}  // namespace pyra
