// Two launches behind modulation_weights(): a block a picture finds the gradients of the weights and of what
// goes into M's norm (e, a row a rank); then a warp a token adds up what reaches it. With g the gradient of a
// merged row divided by the row's size, for rank r of source s and destination d, sizes a and b:
//   dw_c = sum_r g (a x_s) w_t[r]      du = dw_c w_c (2 - w_c) / 2        dw_t[r] = sum_c g (a x_s) w_c dv =
//   dw_t (1 - w_t^2) / 2 dM[r] = w_r[r] du + dv w_d         dw_r[r] = sum_c du M[r]            dw_d = sum_r
//   dv M[r]               e[r] = LayerNorm'(dM[r]) dx_i = size_i g + (source: a (g w_c w_t[r] + e[r])) +
//   (destination: sum of b e[r] over its sources)
#include "kernels/cuda/launch.h"
#include "kernels/cuda/row_of_lanes.h"
#include "reducers/tome/cuda/merge_backward.h"

namespace pyra::cuda {
namespace {

constexpr int kWarps = 8;
constexpr int kThreads = kWarps * kWarp;

/// The batch as the kernels see it.
struct Task {
  const float *x, *size;
  Matching matching;
  MergeBatch shape;
  Modulation weights;  // ranks 0: unmodulated
  const float *w_c, *w_t, *merged_size, *merged_gradient;
  MergeGradient to;
  float* e;  // [pictures, R, C]
};

struct Parts {
  float* e;
  ModulationParts weights;

  static Parts cut(Carver& from, const MergeBatch& b) {
    return {.e = from.take<float>(b.pictures * b.rate * b.channels),
            .weights = ModulationParts::cut(from, b)};
  }
};

__device__ __forceinline__ float4 times(float4 a, float4 b) {
  return make_float4(a.x * b.x, a.y * b.y, a.z * b.z, a.w * b.w);
}
__device__ __forceinline__ float4 scaled(float4 a, float by) {
  return make_float4(a.x * by, a.y * by, a.z * by, a.w * by);
}
__device__ __forceinline__ void add(float4& to, float4 a) {
  to.x += a.x, to.y += a.y, to.z += a.z, to.w += a.w;
}
__device__ __forceinline__ float sum4(float4 a) { return (a.x + a.y) + (a.z + a.w); }

template <int Vectors>
__device__ __forceinline__ void clear(RowOfLanes<Vectors>& row) {
#pragma unroll
  for (int v = 0; v < Vectors; ++v) row.part[v] = make_float4(0, 0, 0, 0);
}

/// The warps' rows added in their order, to [C]; all threads of the block call it.
template <int Vectors>
__device__ void add_warps(const RowOfLanes<Vectors>& row, int channels, float* to) {
  __shared__ float4 parts[kWarps][kWarp];
  const int warp = static_cast<int>(threadIdx.x) / kWarp, lane = static_cast<int>(threadIdx.x) % kWarp;
#pragma unroll
  for (int v = 0; v < Vectors; ++v) {
    __syncthreads();
    parts[warp][lane] = row.part[v];
    __syncthreads();
    const int at = v * kLaneStep + 4 * lane;
    if (warp != 0 || at >= channels) continue;
    float4 total = parts[0][lane];
    for (int other = 1; other < kWarps; ++other) add(total, parts[other][lane]);
    store4(to + at, total);
  }
}

/// One picture of a Task.
struct Picture {
  const float *x, *size, *w_c, *w_t, *merged_size, *gradient;
  const std::int32_t *source, *destination, *row;
  int channels;

  __device__ explicit Picture(const Task& t, std::int64_t p)
      : x(t.x + p * t.shape.tokens * t.shape.channels),
        size(t.size != nullptr ? t.size + p * t.shape.tokens : nullptr),
        w_c(t.w_c + p * t.shape.channels),
        w_t(t.w_t + p * t.weights.ranks),
        merged_size(t.merged_size + p * (t.shape.tokens - t.shape.rate)),
        gradient(t.merged_gradient + p * (t.shape.tokens - t.shape.rate) * t.shape.channels),
        source(t.matching.source + p * t.shape.rate),
        destination(t.matching.destination + p * t.shape.rate),
        row(t.matching.row + p * t.shape.tokens),
        channels(static_cast<int>(t.shape.channels)) {}

