// Batches of transformed pictures, prefetched by worker threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pyra/dataset.h"
#include "pyra/transform.h"

namespace pyra {

enum class OnCorrupt { fail, skip };

/// Pictures as Transform::fit() gave them, kept in memory for the next epoch. Shared by the loaders of one
/// data set with one transform, exif_rotation and fast_decode; thread-safe. Once `capacity` bytes are full no
/// more are taken in, since every epoch asks for every picture once and throwing any out would only make room
/// for another.
class PictureCache {
 public:
  explicit PictureCache(std::size_t capacity);
  ~PictureCache();
  /// Null if it is not there.
  std::shared_ptr<const Image> find(const std::filesystem::path& path) const;
  void keep(const std::filesystem::path& path, std::shared_ptr<const Image> fitted);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A contiguous part of every batch: of `count` parts that differ by one picture at most, the one at `index`.
struct Shard {
  std::int64_t index = 0, count = 1;
};

/// Of so many pictures those that an epoch of training takes: without the last, smaller batch where drop_last
/// says so; fewer than a batch are one.
std::int64_t pictures_an_epoch(std::int64_t pictures, std::int64_t batch, bool drop_last);

struct LoaderOptions {
  std::int64_t batch = 32;
  bool shuffle = false;
  bool drop_last = false;
  std::uint64_t seed = 0;  // with `epoch`, decides order and augmentation
  std::int64_t epoch = 0;
  std::int64_t first_batch = 0;  // batches to leave out at the start: where a resumed run goes on
  int workers = 2;               // decoding threads, >= 1
  int prefetch = 4;              // batches decoded ahead of the one that next() gives, >= 0
  std::int64_t height = 224;     // of the transform's output, checked against it
  std::int64_t width = 224;
  bool exif_rotation = false;
  bool fast_decode = false;  // fast_read(): large JPEGs at reduced size; not quite the same pixels
  OnCorrupt on_corrupt = OnCorrupt::fail;
  Shard shard;                 // `batch` and first_batch count whole batches, of which next() gives this part
  bool empty_batches = false;  // next() also gives the batches of which nothing could be read; of several
                               // shards it always does
  bool plans = false;  // Transform::plan() instead of finish(): Batch::plans, for a GPU that does the rest
  std::shared_ptr<PictureCache> cache;  // null: every picture is read and decoded again each epoch
};

struct Batch {
  std::vector<float> images;          // [count, 3, height, width]; empty with LoaderOptions::plans
  std::vector<PicturePlan> plans;     // [count] with LoaderOptions::plans, else empty
  std::vector<std::int64_t> labels;   // [count]
  std::vector<float> targets;         // [count, K]: Target::values; empty of classes
  std::vector<std::int64_t> indices;  // [count] positions in dataset.samples
  std::int64_t count = 0;
  std::int64_t number = 0;  // of the batch within the epoch
};

/// Goes through the data set once. The sequence of batches depends on (data set, options) alone, never on the
/// number of workers. Skipped pictures shrink their batch; an empty batch is left out, unless
/// it is asked for or one of several shards, whose batches go together.
class Loader {
 public:
  /// `dataset` and `transform` must outlive the loader. Throws InputError for an empty data set and for
  /// options out of range.
  Loader(const Dataset& dataset, const Transform& transform, LoaderOptions options);
  ~Loader();
  /// Empty at the end. With OnCorrupt::fail rethrows the InputError of an unreadable picture, the first in
  /// order; after that the loader is at its end.
  std::optional<Batch> next();
  /// Batches of the whole epoch (before leaving out first_batch, as if no picture were skipped).
  std::int64_t batches() const;
  /// Messages of the pictures skipped in the batches given so far, in order, each naming its file.
  std::vector<std::string> skipped() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace pyra
