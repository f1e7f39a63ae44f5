// What training asks of a GPU: the kernels of each room's cuda/ on the memory and the stream of whoever
// calls. Every pointer lies on the GPU.
#pragma once

#include <cstddef>
#include <cstdint>

namespace pyra {

struct GpuStream {
  int device = 0;
  void* stream = nullptr;  // a cudaStream_t
};

/// Tokens of a batch that merge; R of each picture's N leave.
struct GpuTokens {
  std::int64_t pictures, tokens, channels, prefix, rate;
};

struct GpuMatching {
  std::int32_t *source, *destination;  // [pictures, R]
  std::int32_t* row;                   // [pictures, N]
};

/// float32; ranks 0: ToMe, and all else null.
struct GpuModulation {
  const float *w_r, *w_d, *norm_weight, *norm_bias;  // [ranks], [C], [C], [C]
  std::int64_t ranks;
  float eps;
};

/// [pictures, N, C]; [pictures, ranks]; [pictures, C] each: the weights' gradients of every picture.
struct GpuMergeGradient {
  float *x, *w_r, *w_d, *norm_weight, *norm_bias;
};

struct GpuRows {
  std::int64_t pictures, rows, segments, channels;
};

enum class GpuElement { f32, bf16 };

struct GpuDropout {
  std::uint64_t seed;
  const std::uint64_t* step_seed;  // or null
  float probability;
};

class CudaTokenOps {
 public:
  virtual ~CudaTokenOps() = default;
  /// reducers/tome/cuda/match_tokens.h, of metric [pictures, N, D], D = tokens.channels; weight [pictures, N]
  /// or null.
  virtual void match(const float* metric, const float* weight, const GpuTokens& tokens, const GpuMatching& to,
                     void* scratch, GpuStream on) const = 0;
  virtual std::size_t match_scratch(const GpuTokens& tokens) const = 0;
  /// reducers/tome/cuda/merge_tokens.h.
  virtual void merge(const float* x, const float* size, const GpuMatching& matching, const GpuTokens& tokens,
                     const GpuModulation& modulation, float* merged, float* merged_size, void* scratch,
                     GpuStream on) const = 0;
  virtual std::size_t merge_scratch(const GpuTokens& tokens) const = 0;
  /// reducers/tome/cuda/merge_backward.h.
  virtual void merge_backward(const float* x, const float* size, const GpuMatching& matching,
                              const GpuTokens& tokens, const GpuModulation& modulation,
                              const float* merged_size, const float* merged_gradient,
                              const GpuMergeGradient& to, void* scratch, GpuStream on) const = 0;
  virtual std::size_t merge_backward_scratch(const GpuTokens& tokens) const = 0;
  /// reducers/heed/cuda/heed.h.
  virtual void heed_shares(const float* attention, const float* size, const std::int32_t* row,
                           const GpuTokens& tokens, float* share, float* merged_size, float* log_size,
                           GpuStream on) const = 0;
  /// reducers/shared/cuda/segment_sum.h.
  virtual void segment_sum(const float* input, const std::int32_t* segment, const float* weight,
                           const GpuRows& rows, float* output, GpuStream on) const = 0;
  virtual void gather_rows(const float* input, const std::int32_t* index, const float* weight,
                           const GpuRows& rows, float* output, GpuStream on) const = 0;
  /// kernels/cuda/dropout.h, of elements of this type.
  virtual void dropout(const void* x, GpuElement element, std::int64_t count, const GpuDropout& draw,
                       void* to, GpuStream on) const = 0;
};

}  // namespace pyra
