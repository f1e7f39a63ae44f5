#include "reducers/tome/merge_reduction.h"

#include <algorithm>

namespace pyra {

MergeReduction::MergeReduction(const ReductionSetting& setting) : TokenReduction(setting.model, setting.tokens, setting.rate) {}

void MergeReduction::add_needs(WorkspaceNeeds& needs, std::int64_t pictures) const {
  if (shape_.rate == 0) return;
  needs.raise(needs.reduction, metric_bytes() + match_scratch(match_shape()));
  needs.raise(needs.matching, matching_bytes(pictures));
}

void MergeReduction::match(const AttendedTokens& in, std::int64_t pictures, const Workspace& work) const {
  work.step.team->for_each(pictures, [&](std::int64_t picture, int thread) {
    std::byte* scratch = scratch_of(thread, work);
    auto* metric = reinterpret_cast<float*>(scratch);
    mean_keys_of(in, picture, metric);
    std::int32_t* row = matching_of(picture, work);
    match_tokens(metric, match_shape(), row + shape_.tokens, row + 2 * shape_.tokens, row, scratch + metric_bytes());
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
void MergeReduction::for_pictures(const float* x, const float* size, std::int64_t pictures, float* merged, float* merged_size,
                                  const Workspace& work, const Body& body) const {
  const std::int64_t left = shape_.tokens - shape_.rate;
  work.step.team->for_each(pictures, [&](std::int64_t picture, int thread) {
    const std::int32_t* row = matching_of(picture, work);
    body(Task{x + picture * shape_.tokens * shape_.channels, size != nullptr ? size + picture * shape_.tokens : nullptr,
              {row + shape_.tokens, row + 2 * shape_.tokens, row}, merged + picture * left * shape_.channels, merged_size + picture * left},
         thread);
  });
}

void MergeReduction::merge(const float* x, const float* size, std::int64_t pictures, float* merged, float* merged_size,
                           const Workspace& work) const {
  for_pictures(x, size, pictures, merged, merged_size, work, [&](const Task& t, int thread) {
    merge_tokens(t.x, t.size, t.match.row, merge_shape(), t.merged, t.merged_size);
    modulate(t.x, t.size, t.match, t.merged_size, t.merged, scratch_of(thread, work));
  });
}

void MergeReduction::move(const float* values, const float* size, std::int64_t pictures, float* moved, float* merged_size,
                          const Workspace& work) const {
  for_pictures(values, size, pictures, moved, merged_size, work, [&](const Task& t, int) {
    merge_tokens(t.x, t.size, t.match.row, merge_shape(), t.merged, t.merged_size);  // sizes again, the same
  });
}

ModulatedReduction::ModulatedReduction(const ReductionSetting& setting) : MergeReduction(setting) {
  const std::vector<float>& w_r = setting.weight("pyra_a");
  modulation_ = {w_r.data(), setting.weight("pyra_b").data(), setting.weight("pyra_norm.weight").data(), setting.weight("pyra_norm.bias").data(),
                 std::min<std::int64_t>(setting.rate, static_cast<std::int64_t>(w_r.size())), 1e-5F};
}

void ModulatedReduction::add_needs(WorkspaceNeeds& needs, std::int64_t pictures) const {
  MergeReduction::add_needs(needs, pictures);
  if (shape_.rate > 0) needs.raise(needs.reduction, modulate_scratch(merge_shape(), modulation_.ranks));
}

void ModulatedReduction::modulate(const float* x, const float* size, const MatchedTokens& match, const float* merged_size,
                                  float* merged, std::byte* scratch) const {
  modulate_tokens(x, size, match, merge_shape(), modulation_, merged_size, merged, scratch);
}

}  // namespace pyra
