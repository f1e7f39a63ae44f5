// A bottleneck beside the MLP: AdaptFormer and the dense adapter (see adapt/), as the engine runs them.
// Narrow and always float32, whatever the precision of the products.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/threads/team.h"
#include "kernels/layer_norm.h"

namespace pyra {

/// D(x) = up ReLU(down x' + down_bias) + up_bias, x' = x or norm2 x. The width is padded to whole vectors
/// with zeros.
struct ParallelWeights {
  std::int64_t width = 0;              // padded
  std::vector<float> down, down_bias;  // [C, width], [width]
  std::vector<float> up, up_bias;      // [width, C], [C]
  bool normed = false;                 // x' = norm2 x
  bool carries = false;                // a dense adapter: D reaches later blocks of its group too
};

/// Values of an adapter's tensor by its name ("down_proj.weight").
using AdapterValues = std::function<std::vector<float>(const std::string& name)>;
/// s goes into the up-projection.
ParallelWeights pack_adaptformer(const AdapterValues& values);
/// All after ReLU is linear: up2 (down3 [down2; up1 down2] + 1) is one map, made in double precision.
ParallelWeights pack_dense_adapter(const AdapterValues& values);

/// What travels between the blocks of a group of dense adapters: the sum of their D's.
struct Carried {
  float* rows = nullptr;  // [rows, C]; null where `opens` and `closes`, or without dense adapters
  bool opens = true;      // nothing has been carried here
  bool closes = false;    // the sum joins x, and nothing goes on
};

/// Bytes of scratch for each thread.
std::size_t parallel_scratch(const ParallelWeights& weights);
/// x [rows, C] += D(x), and, where the group ends here, += the sum of the group's.
void add_parallel(const ParallelWeights& weights, const NormWeights& norm2, const Carried& carried,
                  std::int64_t rows, float* x, Team& team, std::byte* scratch, std::size_t thread_stride);

}  // namespace pyra
