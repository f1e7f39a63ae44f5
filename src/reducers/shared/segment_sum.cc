#include "reducers/shared/segment_sum.h"

#include "reducers/reducer_table.h"

namespace pyra {

void segment_sum(const float* input, const std::int32_t* segment, const float* weight, std::int64_t rows,
                 std::int64_t segments, std::int64_t channels, float* output) {
  reducer_kernels().segment_sum(input, segment, weight, rows, segments, channels, output);
}

void gather_rows(const float* input, const std::int32_t* index, const float* weight, std::int64_t rows,
                 std::int64_t channels, float* output) {
  reducer_kernels().gather_rows(input, index, weight, rows, channels, output);
}

}  // namespace pyra
