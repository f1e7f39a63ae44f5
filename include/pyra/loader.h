// Batches of transformed pictures, prefetched by worker threads.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pyra/dataset.h"
#include "pyra/transform.h"

namespace pyra {

enum class OnCorrupt { fail, skip };

struct LoaderOptions {
  std::int64_t batch = 32;
  bool shuffle = false;
  bool drop_last = false;
  std::uint64_t seed = 0;         // with `epoch`, decides order and augmentation
  std::int64_t epoch = 0;
  std::int64_t first_batch = 0;   // batches to leave out at the start: where a resumed run goes on
  int workers = 2;                // decoding threads, >= 1
  int prefetch = 4;               // batches decoded ahead
  std::int64_t height = 224;  // crop_height and crop_width of the transform
  std::int64_t width = 224;
  bool exif_rotation = false;
  OnCorrupt on_corrupt = OnCorrupt::fail;
};

struct Batch {
  std::vector<float> images;            // [count, 3, H, W]
  std::vector<std::int64_t> labels;     // [count]
  std::vector<std::int64_t> indices;    // [count] positions in dataset.samples
  std::int64_t count = 0;
};

/// Goes through the data set once. The sequence of batches depends on (data set, options) alone, never on the number
/// of workers. Skipped pictures shrink their batch; an empty batch is left out.
class Loader {
 public:
  /// `dataset` and `transform` must outlive the loader. Throws InputError for an empty data set or batch < 1.
  Loader(const Dataset& dataset, const Transform& transform, LoaderOptions options);
  ~Loader();
  /// Empty at the end. With OnCorrupt::fail rethrows the InputError of an unreadable picture.
  std::optional<Batch> next();
  /// Batches of the whole epoch (before leaving out first_batch, as if no picture were skipped).
  std::int64_t batches() const;
  /// Messages of pictures skipped so far, each naming its file.
  std::vector<std::string> skipped() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace pyra
