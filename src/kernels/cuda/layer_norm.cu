#include "kernels/cuda/launch.h"
#include "kernels/cuda/layer_norm.h"
#include "kernels/cuda/row_of_lanes.h"

namespace pyra::cuda {
namespace {

constexpr int kWarps = 4;

/// A warp a row.
template <int Vectors, typename T>
__global__ void __launch_bounds__(kWarps* kWarp)
    norm_rows(const float* x, std::int64_t rows, std::int64_t x_row, int channels, const float* weight,
              const float* bias, float eps, T* to) {
  const std::int64_t at_row = static_cast<std::int64_t>(blockIdx.x) * kWarps + threadIdx.x / kWarp;
  if (at_row >= rows) return;
  RowOfLanes<Vectors> row;
  for_parts<Vectors>(channels, [&](int at, int v) { row.part[v] = load4(x + at_row * x_row + at); });
  const Moments m = moments(row, channels, eps);
  for_parts<Vectors>(channels, [&](int at, int v) {
    store4(to + at_row * channels + at, affine(row.part[v], m, load4(weight + at), load4(bias + at)));
  });
}

}  // namespace

template <typename T>
void layer_norm(const float* x, std::int64_t rows, std::int64_t x_row, std::int64_t channels,
                const float* weight, const float* bias, float eps, T* to, cudaStream_t stream) {
  with_vectors(channels, [&](auto vectors) {
    launch("layer_norm", norm_rows<vectors.value, T>, blocks_for(rows, kWarps), kWarps * kWarp, 0, stream, x,
           rows, x_row, static_cast<int>(channels), weight, bias, eps, to);
  });
}

template void layer_norm(const float*, std::int64_t, std::int64_t, std::int64_t, const float*, const float*,
                         float, float*, cudaStream_t);
template void layer_norm(const float*, std::int64_t, std::int64_t, std::int64_t, const float*, const float*,
                         float, __nv_bfloat16*, cudaStream_t);

}  // namespace pyra::cuda
