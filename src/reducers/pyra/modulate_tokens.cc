#include "reducers/pyra/modulate_tokens.h"

#include "reducers/pyra/modulate_scratch.h"
#include "reducers/reducer_table.h"

namespace pyra {

std::size_t modulate_scratch(const MergeShape& shape, std::int64_t ranks) {
  return measured<ModulateScratch>(shape.channels, ranks);
}

std::size_t modulate_backward_scratch(const MergeShape& shape, std::int64_t ranks) {
  return measured<ModulateBackwardScratch>(shape.channels, ranks);
}

void modulate_tokens(const float* x, const float* size, const MatchedTokens& match, const MergeShape& shape,
                     const Modulation& modulation, const float* merged_size, float* merged, void* scratch) {
  reducer_kernels().modulate_tokens(x, size, match, shape, modulation, merged_size, merged, scratch);
}

void modulate_tokens_backward(const float* x, const float* size, const MatchedTokens& match,
                              const MergeShape& shape, const Modulation& modulation, const float* merged_size,
                              const float* merged_gradient, const ModulationGradient& gradient,
                              void* scratch) {
  reducer_kernels().modulate_tokens_backward(x, size, match, shape, modulation, merged_size, merged_gradient,
                                             gradient, scratch);
}

}  // namespace pyra
