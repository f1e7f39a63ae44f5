#include "train/device_input.h"

#include <c10/core/Event.h>
#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include "engine/cuda_library.h"
#include "train/to_tensor.h"

namespace pyra {

DeviceInput::DeviceInput(at::Device device, const PixelValues& values) : device_(device) {
  if (device.is_cpu()) return;
  copies_ = c10::impl::VirtualGuardImpl(device.type()).getStreamFromGlobalPool(device);
  values_ = at::from_blob(const_cast<float*>(values.front().data()), {3, 256}, at::kFloat).to(device);
}

DeviceBatch DeviceInput::load(Batch& batch, std::int64_t height, std::int64_t width) const {
  if (!copies_) return {images_of(batch, height, width), targets_of(batch)};
  const at::Tensor targets = copied(targets_of(batch));
  return {batch.plans.empty() ? copied(images_of(batch, height, width)) : placed(batch, height, width),
          targets};
}

at::Tensor DeviceInput::beside(const std::function<at::Tensor()>& work) const {
  at::Tensor there;
  c10::Event done(device_.type());
  {
    const c10::StreamGuard guard(*copies_);
    there = work();
    done.record(*copies_);
  }
  const c10::Stream main = c10::impl::VirtualGuardImpl(device_.type()).getStream(device_);
  done.block(main);
  there.record_stream(main);
  return there;
}

at::Tensor DeviceInput::copied(const at::Tensor& host) const {
  const at::Tensor pinned = host.pin_memory();
  return beside([&] { return pinned.to(device_, /*non_blocking=*/true); });
}

at::Tensor DeviceInput::placed(const Batch& batch, std::int64_t height, std::int64_t width) const {
  const PictureBatch pictures(batch.plans);
  const at::Tensor pinned = at::empty({static_cast<std::int64_t>(pictures.bytes())},
                                      at::TensorOptions().dtype(at::kByte).pinned_memory(true));
  pictures.write(pinned.mutable_data_ptr<std::uint8_t>());
  return beside([&] {
    const at::Tensor bytes = pinned.to(device_, /*non_blocking=*/true);
    const at::Tensor scratch =
        at::empty({static_cast<std::int64_t>(pictures.scratch_bytes())}, bytes.options());
    at::Tensor images = at::empty({pictures.count(), 3, height, width}, values_.options());
    cuda_library().picture_ops().place(
        bytes.const_data_ptr<std::uint8_t>(), pictures.count(), pictures.most_between(),
        values_.const_data_ptr<float>(), height, width, scratch.mutable_data_ptr<std::uint8_t>(),
        images.mutable_data_ptr<float>(), {device_.index(), copies_->native_handle()});
    return images;
  });
}

}  // namespace pyra
