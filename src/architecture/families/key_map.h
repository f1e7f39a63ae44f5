// How each family of checkpoints names its tensors: one table, the only place that switches on a family.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "architecture/families/wrapper.h"
#include "pyra/backbone.h"
#include "pyra/host_tensor.h"

namespace pyra {

/// The same weights under timm's names, in whatever floating dtype the file has.
struct MappedWeights {
  TensorMap tensors;
  std::optional<std::int64_t> heads;  // where the layout of the file states it
  std::vector<std::string> notes;     // what was left out or reinterpreted, for people
};

struct KeyMap {
  std::string_view name;  // "timm", "deit", "google-jax", "huggingface"
  std::string_view doc;
  /// Every place in the file where such a model stands, by names alone, which may be below any prefix
  /// ("model.", "opt/target/").
  std::vector<PlacedModel> (*models)(const TensorMap& tensors);
  /// Where such a model's presence does not decide, by names alone. `copy` as for map().
  bool (*recognise)(const TensorMap& tensors, const std::optional<std::string>& copy) = nullptr;
  /// `copy`: which, where the file holds several: a kind or a prefix; empty for the usual choice. Throws
  /// InputError naming the tensor at fault.
  MappedWeights (*map)(TensorMap tensors, const std::optional<std::string>& copy);
};

/// In the order in which they are to be asked.
std::span<const KeyMap> key_maps();

/// The first that recognises the tensors. Throws InputError listing the families when none does.
const KeyMap& find_key_map(const TensorMap& tensors, const std::optional<std::string>& copy);

// One file each.
extern const KeyMap kTimmKeyMap;
extern const KeyMap kDeitKeyMap;
extern const KeyMap kGoogleJaxKeyMap;
extern const KeyMap kHuggingFaceKeyMap;

}  // namespace pyra
