// Two launches: a warp a token makes unit rows; then blocks of a picture find the partners of 64 tokens each,
// and the one that is done last ranks them.
#include <cuda_bf16.h>

#include "base/memory/carver.h"
#include "kernels/cuda/elements.h"
#include "kernels/cuda/launch.h"
#include "kernels/cuda/warp.h"
#include "reducers/tome/cuda/match_tokens.h"

namespace pyra::cuda {
namespace {

constexpr int kRowWarps = 8;            // tokens of a block of unit_rows
constexpr int kTile = 64, kDepth = 16;  // A's and B's of a tile of similarities, channels at a time
constexpr int kThreads = 256;           // 16 x 16, each with 4 x 4 pairs
constexpr float kNothing = -__builtin_inff();

/// Parts of the scratch memory.
struct Workplace {
  float* unit;            // [pictures, N, D]
  float* score;           // [pictures, count_a]
  std::int32_t* partner;  // [pictures, count_a]: index among the B's
  unsigned* done;         // [pictures]: blocks that have written their partners

  static Workplace cut(Carver& from, const MatchBatch& b) {
    const std::int64_t count_a = b.tokens - b.tokens / 2;
    return {.unit = from.take<float>(b.pictures * b.tokens * b.head_dim),
            .score = from.take<float>(b.pictures * count_a),
            .partner = from.take<std::int32_t>(b.pictures * count_a),
            .done = from.take<unsigned>(b.pictures)};
  }
};

/// The mean row of `token` divided by its norm; a row that is zero or not finite becomes zero. Squares
/// outside float32's range are summed in double precision.
template <typename T>
__global__ void __launch_bounds__(kRowWarps* kWarp)
    unit_rows(const T* k, std::int64_t k_row, int rows, int tokens, int heads, int head_dim, Workplace to) {
  const int row = static_cast<int>(blockIdx.x) * kRowWarps + static_cast<int>(threadIdx.x) / kWarp,
            lane = static_cast<int>(threadIdx.x) % kWarp;
  if (row >= rows) return;
  if (row % tokens == 0 && lane == 0) to.done[row / tokens] = 0;
  const T* from = k + row * k_row;
  float* unit = to.unit + static_cast<std::int64_t>(row) * head_dim;
  const float share = 1.0F / static_cast<float>(heads);
  float squares = 0;
  for (int d = lane; d < head_dim; d += kWarp) {
    float sum = 0;
    for (int h = 0; h < heads; ++h) sum += to_float(from[h * head_dim + d]);
    const float mean = sum * share;
    unit[d] = mean;
    squares += mean * mean;
  }
  squares = warp_sum(squares);
  if (squares > 1e-30F && squares < 1e30F) {
    const float scale = 1.0F / sqrtf(squares);
    for (int d = lane; d < head_dim; d += kWarp) unit[d] *= scale;
    return;
  }
  double exact = 0;
  for (int d = lane; d < head_dim; d += kWarp)
    exact += static_cast<double>(unit[d]) * static_cast<double>(unit[d]);
  const double norm = sqrt(warp_sum(exact));
  const bool usable = norm > 0 && norm <= 1e300;
  for (int d = lane; d < head_dim; d += kWarp)
    unit[d] = usable ? static_cast<float>(static_cast<double>(unit[d]) / norm) : 0.0F;
}

struct Best {
  float score;
  int index;
};

__device__ __forceinline__ Best better(Best a, Best b) {
  return b.score > a.score || (b.score == a.score && b.index < a.index) ? b : a;
}

/// Channels first .. first + kDepth - 1 of kTile rows, every second token from `parity`, transposed.
__device__ void load_tile(float (&tile)[kDepth][kTile + 4], const float* unit, int parity, int first_row,
                          int count, int first, int channels) {
  for (int i = static_cast<int>(threadIdx.x); i < kDepth * kTile; i += kThreads) {
    const int row = i / kDepth, d = i % kDepth;
    const bool there = first_row + row < count && first + d < channels;
    tile[d][row] =
        there ? unit[static_cast<std::int64_t>(2 * (first_row + row) + parity) * channels + first + d] : 0.0F;
  }
}

/// The best partner of each of the kTile A's from first_a on. Every pair is one thread's sum, channel by
/// channel.
__device__ void find_partners(const float* unit, const MatchBatch& shape, int first_a, float* score,
                              std::int32_t* partner) {
  __shared__ float left[kDepth][kTile + 4], right[kDepth][kTile + 4];
  const int channels = static_cast<int>(shape.head_dim), count_b = static_cast<int>(shape.tokens / 2),
            count_a = static_cast<int>(shape.tokens) - count_b;
  const int first_b = static_cast<int>(shape.prefix / 2);
  const int column = static_cast<int>(threadIdx.x) % 16, line = static_cast<int>(threadIdx.x) / 16;
  Best best[4] = {
      {kNothing, 0x7fffffff}, {kNothing, 0x7fffffff}, {kNothing, 0x7fffffff}, {kNothing, 0x7fffffff}};
  for (int tile_b = 0; tile_b < count_b; tile_b += kTile) {
    float sum[4][4] = {};
    for (int first = 0; first < channels; first += kDepth) {
      __syncthreads();
      load_tile(left, unit, 0, first_a, count_a, first, channels);
      load_tile(right, unit, 1, tile_b, count_b, first, channels);
      __syncthreads();
#pragma unroll
      for (int d = 0; d < kDepth; ++d) {
        const float4 a = load4(&left[d][4 * line]), b = load4(&right[d][4 * column]);
        const float as[4] = {a.x, a.y, a.z, a.w}, bs[4] = {b.x, b.y, b.z, b.w};
#pragma unroll
        for (int i = 0; i < 4; ++i) {
#pragma unroll
          for (int j = 0; j < 4; ++j) sum[i][j] = fmaf(as[i], bs[j], sum[i][j]);
        }
      }
    }
#pragma unroll
    for (int i = 0; i < 4; ++i) {
#pragma unroll
      for (int j = 0; j < 4; ++j) {
        const int b = tile_b + 4 * column + j;
        if (b >= first_b && b < count_b) best[i] = better(best[i], {sum[i][j], b});
      }
    }
  }
#pragma unroll
  for (int i = 0; i < 4; ++i) {
    for (int distance = 8; distance > 0; distance /= 2) {
      best[i] = better(best[i], {__shfl_xor_sync(0xffffffffU, best[i].score, distance),
                                 __shfl_xor_sync(0xffffffffU, best[i].index, distance)});
    }
    const int a = first_a + 4 * line + i;
    if (column == 0 && a < count_a) score[a] = best[i].score, partner[a] = best[i].index;
  }
}

/// Ranks a picture's A's and gives every token its row.
__device__ void rank_and_place(const MatchBatch& shape, const float* score, const std::int32_t* partner,
                               const Matching& out) {
  const int tokens = static_cast<int>(shape.tokens), prefix = static_cast<int>(shape.prefix),
            rate = static_cast<int>(shape.rate);
  const int count_b = tokens / 2, count_a = tokens - count_b, first_a = (prefix + 1) / 2,
            first_b = prefix / 2;
  const int thread = static_cast<int>(threadIdx.x);
  const int staying = count_a - first_a - rate;  // A's that are left
  const auto row_of_b = [&](int b) { return b < first_b ? 2 * b + 1 : prefix + staying + b - first_b; };
  for (int b = thread; b < count_b; b += kThreads) out.row[2 * b + 1] = row_of_b(b);
  for (int a = thread; a < first_a; a += kThreads) out.row[2 * a] = 2 * a;
  const auto rank_of = [&](int a) {
    int rank = 0;
    for (int other = first_a; other < count_a; ++other)
      rank += score[other] > score[a] || (score[other] == score[a] && other < a) ? 1 : 0;
    return rank;
  };
  for (int a = first_a + thread; a < count_a; a += kThreads) {
    const int rank = rank_of(a);
    if (rank >= rate) {
      out.row[2 * a] = -1;  // stays: placed below, when all ranks are known
      continue;
    }
    out.source[rank] = 2 * a;
    out.destination[rank] = 2 * partner[a] + 1;
    out.row[2 * a] = row_of_b(partner[a]);
  }
  __syncthreads();
  // Those that stay keep their order. The row of one that stays is below that of every B before it is placed
  // (-1) and after, so that counting does not depend on who is placed first.
  for (int a = first_a + thread; a < count_a; a += kThreads) {
    if (out.row[2 * a] != -1) continue;
    int place = prefix;
    for (int before = first_a; before < a; ++before) place += out.row[2 * before] < prefix + staying ? 1 : 0;
    out.row[2 * a] = place;
  }
}

__global__ void __launch_bounds__(kThreads)
    match_rows(Workplace work, const float* weight, MatchBatch shape, Matching out) {
  const int picture = static_cast<int>(blockIdx.y),
            count_a = static_cast<int>(shape.tokens - shape.tokens / 2);
  float* score = work.score + static_cast<std::int64_t>(picture) * count_a;
  std::int32_t* partner = work.partner + static_cast<std::int64_t>(picture) * count_a;
  const int first_a = static_cast<int>(blockIdx.x) * kTile;
  find_partners(work.unit + picture * shape.tokens * shape.head_dim, shape, first_a, score, partner);
  __syncthreads();
  if (weight != nullptr) {
    const float* weights = weight + picture * shape.tokens;
    for (int a = first_a + static_cast<int>(threadIdx.x); a < count_a && a < first_a + kTile; a += kThreads)
      score[a] = (score[a] - 1.0F) * weights[2 * a];
  }
  __threadfence();
  __syncthreads();
  __shared__ bool last;
  if (threadIdx.x == 0) last = atomicAdd(&work.done[picture], 1U) + 1 == gridDim.x;
  __syncthreads();
  if (!last) return;
  __threadfence();
  rank_and_place(shape, score, partner,
                 {out.source + picture * shape.rate, out.destination + picture * shape.rate,
                  out.row + picture * shape.tokens});
}

}  // namespace

std::size_t match_scratch(const MatchBatch& batch) { return measured<Workplace, kScratchAlignment>(batch); }

template <typename T>
void match_tokens(const T* k, std::int64_t k_row, const float* weight, const MatchBatch& b,
                  const Matching& out, void* scratch, cudaStream_t stream) {
  const auto work = carved<Workplace, kScratchAlignment>(scratch, b);
  const auto rows = static_cast<int>(b.pictures * b.tokens);
  launch("unit_rows", unit_rows<T>, blocks_for(rows, kRowWarps), kRowWarps * kWarp, 0, stream, k, k_row, rows,
         static_cast<int>(b.tokens), static_cast<int>(b.heads), static_cast<int>(b.head_dim), work);
  const dim3 grid(blocks_for(b.tokens - b.tokens / 2, kTile), static_cast<unsigned>(b.pictures));
  launch("match_rows", match_rows, grid, kThreads, 0, stream, work, weight, b, out);
}

template void match_tokens(const float*, std::int64_t, const float*, const MatchBatch&, const Matching&,
                           void*, cudaStream_t);
template void match_tokens(const __nv_bfloat16*, std::int64_t, const float*, const MatchBatch&,
                           const Matching&, void*, cudaStream_t);

}  // namespace pyra::cuda
