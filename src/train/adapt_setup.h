// Everything that stands before the first step of `pyra adapt`, checked.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "adapt/assemble.h"
#include "model/vit.h"
#include "pyra/adapter_manifest.h"
#include "pyra/backbone.h"
#include "pyra/dataset.h"
#include "pyra/inference_model.h"
#include "pyra/loader.h"
#include "pyra/runner.h"
#include "pyra/schedule.h"
#include "recipes/recipe.h"

namespace pyra {

constexpr double kSaveSeconds = 30;  // between two checkpoints: what a power cut may cost

/// What the user asks for.
struct AdaptRequest {
  std::filesystem::path backbone;
  BackboneOverrides backbone_overrides;
  std::filesystem::path data;
  std::optional<std::filesystem::path> train_list, val_list,
      test_list;  // `path label` lines, relative to data
  Recipe recipe;
  std::filesystem::path out;
  std::optional<std::filesystem::path>
      teacher;  // adapter or deployed file whose answers are learned beside the labels
  bool resume = false;
  double save_seconds = kSaveSeconds;
  int workers = 2;             // decoding threads
  Device device;               // that trains
  bool eager = false;          // on a GPU, without recorded steps (train/make_step.h)
  bool resize_on_gpu = false;  // training pictures; decoding stays on the CPU
  bool tf32 = false;           // products of float32 numbers may round their factors to TF32 on a GPU
  std::string command;         // as typed, for the record
};

/// The pictures of a run. `test` is never used for choosing anything.
struct AdaptData {
  Dataset train;
  std::optional<Dataset> val, test;
  std::vector<std::string> notes =
      {};  // lines to be printed: what each part serves, how classes were matched
};

/// Lists where given, else the folder's parts; `data` may itself be a list. With recipe.val_fraction a part
/// of train goes to val. Labels of val and test are in train's numbering. Throws InputError for fewer than
/// two classes, empty parts and classes that train lacks.
AdaptData read_adapt_data(const AdaptRequest& request);
/// What is to be said of the data: data.notes, and their number if it is small.
std::vector<std::string> notes_on(const AdaptData& data, const Recipe& recipe);
/// The folder that paths of pictures start at.
std::filesystem::path data_root(const AdaptRequest& request);
LoaderOptions loader_options(const AdaptRequest& request, const Preprocessing& preprocessing);

struct AdaptSetup {
  VitConfig config;         // the task's: classes and image size set
  std::string fingerprint;  // of the backbone file
  Preprocessing preprocessing;
  Schedule schedule;
  std::vector<std::vector<std::int64_t>>
      taught;  // schedules that the model's own answers teach; empty: labels alone
  std::vector<std::int64_t>
      elastic_to;  // [depth]: the steepest of them where the adapter is elastic; else empty
  Tuning tuning;
  AdaptData data;
  Vit model;  // backbone loaded, head and method fresh
  ParameterList trainable;
  std::vector<std::string>
      notes;               // lines to be printed: assumptions, clamped rates, where preprocessing comes from
  OutputScale scale = {};  // of the task's outputs
  std::optional<InferenceModel> teacher = {};  // whose answers teach, instead of the model's own
};

/// Throws InputError for anything in the request that cannot work, before any training.
AdaptSetup prepare_adapt(const AdaptRequest& request);

/// Milliseconds that one picture takes through a ToMe model of this config with random weights (median of
/// several).
double measure_latency_ms(const VitConfig& config, const std::vector<std::int64_t>& rates);

}  // namespace pyra
