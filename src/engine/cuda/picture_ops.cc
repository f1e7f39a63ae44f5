#include "engine/cuda/picture_ops.h"

#include "engine/cuda/enter.h"
#include "pictures/cuda/place_pictures.h"

namespace pyra::cuda {
namespace {

class PictureOps final : public CudaPictureOps {
 public:
  void place(const std::uint8_t* batch, std::int64_t count, std::int64_t most_between, const float* values,
             std::int64_t height, std::int64_t width, std::uint8_t* scratch, float* output,
             GpuStream on) const override {
    place_pictures(batch, count, most_between, values, height, width, scratch, output, enter(on));
  }
};

}  // namespace

const CudaPictureOps& picture_ops() {
  static const PictureOps ops;
  return ops;
}

}  // namespace pyra::cuda
