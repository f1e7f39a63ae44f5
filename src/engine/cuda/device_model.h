// A model's weights on the GPU, in one precision.
#pragma once

#include <optional>
#include <vector>

#include "engine/cuda/product.h"
#include "methods/bottleneck_weights.h"
#include "pyra/vit_config.h"

namespace pyra::cuda {

struct DeviceNorm {
  DeviceArray<float> weight, bias;  // [C]
  float eps = 0;
};

/// PYRA's weights of one block; `ranks` 0: it merges unmodulated.
struct DeviceModulation {
  DeviceArray<float> w_r, w_d, norm_weight, norm_bias;
  std::int64_t ranks = 0;
  float eps = 0;
};

/// methods/bottleneck_weights.h
template <typename T>
struct DeviceBottleneck {
  explicit DeviceBottleneck(const BottleneckWeights& plain);
  bool reads_mlp() const { return reads == BottleneckWeights::Reads::mlp; }

  BottleneckWeights::Reads reads;
  BottleneckWeights::Activation activation;
  DeviceDense<T> down, up;
};

template <typename T>
struct DeviceBlock {
  DeviceNorm norm1, norm2;
  DeviceDense<T> qkv, proj, fc1, fc2;
  std::optional<DeviceBottleneck<T>> bottleneck;
  DeviceModulation modulation;
};

template <typename T>
struct DeviceModel {
  VitConfig config;
  std::vector<std::int64_t> rates;
  bool heeds;  // the class token's attention chooses; else the keys do, as in ToMe and PYRA
  DeviceDense<T> patch;
  DeviceArray<float> prefix_rows, positions;  // [P, C], [patches, C]
  std::vector<DeviceBlock<T>> blocks;
  std::optional<DeviceNorm> norm_pre, norm, fc_norm;
  std::optional<DeviceDense<float>> pre_logits, head,
      head_distilled;  // few rows read these: float32 in every precision

  /// Throws InputError for reducers and methods that the GPU does not run (their descriptors say so) and for
  /// what check_inference_model() refuses.
  explicit DeviceModel(const InferenceModel& model);
  std::size_t bytes() const;  // of the maps, which are nearly all
  bool prefix_suffices() const { return config.pooling == Pooling::class_token; }
};

}  // namespace pyra::cuda
