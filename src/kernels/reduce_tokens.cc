#include "kernels/reduce_tokens.h"

#include <algorithm>

#include "base/memory/padding.h"

namespace pyra {
namespace {

std::size_t metric_bytes(const ReduceShape& shape) {
  return static_cast<std::size_t>(padded(shape.tokens * shape.head_dim)) * sizeof(float);
}

}  // namespace

// Matching and modulation follow each other in the same memory.
std::size_t reduce_scratch(const ReduceShape& s) {
  return metric_bytes(s) + std::max(match_scratch({s.tokens, s.head_dim, s.prefix, s.rate}),
                                    modulate_scratch({s.tokens, s.channels, s.rate}, s.rate));
}

template <typename T>
void reduce_tokens(const T* k, std::int64_t k_row, const float* x, const float* size, const ReduceShape& s,
                   const Modulation* modulation, const MatchOutput& match, float* merged, float* merged_size,
                   void* scratch) {
  auto* metric = static_cast<float*>(scratch);
  void* rest = static_cast<std::byte*>(scratch) + metric_bytes(s);
  const MergeShape merge{s.tokens, s.channels, s.rate};
  mean_keys(k, k_row, s.tokens, s.heads, s.head_dim, metric);
  match_tokens(metric, {s.tokens, s.head_dim, s.prefix, s.rate}, match.source, match.destination, match.row, rest);
  merge_tokens(x, size, match.row, merge, merged, merged_size);
  if (modulation == nullptr) return;
  modulate_tokens(x, size, {match.source, match.destination, match.row}, merge, *modulation, merged_size, merged, rest);
}

template void reduce_tokens(const float*, std::int64_t, const float*, const float*, const ReduceShape&, const Modulation*,
                            const MatchOutput&, float*, float*, void*);
template void reduce_tokens(const Bf16*, std::int64_t, const float*, const float*, const ReduceShape&, const Modulation*,
                            const MatchOutput&, float*, float*, void*);

}  // namespace pyra
