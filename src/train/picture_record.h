// Which pictures a run began with, down to their bytes: a run that goes on has to see the same ones.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "pyra/dataset.h"
#include "train/picture_hash.h"

namespace pyra {

/// One picture as it was.
struct PictureState {
  std::string path;          // relative to the data folder, which may move
  std::int64_t label = 0;    // target_key()
  std::int64_t bytes = 0;    // -1 where there is no such file
  std::int64_t changed = 0;  // nanoseconds since 1970
  std::uint64_t hash = 0;
  Hashed hashed = Hashed::whole;
};

/// How the pictures are read, which takes minutes where they are many, large and on a slow disk.
struct PictureReading {
  int workers = 1;  // threads
  /// Asked where more than 2 GB are to be read: true ends it by Interrupted. May be empty.
  std::function<bool()> stop = {};
  /// Told then, beforehand. May be empty.
  std::function<void(const std::string&)> say = {};
};

/// Of every picture, in order.
std::vector<PictureState> record_pictures(const Dataset& dataset, const std::filesystem::path& root,
                                          const PictureReading& reading);

void write_picture_record(const std::filesystem::path& file, const std::vector<PictureState>& pictures);
/// Throws InputError for what write_picture_record() did not write.
std::vector<PictureState> read_picture_record(const std::filesystem::path& file);

/// What is no longer as it was: "removed: a/1.jpg; changed: b/2.jpg and 3 more". Empty where every picture is
/// there with the same label, size and either time or bytes; only those with another time are read.
std::string changes_since(const std::vector<PictureState>& before, const Dataset& dataset,
                          const std::filesystem::path& root, const PictureReading& reading);

}  // namespace pyra
