// From logits to answers. Ties go to the lowest class everywhere.
#pragma once

#include <cstdint>
#include <vector>

namespace pyra {

/// Probabilities [classes] that sum to 1, in float32 from double sums.
std::vector<float> softmax(const float* logits, std::int64_t classes);

/// -log of the truth's probability.
double cross_entropy(const float* logits, std::int64_t classes, std::int64_t truth);

/// How many classes come before `truth`: those scored higher, or equal with a lower index. 0: the answer is
/// right.
std::int64_t rank_of(const float* logits, std::int64_t classes, std::int64_t truth);

std::int64_t best_class(const float* logits, std::int64_t classes);

}  // namespace pyra
