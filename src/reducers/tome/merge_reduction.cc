#include "reducers/tome/merge_reduction.h"

#include <algorithm>

#include "base/memory/carver.h"
#include "reducers/reducer.h"

namespace pyra {
namespace {

struct Parts {
  float* metric;  // [N, D]
  std::byte* matching;

  static Parts cut(Carver& from, const MatchShape& shape) {
    return {.metric = from.take<float>(shape.tokens * shape.channels),
            .matching = from.take_bytes(match_scratch(shape))};
  }
};

}  // namespace

MergeReduction::MergeReduction(const ReductionSetting& setting) : TokenReduction(setting) {}

ReductionNeeds MergeReduction::needs(std::int64_t pictures) const {
  if (shape_.rate == 0) return {};
  return {measured<Parts>(match_shape()), matching_bytes(pictures)};
}

void MergeReduction::match(const AttendedTokens& in, std::int64_t pictures,
                           const ReductionMemory& memory) const {
  for_pictures(pictures, memory, [&](std::int64_t picture, std::byte* scratch) {
    const auto at = carved<Parts>(scratch, match_shape());
    mean_keys_of(in, picture, at.metric);
    std::int32_t* row = matching_of(picture, memory);
    match_tokens(at.metric, match_shape(), row + shape_.tokens, row + 2 * shape_.tokens, row, at.matching);
  });
}

double MergeReduction::match_macs() const {
  const std::int64_t half = shape_.tokens / 2;
  return static_cast<double>((shape_.tokens - half) * half * shape_.head_dim);
}

/// One picture's part of a merge.
struct MergeReduction::Task {
  const float *x, *size;
  MatchedTokens match;
  float *merged, *merged_size;
};

template <typename Body>
void MergeReduction::for_merges(const float* x, std::int64_t channels, const float* size,
                                std::int64_t pictures, float* merged, float* merged_size,
                                const ReductionMemory& memory, const Body& body) const {
  const std::int64_t left = shape_.tokens - shape_.rate;
  for_pictures(pictures, memory, [&](std::int64_t picture, std::byte* scratch) {
    const std::int32_t* row = matching_of(picture, memory);
    body(Task{x + picture * shape_.tokens * channels,
              size != nullptr ? size + picture * shape_.tokens : nullptr,
              {row + shape_.tokens, row + 2 * shape_.tokens, row},
              merged + picture * left * channels,
              merged_size + picture * left},
         scratch);
  });
}

void MergeReduction::merge(const float* x, const float* size, std::int64_t pictures, float* merged,
                           float* merged_size, const ReductionMemory& memory) const {
  for_merges(x, shape_.channels, size, pictures, merged, merged_size, memory,
             [&](const Task& t, std::byte* scratch) {
               merge_tokens(t.x, t.size, t.match.row, merge_shape(), t.merged, t.merged_size);
               modulate(t.x, t.size, t.match, t.merged_size, t.merged, scratch);
             });
}

void MergeReduction::move(const float* values, std::int64_t channels, const float* size,
                          std::int64_t pictures, float* moved, float* merged_size,
                          const ReductionMemory& memory) const {
  for_merges(values, channels, size, pictures, moved, merged_size, memory, [&](const Task& t, std::byte*) {
    merge_tokens(t.x, t.size, t.match.row, merge_shape(channels), t.merged,
                 t.merged_size);  // sizes again, the same
  });
}

void MergeReduction::shares(const float* size, const ReductionMemory& memory, const Routing& to) const {
  std::copy_n(matching_of(0, memory), shape_.tokens, to.row);
  share_by_size(size, {shape_.tokens, shape_.prefix, shape_.rate}, to);
}

Reducer tome_reducer() {
  return {.name = "tome",
          .doc = "merge the most similar tokens (ToMe); no weights",
          .on_gpu = true,
          .fallback = true,
          .make = make_reduction_of<MergeReduction>};
}

}  // namespace pyra
