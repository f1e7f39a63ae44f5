// Batches of the loader as tensors on the device that trains.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <functional>
#include <optional>

#include "pyra/loader.h"

namespace pyra {

struct DeviceBatch {
  at::Tensor images;   // [count, 3, height, width] float32
  at::Tensor targets;  // as TaskLoss takes them
};

class DeviceInput {
 public:
  /// values: the normalisation of pictures that a GPU finishes (LoaderOptions::plans).
  DeviceInput(at::Device device, const PixelValues& values);
  /// On the CPU: over the batch's own memory, valid while it lives. On a GPU: copied from pinned memory on a
  /// stream of its own, so that the copy goes beside the step that still runs, and so does what is left of
  /// the pictures' way where the batch has plans; nothing here waits for it.
  DeviceBatch load(Batch& batch, std::int64_t height, std::int64_t width) const;

 private:
  /// What `work` makes on the copies' stream, for the stream that computes.
  at::Tensor beside(const std::function<at::Tensor()>& work) const;
  at::Tensor copied(const at::Tensor& host) const;
  at::Tensor placed(const Batch& batch, std::int64_t height, std::int64_t width) const;

  at::Device device_;
  std::optional<c10::Stream> copies_;
  at::Tensor values_;  // [3, 256] on a GPU
};

}  // namespace pyra
