// A library's names for the parts of a Vision Transformer as a table: what its family's key map is made of.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "architecture/families/key_map.h"
#include "architecture/families/wrapper.h"

namespace pyra {

/// '#' in a name stands for the number of a block; `to` has it where `from` has.
struct Renamed {
  std::string_view from, to;
  HostTensor (*change)(HostTensor tensor, const std::string& name) = nullptr;  // of its values or shape
};

/// Two or three maps that pyra has as one: their rows one after the other.
struct Joined {
  std::array<std::string_view, 3> from;  // an empty one at the end: two
  std::string_view to;
  bool may_lack_biases = false;  // of some of them, which are zero then
};

/// A tensor that pyra has no use for, or all below a name that ends with a point.
struct LeftOut {
  std::string_view name, why;
  bool beside = false;  // beside the model alone, where that has a name in its file
};

struct Spelling {
  std::string_view root;                     // a tensor that every such model has
  std::span<const std::string_view> others;  // of which every such model has one
  /// What may stand before all names of the model, the model's name in its library; "" for none.
  std::span<const std::string_view> names;
  std::span<const Renamed> tensors = {};  // under their full names
  std::span<const Renamed> layers = {};   // maps and norms: .weight and, where there is one, .bias
  std::span<const Renamed> beside = {};   // layers that do not stand below the model's name
  std::span<const Joined> joined = {};    // layers too
  std::span<const LeftOut> left_out = {};
};

/// Every place in a file where such a model stands.
std::vector<PlacedModel> spelled_models(const Spelling& spelling, const TensorMap& tensors);

/// The chosen one under pyra's names. A tensor that the table does not have keeps its name, for the final
/// check to name it. Throws InputError where two tensors are the same one, or a part of a joined map is
/// missing.
MappedWeights respell(const Spelling& spelling, TensorMap tensors, const std::optional<std::string>& copy);

}  // namespace pyra
