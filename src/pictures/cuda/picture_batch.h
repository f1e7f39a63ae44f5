// Pictures of a batch that a GPU resizes, mirrors and normalises (pyra/picture_plan.h), as they travel: one
// piece of memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "pyra/picture_plan.h"

namespace pyra {

/// Where the parts of one picture lie: bytes from the start of the batch's memory, `between` in the scratch
/// memory.
struct GpuPicture {
  std::int64_t pixels, across, across_weights, down, down_weights, between;
  std::int32_t columns, rows, lines_first, mirrored;
};

class PictureBatch {
 public:
  /// All plans give pictures of one size. `plans` must outlive the object.
  explicit PictureBatch(const std::vector<PicturePlan>& plans);

  std::int64_t count() const { return static_cast<std::int64_t>(pictures_.size()); }
  std::size_t bytes() const { return bytes_; }
  /// Scratch memory: every picture between its two passes.
  std::size_t scratch_bytes() const { return scratch_bytes_; }
  /// Pixels of the largest picture between the passes.
  std::int64_t most_between() const { return most_between_; }
  /// bytes() bytes, a GpuPicture for each first. `to` is aligned to 8 bytes.
  void write(std::uint8_t* to) const;

 private:
  const std::vector<PicturePlan>& plans_;
  std::vector<GpuPicture> pictures_;
  std::size_t bytes_ = 0, scratch_bytes_ = 0;
  std::int64_t most_between_ = 0;
};

}  // namespace pyra
