// From whatever file a user has to a model that the engine runs: adapters, checkpoints and deployed models
// alike.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pyra/backbone.h"
#include "pyra/inference_model.h"

namespace pyra {

struct LoadOptions {
  std::optional<std::filesystem::path> backbone;  // of an adapter, instead of the path in its file
  std::optional<std::string> schedule;            // instead of the one it was trained or deployed at
  std::optional<std::string> reducer;             // instead of its own, where that has no weights
  bool force_schedule = false;                    // even where trained weights belong to their schedule
  std::optional<std::filesystem::path>
      tocom;                // compensator, where the schedule is another than the one tuned at
  double tocom_scale = -1;  // instead of the ToCom's own; negative: its own
  std::optional<std::filesystem::path> head;  // of texts (zero_shot_head.h), for pretrained_model()
  BackboneOverrides backbone_overrides;
  /// Milliseconds of one picture through the model at these rates, for the spelling latency-ms=X; may be
  /// empty.
  std::function<double(const InferenceModel&, const std::vector<std::int64_t>& rates)> latency;
};

struct LoadedModel {
  InferenceModel model;
  std::string kind;                // "deployed model", "adapter", "checkpoint"
  std::vector<std::string> notes;  // lines to be printed: what was assumed, clamped rates
  bool projected_features = true;  // of its library (Backbone)
};

/// A deployed file, an adapter file, or the folder that pyra adapt wrote; what the method trained is folded
/// into its backbone. Throws InputError when the file is neither, a tensor is missing or left over, the
/// backbone cannot be found or has another fingerprint (both printed), the schedule differs and the reducer's
/// weights are bound to theirs, or options.tocom does not fit (see compensate()) or the model is deployed,
/// where it had to be folded in before.
LoadedModel load_model(const std::filesystem::path& file_or_folder, const LoadOptions& options = {});

/// A checkpoint off the shelf, with its own task head where it has one. Reducers: none, or tome, which is
/// also the default where options.schedule merges. Throws InputError for reducers that need training.
LoadedModel pretrained_model(Backbone backbone, const LoadOptions& options = {});

}  // namespace pyra
