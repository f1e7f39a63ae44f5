// Two movements of token rows that are each other's gradient: adding rows into fewer rows, and copying them
// back. Both work on one picture; C channels, float32, row-major. Sums run in row order, hence are
// deterministic.
#pragma once

#include <cstdint>

namespace pyra {

/// output [M, C] = 0; output[segment[i]] += weight[i] * input[i] for i in 0..N-1 with segment[i] >= 0.
/// input [N, C]; segment [N] in 0..M-1, or negative: the row goes nowhere; weight [N], or null for all ones.
void segment_sum(const float* input, const std::int32_t* segment, const float* weight, std::int64_t rows,
                 std::int64_t segments, std::int64_t channels, float* output);

/// output[i] = weight[i] * input[index[i]] for i in 0..N-1: the gradient of segment_sum with respect to its
/// input. Rows of a negative index are zero. input [M, C]; index [N]; weight [N], or null for all ones;
/// output [N, C].
void gather_rows(const float* input, const std::int32_t* index, const float* weight, std::int64_t rows,
                 std::int64_t channels, float* output);

}  // namespace pyra
