// The parts of a packed model.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/threads/team_pool.h"
#include "engine/cpu/bottleneck.h"
#include "engine/cpu/elements.h"
#include "kernels/layer_norm.h"
#include "kernels/matmul.h"
#include "pyra/vit_config.h"

namespace pyra {

/// y = x W^T + b with W packed; bias [out], zeros where the checkpoint has none.
struct Dense {
  PackedWeight weight;
  std::vector<float> bias;
};

struct Norm {
  std::vector<float> weight, bias;  // [C]
  float eps;
  NormWeights view() const {
    return {weight.data(), bias.data(), static_cast<std::int64_t>(weight.size()), eps};
  }
};

/// One block, LayerScale folded into proj and fc2.
struct PackedBlock {
  Norm norm1, norm2;
  // The last block of a class-token model mixes into prefix rows only, so its queries are projected apart.
  std::optional<Dense> qkv, query, key_value;
  Dense proj, fc1, fc2;
  std::optional<PackedBottleneck> bottleneck;
  std::map<std::string, std::vector<float>> reducer;  // its weights: "pyra_a" for blocks.N.pyra_a
};

/// Rotary positions (architecture/positions/rotary.h).
struct PackedRotary {
  std::vector<float> frequencies;  // [D / 4]
  std::vector<float> places;       // [N, 2]
  std::vector<float> turns;        // [N, D]: of these places
};

/// Attention pooling as engine/cpu/attention_pool.h has it, in float32: few rows meet it.
struct PackedAttentionPool {
  std::int64_t dim, heads, width;  // C, H, and H in whole vectors
  std::vector<float> probe;        // [C, width]: u_h in column h
  std::vector<Dense> values;       // [H] of [D, C]
  Dense proj;
  Norm norm;
  Dense fc1, fc2;
};

struct PackedModel::Impl {
  VitConfig config;
  Precision precision;
  Elements elements;
  std::string reducer;             // name in reducers/list.h
  Dense patch;                     // [C, 3 p p]
  std::vector<float> prefix_rows;  // [P, C]: prefix tokens, positions added
  std::vector<float> positions;    // [patches, C]
  std::vector<PackedBlock> blocks;
  std::optional<PackedRotary> rotary;
  std::optional<Norm> norm_pre, norm, fc_norm;
  std::optional<PackedAttentionPool> pool;
  std::optional<Dense> pre_logits, projection, head, head_distilled;
  std::shared_ptr<TeamPool> teams = std::make_shared<TeamPool>();  // of the engines that share these weights

  bool prefix_suffices() const { return config.pooling == Pooling::class_token; }
  /// Whether something travels beside the tokens from block to block.
  bool carries() const { return blocks.front().bottleneck && blocks.front().bottleneck->carries; }
};

}  // namespace pyra
