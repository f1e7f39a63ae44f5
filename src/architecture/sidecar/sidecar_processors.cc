#include "architecture/sidecar/sidecar_processors.h"

#include <algorithm>
#include <iterator>

#include "architecture/sidecar/sidecar_preprocessing.h"
#include "architecture/sidecar/transformers_types.h"

namespace pyra {
namespace {

constexpr std::int64_t kBilinear = 2, kBicubic = 3;

// Read from the classes of transformers 5.24; BEiT's cropped 224 of 256 before.
// DINOv3's is torchvision's alone: from floats, unlike all others.
constexpr ImageProcessor kTable[] = {
    {"ViT", kHalf, kHalf, kBilinear, {224, 224}, 0, false, false, false, false},
    {"DeiT", kHalf, kHalf, kBicubic, {256, 256}, 224, true, false, false, false},
    {"CLIP", kClipMean, kClipStd, kBicubic, {224, 224, true}, 224, true, true, false, false},
    {"Bit", kClipMean, kClipStd, kBicubic, {224, 224, true}, 224, true, true, false, false},
    {"Siglip", kHalf, kHalf, kBicubic, {224, 224}, 0, false, true, false, false},
    {"Beit", kHalf, kHalf, kBicubic, {224, 224}, 224, false, false, false, true},
    {"ConvNext", kHalf, kHalf, kBicubic, {384, 384, true}, 0, false, true, true, false},
    {"Convnext", kHalf, kHalf, kBicubic, {384, 384, true}, 0, false, true, true, false},
    {"DINOv3ViT", kImageNetMean, kImageNetStd, kBilinear, {224, 224}, 0, false, false, false, false, true},
};

}  // namespace

const ImageProcessor* find_image_processor(std::string name) {
  for (const std::string_view ending : {"Pil", "Fast", "ImageProcessor", "FeatureExtractor"}) {
    if (name.ends_with(ending)) name.erase(name.size() - ending.size());
  }
  const auto* found = std::find_if(std::begin(kTable), std::end(kTable),
                                   [&](const ImageProcessor& entry) { return entry.name == name; });
  return found == std::end(kTable) ? nullptr : found;
}

const ImageProcessor& image_processor_of_model(const std::string& model_type) {
  const TransformersType* type = find_transformers_type(model_type);
  return *find_image_processor(std::string(type != nullptr ? type->image_processor : "ViT"));
}

}  // namespace pyra
