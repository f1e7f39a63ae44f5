// Products and attention of a scope in bf16, by torch's autocast; norms, softmax and sums stay float32.
#pragma once

#include <ATen/autocast_mode.h>

namespace pyra {

class Autocast {
 public:
  Autocast(c10::DeviceType device, bool on)
      : device_(device), before_(at::autocast::is_autocast_enabled(device)) {
    if (!on) return;
    at::autocast::set_autocast_dtype(device, at::kBFloat16);
    at::autocast::set_autocast_enabled(device, true);
    at::autocast::increment_nesting();
    on_ = true;
  }
  ~Autocast() {
    if (!on_) return;
    if (at::autocast::decrement_nesting() == 0)
      at::autocast::clear_cache();  // of weights: the next step has others
    at::autocast::set_autocast_enabled(device_, before_);
  }
  Autocast(const Autocast&) = delete;
  Autocast& operator=(const Autocast&) = delete;

 private:
  c10::DeviceType device_;
  bool before_, on_ = false;
};

}  // namespace pyra
