// Memory of the GPU for tests, and a way around machines that have none. In the emulator there always is one.
#pragma once

#include <cuda_bf16.h>
#include <gtest/gtest.h>

#include <vector>

#include "engine/cuda/memory.h"

namespace pyra::testing {

class NeedsDevice : public ::testing::Test {
 protected:
  void SetUp() override {
    int count = 0;
    if (cudaGetDeviceCount(&count) != cudaSuccess || count == 0) GTEST_SKIP() << "no NVIDIA GPU here";
  }
};

template <typename T>
std::vector<T> download(const cuda::DeviceArray<T>& from) {
  std::vector<T> values(from.size());
  cuda::check(cudaMemcpy(values.data(), from.get(), values.size() * sizeof(T), cudaMemcpyDeviceToHost),
              "copy results");  // waits for the kernels
  return values;
}

/// As T, rounded to the nearest.
template <typename T>
cuda::DeviceArray<T> upload(const std::vector<float>& values) {
  if constexpr (std::is_same_v<T, float>) {
    return cuda::DeviceArray<float>(values);
  } else {
    std::vector<T> rounded;
    for (const float value : values) rounded.push_back(__float2bfloat16(value));
    return cuda::DeviceArray<T>(rounded);
  }
}

inline std::vector<float> floats(const std::vector<float>& values) { return values; }
inline std::vector<float> floats(const std::vector<__nv_bfloat16>& values) {
  std::vector<float> wide;
  for (const __nv_bfloat16 value : values) wide.push_back(__bfloat162float(value));
  return wide;
}

/// float32 numbers as T holds them.
template <typename T>
std::vector<float> rounded(const std::vector<float>& values) {
  return floats(download(upload<T>(values)));
}

}  // namespace pyra::testing
