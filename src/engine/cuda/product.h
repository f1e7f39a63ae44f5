// y = x W^T + b on cuBLASLt, its epilogue fused where that is exact.
#pragma once

#include <cstdint>
#include <memory>

#include "deploy/plain_weights.h"
#include "engine/cuda/memory.h"
#include "pyra/activation.h"

namespace pyra::cuda {

/// What happens to the product's rows.
enum class Use {
  store,      // y as T
  activate,   // activation(y) as T, in the epilogue where the library can
  add,        // the residual stream, float32: x += y
  store_f32,  // y as float32
};

/// A map's weights on the GPU; rows are taken from it in place.
template <typename T>
struct DeviceDense {
  DeviceArray<T> weight;        // [out, in]
  DeviceArray<T> bias;          // [out], for products that store T
  DeviceArray<float> bias_f32;  // [out], for the others
  std::int64_t out = 0, in = 0;

  DeviceDense() = default;
  DeviceDense(const PlainDense& dense, std::int64_t out_rows, std::int64_t in_columns);
};

/// Rows first .. first + out - 1 of a map.
struct RowRange {
  std::int64_t first = 0, out = 0;
};

/// The library's handle and what every product of one stream shares.
class Blas {
 public:
  Blas();
  ~Blas();
  Blas(const Blas&) = delete;
  Blas& operator=(const Blas&) = delete;
  cublasLtHandle_t handle() const { return handle_; }
  void* workspace() const { return workspace_.get(); }
  std::size_t workspace_bytes() const { return workspace_.size(); }

 private:
  cublasLtHandle_t handle_ = nullptr;
  DeviceArray<std::byte> workspace_;
};

/// One product of a fixed shape: the algorithm is chosen when it is made, by the library's own heuristic, so
/// that results do not vary from process to process.
template <typename T>
class Product {
 public:
  /// `dense` and `blas` must outlive the product. Throws Failure where the library has no kernel for it.
  /// `activation`: of Use::activate.
  Product(const Blas& blas, const DeviceDense<T>& dense, std::int64_t rows, Use use, RowRange range = {},
          Activation activation = Activation::gelu);
  ~Product();
  Product(Product&&) noexcept;
  /// in [rows, in] T; out [rows, out], T or float32 by `use`.
  void run(const T* in, void* out, cudaStream_t stream) const;
  double macs() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace pyra::cuda
