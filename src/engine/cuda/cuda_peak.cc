#include "engine/cuda/cuda_peak.h"

#include <cuda_bf16.h>

#include <algorithm>
#include <array>
#include <type_traits>

#include "base/noise.h"

namespace pyra::cuda {
namespace {

constexpr int kCalls = 5;  // of a shape in a sweep; the first is not counted

PlainDense random_dense(std::int64_t out, std::int64_t in) {
  PlainDense dense;
  Noise noise;
  for (std::int64_t i = 0; i < out * in; ++i) dense.weight.push_back(noise.next());
  dense.bias.assign(static_cast<std::size_t>(out), 0.0F);
  return dense;
}

}  // namespace

template <typename T>
CudaPeak<T>::CudaPeak(const VitConfig& config, std::int64_t batch) {
  struct Named {
    const char* name;
    std::int64_t out, in;
  };
  const std::array named{Named{"qkv", 3 * config.dim, config.dim}, Named{"proj", config.dim, config.dim},
                         Named{"fc1", config.mlp_up(), config.dim}, Named{"fc2", config.dim, config.mlp_dim}};
  const std::int64_t rows = batch * config.tokens(), widest = std::max(3 * config.dim, config.mlp_up());
  for (const Named& shape : named) {
    weights_.emplace_back(random_dense(shape.out, shape.in), shape.out, shape.in);
    shapes_.push_back({shape.name, rows, shape.in, shape.out, "cuBLASLt"});
  }
  for (const DeviceDense<T>& dense : weights_) products_.emplace_back(blas_, dense, rows, Use::store);
  gflops_.resize(shapes_.size());
  input_ = DeviceArray<T>(static_cast<std::size_t>(rows * widest));
  output_ = DeviceArray<T>(input_.size());
  // The largest map's weights again and again: ordinary numbers here too.
  const DeviceArray<T>& source = weights_[2].weight;
  for (std::size_t at = 0; at < input_.size(); at += source.size()) {
    const std::size_t count = std::min(source.size(), input_.size() - at);
    check(cudaMemcpy(input_.get() + at, source.get(), count * sizeof(T), cudaMemcpyDeviceToDevice),
          "fill the inputs");
  }
  check(cudaEventCreate(&begin_), "make an event");
  check(cudaEventCreate(&end_), "make an event");
}

template <typename T>
CudaPeak<T>::~CudaPeak() {
  cudaEventDestroy(begin_);
  cudaEventDestroy(end_);
}

template <typename T>
void CudaPeak<T>::sweep() {
  for (std::size_t i = 0; i < products_.size(); ++i) {
    products_[i].run(input_.get(), output_.get(), nullptr);
    check(cudaEventRecord(begin_, nullptr), "record an event");
    for (int call = 1; call < kCalls; ++call) products_[i].run(input_.get(), output_.get(), nullptr);
    check(cudaEventRecord(end_, nullptr), "record an event");
    check(cudaEventSynchronize(end_), "measure the peak");
    float ms = 0;
    check(cudaEventElapsedTime(&ms, begin_, end_), "read the time");
    gflops_[i].push_back(2e-6 * products_[i].macs() * (kCalls - 1) / std::max(1e-6, static_cast<double>(ms)));
  }
}

template <typename T>
Peak CudaPeak<T>::result() {
  if (gflops_.front().empty()) sweep();
  return peak_of(std::is_same_v<T, float> ? Precision::f32 : Precision::bf16, shapes_, gflops_);
}

template class CudaPeak<float>;
template class CudaPeak<__nv_bfloat16>;

}  // namespace pyra::cuda
