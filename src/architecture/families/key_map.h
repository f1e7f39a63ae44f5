// How each family of checkpoints names its tensors, and what its models have that no file says. Nothing else
// knows that there are families.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "architecture/families/wrapper.h"
#include "architecture/sidecar/default_pictures.h"
#include "architecture/sidecar/sidecar.h"
#include "pyra/backbone.h"
#include "pyra/host_tensor.h"

namespace pyra {

/// The same weights under timm's names, in whatever floating dtype the file has.
struct MappedWeights {
  TensorMap tensors;
  std::optional<std::int64_t> heads;  // where the layout of the file states it
  std::vector<std::string> notes;     // what was left out or reinterpreted, for people
  std::optional<Pooling> pooling;     // where what the file holds says it
  std::optional<RotaryKind> rotary;   // likewise, where nothing beside the file names the model
  /// Why weights of this layout are refused where nothing beside the file names their model; empty: they are
  /// not.
  std::string unless_named;
  PositionResizing position_resizing = PositionResizing::antialiased;  // as the layout's library does it
};

struct AssumedEps {
  double eps;
  std::string_view note;  // the line to be printed: "LayerNorm eps 1e-12 assumed, ..."
};

struct AssumedActivation {
  Activation activation;
  std::string_view note;
};

struct KeyMap {
  std::string_view name;  // which nothing compares
  std::string_view doc;
  /// Every place in the file where such a model stands, by names alone, which may be below any prefix
  /// ("model.", "opt/target/").
  std::vector<PlacedModel> (*models)(const TensorMap& tensors);
  /// Where such a model's presence does not decide, by names alone. `copy` as for map().
  bool (*recognise)(const TensorMap& tensors, const std::optional<std::string>& copy) = nullptr;
  /// `copy`: which, where the file holds several: a kind or a prefix; empty for the usual choice. Throws
  /// InputError naming the tensor at fault.
  MappedWeights (*map)(TensorMap tensors, const std::optional<std::string>& copy);

  /// What lies beside files of this family, in its library's words.
  Sidecar (*sidecar)(const std::filesystem::path& file) = read_timm_sidecar;
  /// Where neither user nor sidecar says otherwise; empty: by the layout.
  std::optional<Pooling> pooling = {};
  std::string_view pooling_note = {};  // the line to be printed where that is an assumption
  std::optional<AssumedEps> norm_eps = {};
  std::optional<AssumedActivation> activation = {};
  std::optional<double> rope_theta = {};      // all of its models have rotary positions
  const DefaultPictures* pictures = nullptr;  // null: by the layout
  bool shared_names = false;                  // families not told from this one may have its names
  bool projected_features = true;             // what its library calls features is projected (CLIP)
  /// The library shows its models pictures of whatever size its processor's file says, and resizes positions
  /// as it does; others have the size that their positions are for.
  bool resizes_positions = false;
};

/// In the order in which they are to be asked.
std::span<const KeyMap> key_maps();

/// The first that recognises the tensors. Throws InputError listing the families when none does.
const KeyMap& find_key_map(const TensorMap& tensors, const std::optional<std::string>& copy);

}  // namespace pyra
