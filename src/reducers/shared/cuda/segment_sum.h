// segment_sum and gather_rows of a batch on the GPU; reducers/shared/segment_sum.h has the rules. Each is the
// other's gradient.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

namespace pyra::cuda {

struct SegmentBatch {
  std::int64_t pictures, rows, segments, channels;  // C: a multiple of 4, at most 2048
};

/// input [pictures, rows, C], segment [pictures, rows], weight [pictures, rows] or null -> output [pictures,
/// segments, C]. A warp an output row and no atomics: rows are added in their order, so results are the same
/// every time. Throws InputError for channels that do not fit.
void segment_sum(const float* input, const std::int32_t* segment, const float* weight,
                 const SegmentBatch& batch, float* output, cudaStream_t stream);

/// input [pictures, segments, C], index [pictures, rows], weight [pictures, rows] or null -> output
/// [pictures, rows, C]. C: a multiple of 4.
void gather_rows(const float* input, const std::int32_t* index, const float* weight,
                 const SegmentBatch& batch, float* output, cudaStream_t stream);

}  // namespace pyra::cuda
