// What the parts of a backbone are told from: tensors, what stands beside them, what the user says.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "architecture/sidecar/sidecar.h"
#include "pyra/backbone.h"

namespace pyra {

struct Inference {
  const TensorMap& tensors;                     // timm's names
  std::optional<std::int64_t> heads_in_layout;  // where the file's own layout states them
  const Sidecar& sidecar;
  const BackboneOverrides& overrides;

  VitConfig config = {};                  // as far as it is known
  std::vector<std::string> assumed = {};  // in few words: "12 heads of 64 channels"
  std::vector<std::string> doubts = {};   // lines on guesses that may well err

  bool has(const std::string& name) const { return tensors.contains(name); }
  /// Dimension `axis` of a tensor that must be there and have `rank` dimensions.
  std::int64_t size_of(const std::string& name, std::size_t rank, std::size_t axis) const;
  /// The same, 0 where there is no such tensor.
  std::int64_t size_if_any(const std::string& name, std::size_t rank, std::size_t axis) const {
    return has(name) ? size_of(name, rank, axis) : 0;
  }
};

}  // namespace pyra
