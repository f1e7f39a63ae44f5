#include "engine/cuda/cuda_runner.h"

#include <cuda_bf16.h>

#include <algorithm>
#include <cmath>

#include "engine/batch_limit.h"
#include "pyra/error.h"

namespace pyra::cuda {
namespace {

constexpr std::size_t kPlansKept = 16;

const InferenceModel& on_device(const InferenceModel& model, int device) {
  check(cudaSetDevice(device), "choose the GPU");
  return model;
}

bool all_finite(const float* numbers, std::size_t count) {
  return std::all_of(numbers, numbers + count, [](float x) { return std::isfinite(x); });
}

}  // namespace

template <typename T>
CudaRunner<T>::CudaRunner(const InferenceModel& model, int device)
    : device_(device), model_(on_device(model, device)) {}

template <typename T>
template <typename Body>
auto CudaRunner<T>::with_plan(std::int64_t batch, const Body& body) const {
  pyra::check_batch(config(), batch);
  check(cudaSetDevice(device_), "choose the GPU");
  std::unique_ptr<Plan<T>> plan;
  {
    const std::lock_guard lock(mutex_);
    const auto found = idle_.find(batch);
    if (found != idle_.end())
      plan = std::move(idle_.extract(found).mapped());
    else if (idle_.size() >= kPlansKept)
      idle_.erase(idle_.begin());
  }
  if (plan == nullptr) plan = std::make_unique<Plan<T>>(model_, batch);
  auto result = body(*plan);
  const std::lock_guard lock(mutex_);
  idle_.emplace(batch, std::move(plan));
  return result;
}

template <typename T>
void CudaRunner<T>::check_logits(const float* images, std::int64_t batch, const float* logits) const {
  if (all_finite(logits, static_cast<std::size_t>(batch * classes()))) return;
  const auto pixels = static_cast<std::size_t>(3 * config().image_height * config().image_width);
  for (std::int64_t picture = 0; picture < batch; ++picture) {
    if (all_finite(images + static_cast<std::size_t>(picture) * pixels, pixels)) continue;
    throw InputError("picture " + std::to_string(picture) +
                     " of the batch has pixels that are NaN or infinite; expected finite values, normalised");
  }
  throw InputError(
      "the model answers with NaN or infinity instead of logits: its weights are damaged or too large");
}

template <typename T>
void CudaRunner<T>::run_pass(const Runner::Pass& pass) const {
  if (pass.followed != nullptr) {
    throw InputError("which tokens merged cannot be told on the GPU; draw them on the CPU",
                     code::kDeviceUnable);
  }
  const HostResults results{pass.logits, pass.features};
  with_plan(pass.batch, [&](Plan<T>& plan) {
    if (pass.times != nullptr)
      *pass.times = plan.profile(pass.images, results);
    else
      plan.run(pass.images, results);
    return 0;
  });
  check_logits(pass.images, pass.batch, pass.logits);
}

template <typename T>
void CudaRunner<T>::run_resident(std::int64_t batch) const {
  with_plan(batch, [](Plan<T>& plan) {
    plan.run_resident();
    return 0;
  });
}

template <typename T>
std::size_t CudaRunner<T>::device_bytes(std::int64_t batch) const {
  return model_.bytes() + with_plan(batch, [](const Plan<T>& plan) { return plan.bytes(); });
}

template class CudaRunner<float>;
template class CudaRunner<__nv_bfloat16>;

}  // namespace pyra::cuda
