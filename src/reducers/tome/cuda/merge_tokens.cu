#include "kernels/cuda/launch.h"
#include "kernels/cuda/row_of_lanes.h"
#include "reducers/tome/cuda/merge_tokens.h"

namespace pyra::cuda {
namespace {

constexpr int kWarps = 8;

/// The batch as the kernels see it.
struct MergeTask {
  const float *x, *size;
  Matching matching;
  MergeBatch shape;
  const float *w_c, *w_t;  // null: unmodulated
  std::int64_t ranks;
  float *merged, *merged_size, *log_size;
};

/// A warp a token: a source leaves its row to its partner's warp.
template <int Vectors>
__global__ void __launch_bounds__(kWarps* kWarp) merge_rows(MergeTask task) {
  const MergeBatch& s = task.shape;
  const int tokens = static_cast<int>(s.tokens), channels = static_cast<int>(s.channels),
            rate = static_cast<int>(s.rate);
  const int picture = static_cast<int>(blockIdx.y), lane = static_cast<int>(threadIdx.x) % kWarp;
  const int token = static_cast<int>(blockIdx.x) * kWarps + static_cast<int>(threadIdx.x) / kWarp;
  if (token >= tokens) return;
  const std::int32_t *source = task.matching.source + picture * s.rate,
                     *destination = task.matching.destination + picture * s.rate;
  if (token % 2 == 0 && place_in(source, rate, token) >= 0) return;

  const float* x = task.x + picture * s.tokens * s.channels;
  const float* size = task.size != nullptr ? task.size + picture * s.tokens : nullptr;
  const auto size_of = [&](int of) { return size != nullptr ? size[of] : 1.0F; };
  float total = size_of(token);
  RowOfLanes<Vectors> row;
  for_parts<Vectors>(channels, [&](int at, int v) {
    const float4 own = load4(x + static_cast<std::int64_t>(token) * channels + at);
    row.part[v] = make_float4(own.x * total, own.y * total, own.z * total, own.w * total);
  });
  bool alone = true;
  for (int first = 0; token % 2 == 1 && first < rate; first += kWarp) {
    unsigned mine = __ballot_sync(0xffffffffU, first + lane < rate && destination[first + lane] == token);
    for (; mine != 0; mine &= mine - 1) {
      const int rank = first + __ffs(static_cast<int>(mine)) - 1, from = source[rank];
      const float weight = size_of(from), w_t = task.w_t != nullptr && rank < task.ranks
                                                    ? task.w_t[picture * task.ranks + rank]
                                                    : 0.0F;
      const float* w_c = w_t != 0 ? task.w_c + static_cast<std::int64_t>(picture) * channels : nullptr;
      for_parts<Vectors>(channels, [&](int at, int v) {
        float4 other = load4(x + static_cast<std::int64_t>(from) * channels + at);
        if (w_c != nullptr) {
          const float4 c = load4(w_c + at);
          other.x += other.x * c.x * w_t, other.y += other.y * c.y * w_t, other.z += other.z * c.z * w_t,
              other.w += other.w * c.w * w_t;
        }
        row.part[v].x += weight * other.x, row.part[v].y += weight * other.y,
            row.part[v].z += weight * other.z, row.part[v].w += weight * other.w;
      });
      total += weight;
      alone = false;
    }
  }
  const std::int64_t to = picture * (s.tokens - s.rate) + task.matching.row[picture * s.tokens + token];
  const float share = 1.0F / total;
  for_parts<Vectors>(channels, [&](int at, int v) {
    const float4 r = row.part[v];
    // A token that merges with nothing is copied as it is.
    const float4 kept = alone ? load4(x + static_cast<std::int64_t>(token) * channels + at)
                              : make_float4(r.x * share, r.y * share, r.z * share, r.w * share);
    store4(task.merged + to * channels + at, kept);
  });
  if (lane != 0) return;
  task.merged_size[to] = total;
  if (task.log_size != nullptr) task.log_size[to] = total == 1.0F ? 0.0F : logf(total);
}

}  // namespace

std::size_t merge_scratch(const MergeBatch& b) { return measured<ModulationParts, kScratchAlignment>(b); }

void merge_tokens(const float* x, const float* size, const Matching& matching, const MergeBatch& b,
                  const Modulation* modulation, float* merged, float* merged_size, float* log_size,
                  void* scratch, cudaStream_t stream) {
  MergeTask task{x, size, matching, b, nullptr, nullptr, 0, merged, merged_size, log_size};
  if (modulation != nullptr) {
    const auto [w_c, w_t] = carved<ModulationParts, kScratchAlignment>(scratch, b);
    modulation_weights(x, size, matching, b, *modulation, w_c, w_t, stream);
    task.w_c = w_c, task.w_t = w_t, task.ranks = modulation->ranks;
  }
  with_vectors(b.channels, [&](auto vectors) {
    launch("merge_rows", merge_rows<vectors.value>,
           dim3(blocks_for(b.tokens, kWarps), static_cast<unsigned>(b.pictures)), kWarps * kWarp, 0, stream,
           task);
  });
}

}  // namespace pyra::cuda
