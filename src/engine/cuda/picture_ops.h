// The kernel of the input, as the input asks for it.
#pragma once

#include "engine/cuda_picture_ops.h"

namespace pyra::cuda {

const CudaPictureOps& picture_ops();

}  // namespace pyra::cuda
