// What a loader asks of a GPU: the last step of its pictures.
#pragma once

#include <cstdint>

#include "engine/cuda_token_ops.h"
#include "pictures/cuda/picture_batch.h"

namespace pyra {

class CudaPictureOps {
 public:
  virtual ~CudaPictureOps() = default;
  /// pictures/cuda/place_pictures.h. Every pointer lies on the GPU; batch: what PictureBatch::write() wrote;
  /// values [3, 256]; output [count, 3, height, width].
  virtual void place(const std::uint8_t* batch, std::int64_t count, std::int64_t most_between,
                     const float* values, std::int64_t height, std::int64_t width, std::uint8_t* scratch,
                     float* output, GpuStream on) const = 0;
};

}  // namespace pyra
