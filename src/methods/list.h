// The methods of adaptation as the engine sees them: which tensors each adds to a backbone's, and how they
// become a plain model. adapt/registry.h has their training side. A new method is a line in list.cc.
#pragma once

#include "architecture/tensor_shapes.h"

namespace pyra {

struct FoldEntry {
  std::string name;      // as in an adapter's manifest
  bool has_width;        // whether `width` means anything
  bool brings_backbone;  // the adapter file holds every tensor
  TensorShapes (*tensors)(const VitConfig& config, std::int64_t width);  // beyond the backbone's
  void (*fold)(TensorMap& tensors, const VitConfig& config);  // in place; all are there, in their shapes
  bool (*replaces)(
      const std::string& name);  // whether the adapter file brings this tensor of the backbone's anew
};

const std::vector<FoldEntry>& folds();
/// Throws InputError listing the known names.
const FoldEntry& find_fold(const std::string& name);

}  // namespace pyra
