#include "kernels/cuda/launch.h"
#include "kernels/cuda/row_of_lanes.h"
#include "reducers/shared/cuda/segment_sum.h"

namespace pyra::cuda {
namespace {

constexpr int kWarps = 8;

template <int Vectors>
__global__ void __launch_bounds__(kWarps* kWarp)
    add_rows(const float* input, const std::int32_t* segment, const float* weight, SegmentBatch b,
             float* output) {
  const int rows = static_cast<int>(b.rows), channels = static_cast<int>(b.channels),
            lane = static_cast<int>(threadIdx.x) % kWarp;
  const int to = static_cast<int>(blockIdx.x) * kWarps + static_cast<int>(threadIdx.x) / kWarp;
  if (to >= b.segments) return;
  const std::int64_t picture = blockIdx.y;
  input += picture * b.rows * b.channels;
  segment += picture * b.rows;
  RowOfLanes<Vectors> sum;
#pragma unroll
  for (int v = 0; v < Vectors; ++v) sum.part[v] = make_float4(0, 0, 0, 0);
  for (int first = 0; first < rows; first += kWarp) {
    unsigned mine = __ballot_sync(0xffffffffU, first + lane < rows && segment[first + lane] == to);
    for (; mine != 0; mine &= mine - 1) {
      const int from = first + __ffs(static_cast<int>(mine)) - 1;
      const float w = weight != nullptr ? weight[picture * b.rows + from] : 1.0F;
      for_parts<Vectors>(channels, [&](int at, int v) {
        const float4 x = load4(input + static_cast<std::int64_t>(from) * channels + at);
        sum.part[v].x += w * x.x, sum.part[v].y += w * x.y, sum.part[v].z += w * x.z,
            sum.part[v].w += w * x.w;
      });
    }
  }
  output += (picture * b.segments + to) * b.channels;
  for_parts<Vectors>(channels, [&](int at, int v) { store4(output + at, sum.part[v]); });
}

constexpr int kThreads = 256;

/// A thread four neighbouring channels.
__global__ void copy_rows(const float* input, const std::int32_t* index, const float* weight, SegmentBatch b,
                          std::int64_t count, float* output) {
  const std::int64_t at = static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x;
  if (at >= count) return;
  const std::int64_t parts = b.channels / 4, row = at / parts, channel = at % parts * 4;
  const std::int32_t from = index[row];
  float4 x = make_float4(0, 0, 0, 0);
  if (from >= 0) {
    const float w = weight != nullptr ? weight[row] : 1.0F;
    x = load4(input + (row / b.rows * b.segments + from) * b.channels + channel);
    x = make_float4(w * x.x, w * x.y, w * x.z, w * x.w);
  }
  store4(output + row * b.channels + channel, x);
}

}  // namespace

void segment_sum(const float* input, const std::int32_t* segment, const float* weight, const SegmentBatch& b,
                 float* output, cudaStream_t stream) {
  with_vectors(b.channels, [&](auto vectors) {
    launch("add_rows", add_rows<vectors.value>,
           dim3(blocks_for(b.segments, kWarps), static_cast<unsigned>(b.pictures)), kWarps * kWarp, 0, stream,
           input, segment, weight, b, output);
  });
}

void gather_rows(const float* input, const std::int32_t* index, const float* weight, const SegmentBatch& b,
                 float* output, cudaStream_t stream) {
  const std::int64_t count = b.pictures * b.rows * (b.channels / 4);
  if (b.channels % 4 != 0)
    throw InputError("rows of " + std::to_string(b.channels) +
                     " channels; the GPU's kernels take multiples of 4");
  if (count == 0) return;
  launch("copy_rows", copy_rows, blocks_for(count, kThreads), kThreads, 0, stream, input, index, weight, b,
         count, output);
}

}  // namespace pyra::cuda
