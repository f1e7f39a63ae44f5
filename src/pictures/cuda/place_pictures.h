// The end of a picture's way to the network's input, on the GPU: both passes of the resize, mirroring,
// normalisation. Integer arithmetic and a table: the CPU's pixels to the bit (pyra/picture_plan.h).
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

#include "pictures/cuda/picture_batch.h"

namespace pyra::cuda {

/// batch: PictureBatch::write(), of `count` pictures that become `width` x `height`; most_between and
/// `scratch` as PictureBatch says; values [3, 256] -> output [count, 3, height, width].
void place_pictures(const std::uint8_t* batch, std::int64_t count, std::int64_t most_between,
                    const float* values, std::int64_t height, std::int64_t width, std::uint8_t* scratch,
                    float* output, cudaStream_t stream);

}  // namespace pyra::cuda