  __device__ float size_of(int token) const { return size != nullptr ? size[token] : 1.0F; }
  /// Four channels of a token, and of g of the row that it goes to.
  __device__ float4 token(int token, int at) const {
    return load4(x + static_cast<std::int64_t>(token) * channels + at);
  }
  __device__ float4 g(int token, float share, int at) const {
    return scaled(load4(gradient + static_cast<std::int64_t>(row[token]) * channels + at), share);
  }
  __device__ float share_of(int token) const { return 1.0F / merged_size[row[token]]; }
};

template <int Vectors>
__global__ void __launch_bounds__(kThreads) weight_gradients(Task task) {
  __shared__ float4 shared_du[16 * kWarp];
  auto* du = reinterpret_cast<float*>(shared_du);  // [C]
  const std::int64_t picture = blockIdx.x;
  const Picture p(task, picture);
  const Modulation& w = task.weights;
  const int warp = static_cast<int>(threadIdx.x) / kWarp, lane = static_cast<int>(threadIdx.x) % kWarp,
            ranks = static_cast<int>(w.ranks), channels = p.channels;
  RowOfLanes<Vectors> dw_c;
  clear(dw_c);
  for (int rank = warp; rank < ranks; rank += kWarps) {
    const int s = p.source[rank];
    const float factor = p.size_of(s) * p.w_t[rank], share = p.share_of(s);
    for_parts<Vectors>(channels, [&](int at, int v) {
      add(dw_c.part[v], scaled(times(p.g(s, share, at), p.token(s, at)), factor));
    });
  }
  add_warps(dw_c, channels, du);
  __syncthreads();
  for (int c = static_cast<int>(threadIdx.x); c < channels; c += kThreads)
    du[c] *= p.w_c[c] * (2.0F - p.w_c[c]) * 0.5F;
  __syncthreads();

  RowOfLanes<Vectors> dw_d, d_weight, d_bias;
  clear(dw_d), clear(d_weight), clear(d_bias);
  for (int rank = warp; rank < ranks; rank += kWarps) {
    const int s = p.source[rank], d = p.destination[rank];
    const float a = p.size_of(s), b = p.size_of(d), share = p.share_of(s);
    RowOfLanes<Vectors> row;  // what goes into the norm, then the same normalised
    float dw_t = 0;
    for_parts<Vectors>(channels, [&](int at, int v) {
      const float4 src = scaled(p.token(s, at), a);
      row.part[v] = src;
      add(row.part[v], scaled(p.token(d, at), b));
      dw_t += sum4(times(times(p.g(s, share, at), src), load4(p.w_c + at)));
    });
    const float dv = warp_sum(dw_t) * (1.0F - p.w_t[rank] * p.w_t[rank]) * 0.5F, w_r = w.w_r[rank];
    const Moments m = moments(row, channels, w.eps);
    float dw_r = 0, mean_dn = 0, mean_dn_n = 0;
    const auto d_m = [&](int at) {
      float4 gradient = scaled(load4(du + at), w_r);
      add(gradient, scaled(load4(w.w_d + at), dv));
      return gradient;
    };
    for_parts<Vectors>(channels, [&](int at, int v) {
      const float4 n = scaled(make_float4(row.part[v].x - m.mean, row.part[v].y - m.mean,
                                          row.part[v].z - m.mean, row.part[v].w - m.mean),
                              m.deviation_inverse);
      row.part[v] = n;
      float4 big_m = times(n, load4(w.norm_weight + at));
      add(big_m, load4(w.norm_bias + at));
      dw_r += sum4(times(load4(du + at), big_m));
      const float4 dm = d_m(at), dn = times(dm, load4(w.norm_weight + at));
      add(dw_d.part[v], scaled(big_m, dv));
      add(d_bias.part[v], dm);
      add(d_weight.part[v], times(dm, n));
      mean_dn += sum4(dn);
      mean_dn_n += sum4(times(dn, n));
    });
    dw_r = warp_sum(dw_r);
    mean_dn = warp_sum(mean_dn) / static_cast<float>(channels);
    mean_dn_n = warp_sum(mean_dn_n) / static_cast<float>(channels);
    float* e = task.e + (picture * task.shape.rate + rank) * task.shape.channels;
    for_parts<Vectors>(channels, [&](int at, int v) {
      const float4 dn = times(d_m(at), load4(w.norm_weight + at)), n = row.part[v];
      store4(e + at, scaled(make_float4(dn.x - mean_dn - n.x * mean_dn_n, dn.y - mean_dn - n.y * mean_dn_n,
                                        dn.z - mean_dn - n.z * mean_dn_n, dn.w - mean_dn - n.w * mean_dn_n),
                            m.deviation_inverse));
    });
    if (lane == 0) task.to.w_r[picture * ranks + rank] = dw_r;
  }
  add_warps(dw_d, channels, task.to.w_d + picture * channels);
  add_warps(d_weight, channels, task.to.norm_weight + picture * channels);
  add_warps(d_bias, channels, task.to.norm_bias + picture * channels);
}

template <int Vectors>
__global__ void __launch_bounds__(kThreads) token_gradients(Task task) {
  const std::int64_t picture = blockIdx.y;
  const Picture p(task, picture);
  const int token = static_cast<int>(blockIdx.x) * kWarps + static_cast<int>(threadIdx.x) / kWarp,
            lane = static_cast<int>(threadIdx.x) % kWarp;
  if (token >= task.shape.tokens) return;
  const int ranks = static_cast<int>(task.weights.ranks), channels = p.channels;
  const float size = p.size_of(token), share = p.share_of(token);
  const float* e = task.e + picture * task.shape.rate * task.shape.channels;
  RowOfLanes<Vectors> sum;
  for_parts<Vectors>(channels, [&](int at, int v) { sum.part[v] = p.g(token, share, at); });
  const int own = token % 2 == 0 ? place_in(p.source, ranks, token) : -1;
  if (own >= 0) {
    const float w_t = p.w_t[own];
    for_parts<Vectors>(channels, [&](int at, int v) {
      const float4 g = sum.part[v];
      add(sum.part[v], scaled(times(g, load4(p.w_c + at)), w_t));
      add(sum.part[v], load4(e + static_cast<std::int64_t>(own) * channels + at));
    });
  }
  for (int first = 0; token % 2 == 1 && first < ranks; first += kWarp) {
    unsigned mine = __ballot_sync(0xffffffffU, first + lane < ranks && p.destination[first + lane] == token);
    for (; mine != 0; mine &= mine - 1) {
      const float* row = e + static_cast<std::int64_t>(first + __ffs(static_cast<int>(mine)) - 1) * channels;
      for_parts<Vectors>(channels, [&](int at, int v) { add(sum.part[v], load4(row + at)); });
    }
  }
  float* to = task.to.x + (picture * task.shape.tokens + token) * task.shape.channels;
  for_parts<Vectors>(channels, [&](int at, int v) { store4(to + at, scaled(sum.part[v], size)); });
}

}  // namespace

std::size_t merge_backward_scratch(const MergeBatch& b) { return measured<Parts, kScratchAlignment>(b); }

void merge_tokens_backward(const float* x, const float* size, const Matching& matching, const MergeBatch& b,
                           const Modulation* modulation, const float* merged_size,
                           const float* merged_gradient, const MergeGradient& gradient, void* scratch,
                           cudaStream_t stream) {
  const auto [e, weights] = carved<Parts, kScratchAlignment>(scratch, b);
  float *const w_c = weights.w_c, *const w_t = weights.w_t;
  Task task{x, size, matching, b, {}, w_c, w_t, merged_size, merged_gradient, gradient, e};
  if (modulation != nullptr) {
    task.weights = *modulation;
    modulation_weights(x, size, matching, b, *modulation, w_c, w_t, stream);
  }
  with_vectors(b.channels, [&](auto vectors) {
    if (modulation != nullptr) {
      launch("weight_gradients", weight_gradients<vectors.value>, static_cast<unsigned>(b.pictures), kThreads,
             0, stream, task);
    }
    launch("token_gradients", token_gradients<vectors.value>,
           dim3(blocks_for(b.tokens, kWarps), static_cast<unsigned>(b.pictures)), kThreads, 0, stream, task);
  });
}

}  // namespace pyra::cuda
