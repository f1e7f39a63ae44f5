// A model's tensors as plain float32 arrays, checked and with LayerScale folded: what every device packs
// from.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "methods/bottleneck_weights.h"
#include "pyra/inference_model.h"

namespace pyra {

/// y = x weight^T + bias.
struct PlainDense {
  std::vector<float> weight;  // [out, in]
  std::vector<float> bias;    // [out], zeros where the checkpoint has none
};

class PlainWeights {
 public:
  /// `model` passed check_inference_model() and must outlive this.
  explicit PlainWeights(const InferenceModel& model) : model_(model) {}

  bool has(const std::string& name) const { return model_.tensors.contains(name); }
  /// Throws InputError where the tensor holds NaN or infinity.
  std::vector<float> values(const std::string& name) const;
  std::vector<float> values_or(const std::string& name, std::int64_t count, float otherwise) const;
  /// The whole map called `name`, its rows times the LayerScale `gamma` where the model has one.
  PlainDense dense(const std::string& name, std::int64_t out, std::int64_t in,
                   const std::string& gamma = "") const;
  /// What the model's method left around the MLP of one block; none where all was folded.
  std::optional<BottleneckWeights> bottleneck(std::int64_t block) const;
  /// The tensors of the model's reducer in one block: "pyra_a" for blocks.N.pyra_a.
  std::map<std::string, std::vector<float>> reducer(std::int64_t block) const;
  /// Prefix tokens in their order, [P, C], their positions added.
  std::vector<float> prefix_rows() const;
  /// Learned positions of the patches, [patches, C]; zeros where there are none.
  std::vector<float> patch_positions() const;

 private:
  const InferenceModel& model_;
};

}  // namespace pyra
