// Loss and hits of the pictures trained on since they were last read. On a GPU they stay there until then:
// reading waits for it.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

namespace pyra {

struct Counts {
  double loss_sum = 0, correct = 0, images = 0;
};

class Tally {
 public:
  /// loss: the mean over `labels` [count]; logits [count, K], undefined where no hits are counted.
  void add(const at::Tensor& loss, const at::Tensor& logits, const at::Tensor& labels);
  /// And begins anew.
  Counts take();

 private:
  Counts read_;
  at::Tensor unread_;  // [2] float64 on a GPU: sum of losses, hits
};

}  // namespace pyra
