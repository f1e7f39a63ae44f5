// The rate at which a GPU multiplies matrices of a Vision Transformer's shapes.
#pragma once

#include <vector>

#include "engine/cuda/product.h"
#include "engine/peak_source.h"
#include "pyra/vit_config.h"

namespace pyra::cuda {

/// The four products of a block with all rows of a batch, timed by events.
template <typename T>
class CudaPeak final : public PeakSource {
 public:
  /// On the current device.
  CudaPeak(const VitConfig& config, std::int64_t batch);
  ~CudaPeak() override;
  void sweep() override;
  Peak result() override;

 private:
  Blas blas_;
  std::vector<DeviceDense<T>> weights_;
  std::vector<Product<T>> products_;
  std::vector<PeakShape> shapes_;
  std::vector<std::vector<double>> gflops_;  // [shape][sweep]
  DeviceArray<T> input_, output_;
  cudaEvent_t begin_ = nullptr, end_ = nullptr;
};

}  // namespace pyra::cuda
