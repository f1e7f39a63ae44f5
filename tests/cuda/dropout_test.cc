// Dropout on the GPU: the CPU's mask to the element, another one for every seed of a step.
#include "kernels/cuda/dropout.h"

#include <gtest/gtest.h>

#include "cuda/device.h"
#include "kernels/dropout.h"
#include "kernels/kernel_cases.h"

namespace pyra::testing {
namespace {

class CudaDropout : public NeedsDevice {};

template <typename T>
void check_dropout(std::int64_t count, float probability, bool by_step) {
  constexpr std::uint64_t kSeed = 0x123456789abcdef0, kStep = 0xfedcba9800000017;
  const Floats x = rounded<T>(random_floats(count, 1));
  const cuda::DeviceArray<T> on_device = upload<T>(x), to(x.size());
  const cuda::DeviceArray<std::uint64_t> step(std::vector<std::uint64_t>{kStep});
  cuda::dropout(on_device.get(), count, {kSeed, by_step ? step.get() : nullptr, probability}, to.get(),
                nullptr);
  Floats expected(x.size());
  dropout(x.data(), 0, count, {by_step ? kSeed ^ kStep : kSeed, probability}, expected.data());
  const bool narrow = !std::is_same_v<T, float>;
  EXPECT_EQ(floats(download(to)), narrow ? rounded<T>(expected) : expected) << count << " " << probability;
}

TEST_F(CudaDropout, small_masks) {
  for (const std::int64_t count : {1, 3, 4, 1023, 2050}) {
    for (const float probability : {0.0F, 0.1F, 0.5F}) {
      for (const bool by_step : {false, true}) {
        check_dropout<float>(count, probability, by_step);
        check_dropout<__nv_bfloat16>(count, probability, by_step);
      }
    }
  }
}

}  // namespace
}  // namespace pyra::testing
