// The engine of one GPU: plans by batch size, each with memory and a stream of its own for every call in
// flight.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "engine/cuda/plan.h"
#include "engine/cuda_library.h"

namespace pyra::cuda {

template <typename T>
class CudaRunner final : public GpuRunner {
 public:
  /// `device` is a GPU that open_device() accepted.
  CudaRunner(const InferenceModel& model, int device);

  const VitConfig& config() const override { return model_.config; }
  const std::vector<std::int64_t>& rates() const override { return model_.rates; }

  void run_resident(std::int64_t batch) const override;
  std::size_t device_bytes(std::int64_t batch) const override;

 private:
  /// Throws InputError for followed tokens: which merge stays on the GPU.
  void run_pass(const Runner::Pass& pass) const override;
  /// Calls `body` with a plan that nobody else uses meanwhile, on this runner's device.
  template <typename Body>
  auto with_plan(std::int64_t batch, const Body& body) const;
  void check_logits(const float* images, std::int64_t batch, const float* logits) const;

  int device_;
  DeviceModel<T> model_;
  mutable std::mutex mutex_;
  mutable std::multimap<std::int64_t, std::unique_ptr<Plan<T>>> idle_;  // by batch
};

}  // namespace pyra::cuda
