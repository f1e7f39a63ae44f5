#include "engine/cuda/device_check.h"

#include "engine/cuda/check.h"
#include "pyra/error.h"

namespace pyra::cuda {
namespace {

constexpr int kOldestMajor = 8;  // bf16 tensor cores and cp.async

std::string version_text(int number) {
  return std::to_string(number / 1000) + "." + std::to_string(number % 1000 / 10);
}

std::string driver_version() {
  int version = 0;
  cudaDriverGetVersion(&version);
  return version > 0 ? version_text(version) : "none";
}

std::string runtime_version() {
  int version = 0;
  cudaRuntimeGetVersion(&version);
  return version_text(version);
}

int count_devices() {
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  if (status == cudaErrorInsufficientDriver && driver_version() != "none") {
    throw InputError("the NVIDIA driver supports CUDA " + driver_version() + ", pyra was built with CUDA " +
                         runtime_version() + "; update the driver, or run on the CPU",
                     code::kDeviceMissing);
  }
  if (status == cudaErrorNoDevice || status == cudaErrorInsufficientDriver)
    count = 0;
  else
    check(status, "count the GPUs");
  return count;
}

int attribute(cudaDeviceAttr which, int index) {
  int value = 0;
  check(cudaDeviceGetAttribute(&value, which, index), "ask the GPU");
  return value;
}

}  // namespace

GpuFacts open_device(int index) {
  const int count = count_devices();
  if (count == 0) {
    throw InputError("this machine has no NVIDIA GPU with a driver (nvidia-smi lists none); run on the CPU",
                     code::kDeviceMissing);
  }
  if (index >= count) {
    throw InputError("no GPU " + std::to_string(index) + ": this machine has " + std::to_string(count) +
                         (count == 1 ? " GPU" : " GPUs") + ", numbered from 0",
                     code::kDeviceMissing);
  }
  cudaDeviceProp properties{};
  check(cudaGetDeviceProperties(&properties, index), "ask the GPU");
  if (properties.major < kOldestMajor) {
    throw InputError("GPU " + std::to_string(index) + ", the " + properties.name +
                         ", has compute capability " + std::to_string(properties.major) + "." +
                         std::to_string(properties.minor) +
                         "; pyra needs 8.0 (Ampere) or newer; run on the CPU",
                     code::kDeviceMissing);
  }
  check(cudaSetDevice(index), "choose the GPU");
  const double memory_khz = attribute(cudaDevAttrMemoryClockRate, index),
               bus_bits = attribute(cudaDevAttrGlobalMemoryBusWidth, index);
  return {properties.name,
          properties.major,
          properties.minor,
          properties.totalGlobalMem,
          properties.multiProcessorCount,
          attribute(cudaDevAttrClockRate, index) / 1000,
          2 * memory_khz * bus_bits / 8 / 1e6,
          driver_version(),
          runtime_version()};
}

}  // namespace pyra::cuda
