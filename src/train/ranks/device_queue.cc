#include "train/ranks/device_queue.h"

#include <c10/core/Event.h>
#include <c10/core/impl/VirtualGuardImpl.h>

namespace pyra {
namespace {

class TorchQueue final : public DeviceQueue {
 public:
  explicit TorchQueue(at::Device device) : device_(device), guard_(device.type()), event_(device.type()) {}
  void* stream() const override { return guard_.getStream(device_).native_handle(); }
  void mark() override { event_.record(guard_.getStream(device_)); }
  bool reached() const override { return event_.query(); }

 private:
  at::Device device_;
  c10::impl::VirtualGuardImpl guard_;
  c10::Event event_;
};

}  // namespace

std::unique_ptr<DeviceQueue> queue_of(at::Device device) { return std::make_unique<TorchQueue>(device); }

}  // namespace pyra
