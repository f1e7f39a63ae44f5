// A run goes on with the pictures that it began with.
#pragma once

#include <filesystem>
#include <string>

#include "pyra/dataset.h"
#include "train/picture_record.h"

namespace pyra {

struct KeptPictures {
  std::filesystem::path file;  // the record, in the run's folder
  std::filesystem::path root;  // that paths start at
  std::string kind;            // "training", "test"
  PictureReading reading;
};

/// A fresh run writes the record; one that goes on compares with it and throws InputError, naming what was
/// removed, added or changed. Where a run that goes on has no record, one is written, and a line for the user
/// says that nothing could be compared; empty elsewhere.
std::string keep_same_pictures(const KeptPictures& kept, const Dataset& dataset, bool resume);

}  // namespace pyra
