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
#include "train/distiller.h"

namespace pyra {

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

/// Divergence from the teacher on pictures kept out of training, for one pair of rates: nats a picture.
struct ShiftGain {
  RateShift shift;
  double without = 0, with = 0;
};

/// How a run is watched and stopped. Every member may be empty.
struct DistilObserver {
  std::function<void(const std::string&)> say;
  std::function<void(const DistilStep&, std::int64_t images)> step;  // images: in one epoch
  std::function<void(std::int64_t epoch, double loss, double seconds)> epoch;
  std::function<bool()> stop;
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
