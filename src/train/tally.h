// Loss and the task's figure of the pictures trained on since they were last read. On a GPU they stay there
// until then: reading waits for it.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

namespace pyra {

struct Counts {
  double loss_sum = 0, running = 0, images = 0;
};

class Tally {
 public:
  /// loss: the mean over `count` pictures; running: the sum of their figures, undefined where there is none.
  void add(const at::Tensor& loss, const at::Tensor& running, std::int64_t count);
  /// And begins anew.
  Counts take();

 private:
  Counts read_;
  at::Tensor unread_;  // [2] float64 on a GPU: sum of losses, of figures
};

}  // namespace pyra
