// What a GPU still has to do, asked without waiting for it.
#pragma once

#include <ATen/ATen.h>

#include <memory>

namespace pyra {

class DeviceQueue {
 public:
  virtual ~DeviceQueue() = default;
  /// The stream that torch is queueing on now, as the libraries of CUDA name it.
  virtual void* stream() const = 0;
  /// Remembers the end of what is queued now.
  virtual void mark() = 0;
  /// Whether the device has come there.
  virtual bool reached() const = 0;
};

std::unique_ptr<DeviceQueue> queue_of(at::Device device);

}  // namespace pyra
