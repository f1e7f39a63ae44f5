// `pyra tocom`: from a backbone and pictures without labels to a compensator file.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "adapt/tocom.h"
#include "pyra/backbone.h"
#include "pyra/loader.h"
#include "pyra/tocom.h"
#include "train/adapt_setup.h"
#include "train/shift_gain.h"
#include "train/training_loop.h"

namespace pyra {

struct DistilOptions {
  std::int64_t epochs = 3;
  double lr = 1e-3;  // peak; see StepLearningRate
  double weight_decay = 1e-4;
  std::uint64_t seed = 0;
};

/// What the user asks for.
struct DistilRequest {
  std::filesystem::path backbone;
  BackboneOverrides backbone_overrides;
  std::vector<std::filesystem::path> data;  // folders of pictures; see read_pictures()
  TocomSetting setting;
  DistilOptions options;
  Element precision = Element::f32;    // of the frozen weights' products
  std::string augmentation = "light";  // see make_train_transform()
  std::int64_t batch = 32;
  OnCorrupt on_corrupt = OnCorrupt::fail;
  std::filesystem::path out;  // file; OUT.run beside it holds last.ckpt
  bool resume = false;
  double save_seconds = kSaveSeconds;
  int workers = 2;
  std::string command;
};

struct DistilObserver : LoopObserver {
  std::function<void(const EpochResult&)>
      epoch;  // loss: KL(teacher || student), nats a picture; may be empty
};

struct DistilOutcome {
  Tocom tocom;
  std::vector<ShiftGain> gains;
};

/// Trains and writes request.out, before the gains are measured and again with them. Every 20th picture, 256
/// at most, is kept out to measure the gains with. Throws InputError for what cannot work, before any step;
/// Interrupted after saving when the observer says stop.
DistilOutcome run_distil(const DistilRequest& request, const DistilObserver& observer);

}  // namespace pyra
