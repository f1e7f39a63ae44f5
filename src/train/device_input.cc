#include "train/device_input.h"

#include <c10/core/Event.h>
#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include "train/to_tensor.h"

namespace pyra {

DeviceInput::DeviceInput(at::Device device) : device_(device) {
  if (!device.is_cpu()) copies_ = c10::impl::VirtualGuardImpl(device.type()).getStreamFromGlobalPool(device);
}

DeviceBatch DeviceInput::load(Batch& batch, std::int64_t height, std::int64_t width) const {
  const DeviceBatch host{images_of(batch, height, width), labels_of(batch)};
  return copies_ ? DeviceBatch{copied(host.images), copied(host.labels)} : host;
}

at::Tensor DeviceInput::copied(const at::Tensor& host) const {
  const at::Tensor pinned = host.pin_memory();
  at::Tensor there;
  c10::Event done(device_.type());
  {
    const c10::StreamGuard guard(*copies_);
    there = pinned.to(device_, /*non_blocking=*/true);
    done.record(*copies_);
  }
  const c10::Stream main = c10::impl::VirtualGuardImpl(device_.type()).getStream(device_);
  done.block(main);
  there.record_stream(main);
  return there;
}

}  // namespace pyra
