// Four warps take 16 queries each and stream the keys and values of their head through shared memory, 64 at a
// time. A warp's logits are the accumulators of its first product and, rounded to bf16, the left factors of
// the second: they never leave its registers.
#include <cmath>

#include "kernels/cuda/attention.h"
#include "kernels/cuda/device_language.h"
#include "kernels/cuda/elements.h"
#include "kernels/cuda/launch.h"

namespace pyra::cuda {
namespace {

using Bf16 = __nv_bfloat16;
constexpr int kWarps = 4, kRows = 16, kQueries = kWarps * kRows, kKeys = 64, kPadding = 8;
constexpr float kLog2E = 1.4426950408889634F;

/// Rows first .. first + Count - 1 of a head into shared memory, rows D + kPadding apart so that fragments
/// meet no bank twice; zeros beyond `rows`.
template <int D, int Count>
__device__ __forceinline__ void load_rows(const Bf16* from, std::int64_t row, int first, int rows, Bf16* to) {
  constexpr int kPieces = D / 8;
  for (int i = static_cast<int>(threadIdx.x); i < Count * kPieces; i += kWarps * kWarp) {
    const int line = i / kPieces, piece = i % kPieces * 8;
    const bool there = first + line < rows;
    copy_16_bytes(to + line * (D + kPadding) + piece, from + (there ? (first + line) * row : 0) + piece,
                  there);
  }
}

/// A warp's running softmax: lane l has rows l / 4 and l / 4 + 8 of its 16 queries.
struct Softmax {
  float highest[2] = {-__builtin_inff(), -__builtin_inff()}, total[2] = {0, 0};
};

/// logits in place -> their powers of two relative to the row's new maximum; returns the factors of what was
/// summed before.
__device__ __forceinline__ void exponentiate(float (&logits)[kKeys / 8][4], Softmax& softmax,
                                             float (&correction)[2]) {
#pragma unroll
  for (int half = 0; half < 2; ++half) {
    float highest = softmax.highest[half];
#pragma unroll
    for (int n = 0; n < kKeys / 8; ++n)
      highest = fmaxf(highest, fmaxf(logits[n][2 * half], logits[n][2 * half + 1]));
    highest = fmaxf(highest, __shfl_xor_sync(0xffffffffU, highest, 1));
    highest = fmaxf(highest, __shfl_xor_sync(0xffffffffU, highest, 2));
    correction[half] = exp2f(softmax.highest[half] - highest);
    softmax.highest[half] = highest;
    float sum = 0;
#pragma unroll
    for (int n = 0; n < kKeys / 8; ++n) {
      logits[n][2 * half] = exp2f(logits[n][2 * half] - highest);
      logits[n][2 * half + 1] = exp2f(logits[n][2 * half + 1] - highest);
      sum += logits[n][2 * half] + logits[n][2 * half + 1];
    }
    softmax.total[half] =
        softmax.total[half] * correction[half] + sum;  // of this lane's columns; joined at the end
  }
}

template <int D>
__global__ void __launch_bounds__(kWarps* kWarp)
    attend(AttentionInput<Bf16> in, AttentionBatch shape, Bf16* out, std::int64_t out_row) {
  Bf16* queries = reinterpret_cast<Bf16*>(dynamic_shared());
  Bf16 *keys = queries + kQueries * (D + kPadding), *values = keys + kKeys * (D + kPadding);
  float* bias = reinterpret_cast<float*>(values + kKeys * (D + kPadding));  // [kKeys]
  const int warp = static_cast<int>(threadIdx.x) / kWarp, lane = static_cast<int>(threadIdx.x) % kWarp;
  const int head = static_cast<int>(blockIdx.y), picture = static_cast<int>(blockIdx.z),
            first_query = static_cast<int>(blockIdx.x) * kQueries;
  const int query_count = static_cast<int>(shape.queries), key_count = static_cast<int>(shape.keys);
  const Bf16* q = in.q + picture * shape.queries * in.q_row + head * D;
  const Bf16* k = in.k + picture * shape.keys * in.kv_row + head * D;
  const Bf16* v = in.v + picture * shape.keys * in.kv_row + head * D;
  const float* log_size = in.log_size != nullptr ? in.log_size + picture * shape.keys : nullptr;
  const float scale = in.scale * kLog2E;

  load_rows<D, kQueries>(q, in.q_row, first_query, query_count, queries);
  wait_for_copies();
  __syncthreads();
  std::uint32_t left[D / 16][4];  // this warp's queries as left factors
#pragma unroll
  for (int d = 0; d < D / 16; ++d)
    load_fragments(left[d], queries + (warp * kRows + lane % 16) * (D + kPadding) + 16 * d + lane / 16 * 8);

  float mixed[D / 8][4] = {};
  Softmax softmax;
  for (int first_key = 0; first_key < key_count; first_key += kKeys) {
    __syncthreads();  // the last keys have been read by all
    load_rows<D, kKeys>(k, in.kv_row, first_key, key_count, keys);
    load_rows<D, kKeys>(v, in.kv_row, first_key, key_count, values);
    for (int i = static_cast<int>(threadIdx.x); i < kKeys; i += kWarps * kWarp) {
      const bool there = first_key + i < key_count;
      bias[i] = !there ? -__builtin_inff() : log_size != nullptr ? log_size[first_key + i] * kLog2E : 0.0F;
    }
    wait_for_copies();
    __syncthreads();

    float logits[kKeys / 8][4] = {};
#pragma unroll
    for (int d = 0; d < D / 16; ++d) {
#pragma unroll
      for (int n = 0; n < kKeys / 16; ++n) {  // two columns of fragments at a time
        std::uint32_t right[4];
        load_fragments(
            right, keys + (16 * n + lane % 8 + lane / 16 * 8) * (D + kPadding) + 16 * d + lane / 8 % 2 * 8);
        multiply_fragments(logits[2 * n], left[d], {right[0], right[1]});
        multiply_fragments(logits[2 * n + 1], left[d], {right[2], right[3]});
      }
    }
#pragma unroll
    for (int n = 0; n < kKeys / 8; ++n) {
      const float even = bias[8 * n + lane % 4 * 2], odd = bias[8 * n + lane % 4 * 2 + 1];
      logits[n][0] = fmaf(logits[n][0], scale, even), logits[n][1] = fmaf(logits[n][1], scale, odd);
      logits[n][2] = fmaf(logits[n][2], scale, even), logits[n][3] = fmaf(logits[n][3], scale, odd);
    }
    float correction[2];
    exponentiate(logits, softmax, correction);
#pragma unroll
    for (int d = 0; d < D / 8; ++d) {
      mixed[d][0] *= correction[0], mixed[d][1] *= correction[0];
      mixed[d][2] *= correction[1], mixed[d][3] *= correction[1];
    }
#pragma unroll
    for (int n = 0; n < kKeys / 16; ++n) {
      const std::uint32_t weights[4] = {pack_bf16(logits[2 * n][0], logits[2 * n][1]),
                                        pack_bf16(logits[2 * n][2], logits[2 * n][3]),
                                        pack_bf16(logits[2 * n + 1][0], logits[2 * n + 1][1]),
                                        pack_bf16(logits[2 * n + 1][2], logits[2 * n + 1][3])};
#pragma unroll
      for (int d = 0; d < D / 16; ++d) {
        std::uint32_t right[4];
        load_fragments_transposed(right,
                                  values + (16 * n + lane % 16) * (D + kPadding) + 16 * d + lane / 16 * 8);
        multiply_fragments(mixed[2 * d], weights, {right[0], right[1]});
        multiply_fragments(mixed[2 * d + 1], weights, {right[2], right[3]});
      }
    }
  }
#pragma unroll
  for (int half = 0; half < 2; ++half) {
    float total = softmax.total[half];
    total += __shfl_xor_sync(0xffffffffU, total, 1);
    total += __shfl_xor_sync(0xffffffffU, total, 2);
    const int query = first_query + warp * kRows + lane / 4 + 8 * half;
    if (query >= query_count) continue;
    Bf16* to = out + (picture * shape.queries + query) * out_row + head * D + lane % 4 * 2;
    const float share = 1.0F / total;
#pragma unroll
    for (int d = 0; d < D / 8; ++d)
      *reinterpret_cast<std::uint32_t*>(to + 8 * d) =
          pack_bf16(mixed[d][2 * half] * share, mixed[d][2 * half + 1] * share);
  }
}

template <int D>
void start(const AttentionInput<Bf16>& in, const AttentionBatch& b, Bf16* out, std::int64_t out_row,
           cudaStream_t stream) {
  constexpr std::size_t kShared =
      (kQueries + 2 * kKeys) * (D + kPadding) * sizeof(Bf16) + kKeys * sizeof(float);
  const dim3 grid(blocks_for(b.queries, kQueries), static_cast<unsigned>(b.heads),
                  static_cast<unsigned>(b.pictures));
  launch("attention", attend<D>, grid, kWarps * kWarp, kShared, stream, in, b, out, out_row);
}

}  // namespace

template <>
void attention(const AttentionInput<Bf16>& in, const AttentionBatch& b, Bf16* out, std::int64_t out_row,
               cudaStream_t stream) {
  switch (b.head_dim) {
    case 16:
      return start<16>(in, b, out, out_row, stream);
    case 32:
      return start<32>(in, b, out, out_row, stream);
    case 48:
      return start<48>(in, b, out, out_row, stream);
    case 64:
      return start<64>(in, b, out, out_row, stream);
    case 80:
      return start<80>(in, b, out, out_row, stream);
    case 96:
      return start<96>(in, b, out, out_row, stream);
    case 112:
      return start<112>(in, b, out, out_row, stream);
    case 128:
      return start<128>(in, b, out, out_row, stream);
    default:
      throw InputError("heads of " + std::to_string(b.head_dim) +
                       " channels; attention in bf16 on the GPU takes multiples of 16 up to 128; use f32");
  }
}

}  // namespace pyra::cuda
