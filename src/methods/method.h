// What there is to know of a method of tuning outside its folder.
#pragma once

#include <string>

#include "architecture/role.h"
#include "methods/bottleneck_weights.h"

namespace pyra {

struct Method {
  std::string name;       // in recipes, files and options
  std::string doc;        // one line for --help
  bool standard = false;  // what a recipe takes that names none
  bool on_gpu = true;     // libpyra_cuda.so runs its bottleneck
  /// Which tensors of the backbone train; the adapter's file brings those anew. Null: none.
  bool (*of_backbone)(Role role) = nullptr;
  /// What it adds to a backbone, by full names ("blocks.0.attn.LoRA_a.weight"); the first has `width` rows.
  /// Null: nothing, and a width means nothing.
  TensorShapes (*tensors)(const VitConfig& config, std::int64_t width) = nullptr;
  /// Makes them part of the backbone's, in place; all are there, in their shapes. Null: they stay, and
  /// engines run `bottleneck`.
  void (*fold)(TensorMap& tensors, const VitConfig& config) = nullptr;
  BottleneckWeights (*bottleneck)(const BlockTensors& block) = nullptr;

  bool has_width() const { return tensors != nullptr; }
  /// The head, the reducer's weights and its own always train.
  bool trains(Role role) const {
    return !is_pretrained(role) || (of_backbone != nullptr && of_backbone(role));
  }
  bool trains_all() const { return trains(Role::backbone); }
  /// Whether anything below the head trains, the reducer aside.
  bool reaches_blocks() const { return has_width() || of_backbone != nullptr; }
  /// Its tensors in an adapter's file, and in a deployed one.
  TensorShapes added(const VitConfig& config, std::int64_t width) const {
    return has_width() ? tensors(config, width) : TensorShapes();
  }
  TensorShapes left(const VitConfig& config, std::int64_t width) const {
    return fold == nullptr ? added(config, width) : TensorShapes();
  }
};

}  // namespace pyra
