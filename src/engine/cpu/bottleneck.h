// What a method adds around the MLP of a block (methods/bottleneck_weights.h), as the CPU runs it: packed for
// narrow products, always float32.
#pragma once

#include <cstddef>
#include <vector>

#include "base/threads/team.h"
#include "kernels/layer_norm.h"
#include "methods/bottleneck_weights.h"

namespace pyra {

/// The width is padded to whole vectors with zeros.
struct PackedBottleneck {
  explicit PackedBottleneck(const BottleneckWeights& plain);
  bool reads_mlp() const { return reads == BottleneckWeights::Reads::mlp; }

  BottleneckWeights::Reads reads;
  BottleneckWeights::Activation activation;
  std::int64_t width = 0;              // padded
  std::vector<float> down, down_bias;  // [C, width], [width]
  std::vector<float> up, up_bias;      // [width, C], [C]
  bool carries, opens, closes;
};

/// The rows that a bottleneck works on.
struct BottleneckRows {
  std::int64_t count;
  float* x;                    // [rows, C]
  const float* mlp = nullptr;  // [rows, C], where it reads that
  float* carried = nullptr;    // [rows, C]: the sum of the group's D; null where it opens and closes one
};

/// Bytes of scratch for each thread.
std::size_t bottleneck_scratch(const PackedBottleneck& weights);
/// x += D (and += the MLP's output where that is read), and, where the group ends here, += the sum of the
/// group's.
void add_bottleneck(const PackedBottleneck& weights, const NormWeights& norm2, const BottleneckRows& rows,
                    Team& team, std::byte* scratch, std::size_t thread_stride);

}  // namespace pyra
