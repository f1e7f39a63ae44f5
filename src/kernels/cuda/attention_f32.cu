// Exact float32: 256 threads take 64 queries, each with 4 rows of logits against 4 keys and then 4 rows of
// output in every sixteenth column. Keys and values go through shared memory 64 at a time.
#include <cmath>

#include "kernels/cuda/attention.h"
#include "kernels/cuda/device_language.h"
#include "kernels/cuda/elements.h"
#include "kernels/cuda/launch.h"

namespace pyra::cuda {
namespace {

constexpr int kTile = 64, kThreads = 256, kStride = kTile + 4;  // queries and keys at a time

/// Rows first .. first + 63 of a head transposed, to[d][row]; zeros beyond.
__device__ __forceinline__ void load_transposed(const float* from, std::int64_t row, int first, int rows,
                                                int channels, float* to) {
  for (int i = static_cast<int>(threadIdx.x); i < kTile * channels; i += kThreads) {
    const int line = i / channels, d = i % channels;
    to[d * kStride + line] = first + line < rows ? from[(first + line) * row + d] : 0.0F;
  }
}

/// The greatest or the sum over the 16 threads of a row.
template <typename Join>
__device__ __forceinline__ float over_row(float value, const Join& join) {
#pragma unroll
  for (int distance = 8; distance > 0; distance /= 2)
    value = join(value, __shfl_xor_sync(0xffffffffU, value, distance));
  return value;
}

/// Columns: D over 16, rounded up.
template <int Columns>
__global__ void __launch_bounds__(kThreads)
    attend(AttentionInput<float> in, AttentionBatch shape, float* out, std::int64_t out_row) {
  const int channels = static_cast<int>(shape.head_dim), query_count = static_cast<int>(shape.queries),
            key_count = static_cast<int>(shape.keys);
  float* queries = reinterpret_cast<float*>(dynamic_shared());  // [D][kStride]
  float *keys = queries + channels * kStride,
        *weights = keys + channels * kStride;  // [D][kStride], [kTile keys][kStride queries]
  float* values = weights + kTile * kStride;   // [kTile][D]
  const int column = static_cast<int>(threadIdx.x) % 16, line = static_cast<int>(threadIdx.x) / 16;
  const int head = static_cast<int>(blockIdx.y), picture = static_cast<int>(blockIdx.z),
            first_query = static_cast<int>(blockIdx.x) * kTile;
  const float* q = in.q + picture * shape.queries * in.q_row + head * channels;
  const float* k = in.k + picture * shape.keys * in.kv_row + head * channels;
  const float* v = in.v + picture * shape.keys * in.kv_row + head * channels;
  const float* log_size = in.log_size != nullptr ? in.log_size + picture * shape.keys : nullptr;
  load_transposed(q, in.q_row, first_query, query_count, channels, queries);

  float mixed[4][Columns] = {}, highest[4], total[4] = {};
  for (int i = 0; i < 4; ++i) highest[i] = -__builtin_inff();
  for (int first_key = 0; first_key < key_count; first_key += kTile) {
    __syncthreads();
    load_transposed(k, in.kv_row, first_key, key_count, channels, keys);
    for (int i = static_cast<int>(threadIdx.x); i < kTile * channels; i += kThreads) {
      const int row = i / channels, d = i % channels;
      values[i] = first_key + row < key_count ? v[(first_key + row) * in.kv_row + d] : 0.0F;
    }
    __syncthreads();
    float logits[4][4] = {};
    for (int d = 0; d < channels; ++d) {
      const float4 a = load4(queries + d * kStride + 4 * line), b = load4(keys + d * kStride + 4 * column);
      const float as[4] = {a.x, a.y, a.z, a.w}, bs[4] = {b.x, b.y, b.z, b.w};
#pragma unroll
      for (int i = 0; i < 4; ++i) {
#pragma unroll
        for (int j = 0; j < 4; ++j) logits[i][j] = fmaf(as[i], bs[j], logits[i][j]);
      }
    }
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      float most = highest[i];
#pragma unroll
      for (int j = 0; j < 4; ++j) {
        const int key = first_key + 4 * column + j;
        logits[i][j] = key < key_count
                           ? logits[i][j] * in.scale + (log_size != nullptr ? log_size[key] : 0.0F)
                           : -__builtin_inff();
        most = fmaxf(most, logits[i][j]);
      }
      most = over_row(most, [](float a, float b) { return fmaxf(a, b); });
      const float correction = expf(highest[i] - most);
      highest[i] = most;
      float sum = 0;
#pragma unroll
      for (int j = 0; j < 4; ++j) {
        logits[i][j] = expf(logits[i][j] - most);
        sum += logits[i][j];
        weights[(4 * column + j) * kStride + 4 * line + i] = logits[i][j];
      }
      total[i] = total[i] * correction + over_row(sum, [](float a, float b) { return a + b; });
#pragma unroll
      for (int c = 0; c < Columns; ++c) mixed[i][c] *= correction;
    }
    __syncthreads();
    const int rows = key_count - first_key < kTile ? key_count - first_key : kTile;
    for (int key = 0; key < rows; ++key) {
      const float4 w = load4(weights + key * kStride + 4 * line);
      const float ws[4] = {w.x, w.y, w.z, w.w};
#pragma unroll
      for (int c = 0; c < Columns; ++c) {
        const int d = 16 * c + column;
        const float value = d < channels ? values[key * channels + d] : 0.0F;
#pragma unroll
        for (int i = 0; i < 4; ++i) mixed[i][c] = fmaf(ws[i], value, mixed[i][c]);
      }
    }
  }
#pragma unroll
  for (int i = 0; i < 4; ++i) {
    const int query = first_query + 4 * line + i;
    if (query >= query_count) continue;
    float* to = out + (picture * shape.queries + query) * out_row + head * channels;
    const float share = 1.0F / total[i];
#pragma unroll
    for (int c = 0; c < Columns; ++c) {
      if (16 * c + column < channels) to[16 * c + column] = mixed[i][c] * share;
    }
  }
}

template <int Columns>
void start(const AttentionInput<float>& in, const AttentionBatch& b, float* out, std::int64_t out_row,
           cudaStream_t stream) {
  const auto channels = static_cast<std::size_t>(b.head_dim);
  const std::size_t shared = (2 * channels * kStride + kTile * kStride + kTile * channels) * sizeof(float);
  const dim3 grid(blocks_for(b.queries, kTile), static_cast<unsigned>(b.heads),
                  static_cast<unsigned>(b.pictures));
  launch("attention", attend<Columns>, grid, kThreads, shared, stream, in, b, out, out_row);
}

}  // namespace

template <>
void attention(const AttentionInput<float>& in, const AttentionBatch& b, float* out, std::int64_t out_row,
               cudaStream_t stream) {
  switch ((b.head_dim + 15) / 16) {
    case 1:
      return start<1>(in, b, out, out_row, stream);
    case 2:
      return start<2>(in, b, out, out_row, stream);
    case 3:
      return start<3>(in, b, out, out_row, stream);
    case 4:
      return start<4>(in, b, out, out_row, stream);
    case 5:
      return start<5>(in, b, out, out_row, stream);
    case 6:
      return start<6>(in, b, out, out_row, stream);
    case 7:
      return start<7>(in, b, out, out_row, stream);
    case 8:
      return start<8>(in, b, out, out_row, stream);
    default:
      throw InputError("heads of " + std::to_string(b.head_dim) +
                       " channels; attention on the GPU takes up to 128");
  }
}

}  // namespace pyra::cuda
