#include "ops/low_rank.h"

#include <algorithm>

#include "base/memory/padding.h"
#include "kernels/small_product.h"
#include "ops/frozen_norm.h"

namespace pyra {
namespace {

/// [n, rank] with zeros behind, so that its rows are whole vectors.
at::Tensor widened(const at::Tensor& matrix, std::int64_t width) {
  at::Tensor wide = at::zeros({matrix.size(0), width}, matrix.options().requires_grad(false));
  wide.narrow(1, 0, matrix.size(1)).copy_(matrix);
  return wide;
}

}  // namespace

LowRankMap::LowRankMap(const at::Tensor& down, const at::Tensor& up)
    : rank_(down.size(0)),
      width_(padded(rank_)),
      in_(down.size(1)),
      out_(up.size(0)),
      down_(down.contiguous()),
      down_t_(widened(down.t(), width_)),
      up_(widened(up, width_)),
      up_t_(up.t().contiguous()) {}

void LowRankMap::reduce(const float* x, std::int64_t rows, float* z) const {
  parallel_rows(rows, [&](std::int64_t first, std::int64_t count) {
    small_product({x + first * in_, in_, 1}, down_t_.const_data_ptr<float>(), width_, {count, in_, width_},
                  false, z + first * width_, width_);
  });
}

void LowRankMap::expand(const float* z, std::int64_t rows, float* y) const {
  parallel_rows(rows, [&](std::int64_t first, std::int64_t count) {
    small_product({z + first * width_, width_, 1}, up_t_.const_data_ptr<float>(), out_, {count, rank_, out_},
                  true, y + first * out_, out_);
  });
}

void LowRankMap::reduce_gradient(const float* dy, std::int64_t rows, float* dz) const {
  parallel_rows(rows, [&](std::int64_t first, std::int64_t count) {
    small_product({dy + first * out_, out_, 1}, up_.const_data_ptr<float>(), width_, {count, out_, width_},
                  false, dz + first * width_, width_);
  });
}

void LowRankMap::expand_gradient(const float* dz, std::int64_t rows, float* dx) const {
  parallel_rows(rows, [&](std::int64_t first, std::int64_t count) {
    small_product({dz + first * width_, width_, 1}, down_.const_data_ptr<float>(), in_, {count, rank_, in_},
                  false, dx + first * in_, in_);
  });
}

void LowRankMap::accumulate(const float* z, const float* x, std::int64_t rows, std::int64_t columns,
                            float* to) const {
  constexpr std::int64_t kBlock =
      64;  // columns: those of x stay in the nearest cache from one row of `to` to the next
  at::parallel_for(0, (columns + kBlock - 1) / kBlock, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t first = begin * kBlock; first < std::min(end * kBlock, columns); first += kBlock) {
      small_product({z, 1, width_}, x + first, columns, {rank_, rows, std::min(kBlock, columns - first)},
                    true, to + first, columns);
    }
  });
}

}  // namespace pyra
