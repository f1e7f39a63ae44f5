// Gradients added from GPU to GPU.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "train/ranks/device_queue.h"
#include "train/ranks/gradient_sum.h"
#include "train/ranks/nccl.h"

namespace pyra {

/// One all-reduce for every stretch of memory in which gradients follow each other: one for a recorded step,
/// whose gradients lie together. It is queued behind the backward pass and not overlapped with it: of a few
/// megabytes, which NVLink moves in the time of a kernel or two. A rank that dies leaves the others' GPUs
/// waiting; settle() and intact() watch the ranks and abort.
class NcclSum final : public GradientSum {
 public:
  /// All ranks at once, each on a GPU of its own. farewell: how long intact() lets the last sum take. Throws
  /// InputError where NCCL refuses, RankFailure.
  NcclSum(Ranks& ranks, const Nccl& nccl, std::unique_ptr<DeviceQueue> queue,
          std::chrono::milliseconds farewell = std::chrono::seconds(5));
  ~NcclSum() override;

  void add(const ParameterList& parameters, std::vector<double>& numbers) override;
  void settle() override;
  bool intact() override;

 private:
  /// Which parameters have a gradient on any rank: the same at every step.
  void agree(const ParameterList& parameters);
  void check(int result, const char* what) const;
  void abort();

  Ranks& ranks_;
  const Nccl& nccl_;
  std::unique_ptr<DeviceQueue> queue_;
  std::chrono::milliseconds farewell_;
  Nccl::Communicator communicator_ = nullptr;
  std::optional<std::vector<bool>> wanted_;  // beside the parameters
};

}  // namespace pyra
