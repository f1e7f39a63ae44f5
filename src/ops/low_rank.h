// The trained half of LoRA, B A x, on chunks of rows: forward and backward.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

namespace pyra {

/// down is A [rank, in], up is B [out, rank]; float32. Every function shares its work over all threads, and
/// its sums do not depend on how many there are.
class LowRankMap {
 public:
  LowRankMap(const at::Tensor& down, const at::Tensor& up);
  std::int64_t rank() const { return rank_; }
  /// Columns of z: the rank in whole vectors, the rest zero.
  std::int64_t width() const { return width_; }

  /// z [rows, width] = x A^T from x [rows, in].
  void reduce(const float* x, std::int64_t rows, float* z) const;
  /// y [rows, out] += z B^T.
  void expand(const float* z, std::int64_t rows, float* y) const;

  /// dz [rows, width] = dy B from dy [rows, out].
  void reduce_gradient(const float* dy, std::int64_t rows, float* dz) const;
  /// dx [rows, in] = dz A.
  void expand_gradient(const float* dz, std::int64_t rows, float* dx) const;
  /// to [rank, columns] += z^T x, from x [rows, columns]: the gradient of A (z: dz) and of B^T (x: dy).
  void accumulate(const float* z, const float* x, std::int64_t rows, std::int64_t columns, float* to) const;

 private:
  std::int64_t rank_, width_, in_, out_;
  at::Tensor down_, down_t_;  // [rank, in], [in, width]
  at::Tensor up_, up_t_;      // [out, width], [rank, out]
};

}  // namespace pyra
