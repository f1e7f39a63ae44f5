// What there is to know of a reducer outside its folder.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "architecture/tensor_shapes.h"

namespace pyra {

class TokenReduction;
struct ReductionSetting;

struct Reducer {
  std::string name;  // in recipes, files and options
  std::string doc;   // one line for --help
  bool merges = true;
  bool bound_to_schedule = false;   // its weights belong to the rates they were trained at
  bool nested = false;              // the first of its weights serve a lower rate: one training, many rates
  bool ranks_by_attention = false;  // the class token's, or, without one, that of all tokens
  bool on_gpu = false;              // libpyra_cuda.so runs it, in training too
  bool standard = false;            // what a recipe takes that names none
  bool fallback = false;            // what models merge by that were tuned without merging
  /// Its tensors by their full names ("blocks.0.pyra_a"); null: no weights. `trained_rates`: one for each
  /// block.
  TensorShapes (*weights)(const VitConfig& config, const std::vector<std::int64_t>& trained_rates) = nullptr;
  std::function<std::unique_ptr<TokenReduction>(const ReductionSetting& setting)> make;

  /// Must be trained, and cannot be exchanged for another.
  bool has_weights() const { return weights != nullptr; }
  TensorShapes tensors(const VitConfig& config, const std::vector<std::int64_t>& trained_rates) const {
    return has_weights() ? weights(config, trained_rates) : TensorShapes();
  }
};

}  // namespace pyra
