#include "architecture/sidecar/transformers_types.h"

#include <algorithm>
#include <iterator>

namespace pyra {
namespace {

constexpr std::string_view kOfTower = "vision_config";

constexpr TransformersType kTypes[] = {
    {"vit", "ViT"},
    {"deit", "DeiT", {}, &kDeitPictures},
    {"vit_msn", "ViT"},
    {"vit_mae", "ViT"},
    {"ijepa", "ViT", Pooling::average},
    {"dinov2", "Bit", {}, &kDinov2Pictures},
    {"dinov2_with_registers", "Bit", {}, &kDinov2Pictures},
    {"clip", "CLIP", {}, &kClipPictures, false, kOfTower},
    {"clip_vision_model", "CLIP", {}, &kClipPictures},
    {"metaclip_2", "CLIP", {}, &kClipPictures, false, kOfTower},
    {"metaclip_2_vision_model", "CLIP", {}, &kClipPictures},
    {"siglip", "Siglip", {}, &kSiglipPictures, false, kOfTower},
    {"siglip_vision_model", "Siglip", {}, &kSiglipPictures},
    {"dinov3_vit", "DINOv3ViT", {}, &kHuggingFaceDinov3Pictures, true},
};

}  // namespace

std::vector<std::string> transformers_type_names() {
  std::vector<std::string> names;
  for (const TransformersType& type : kTypes) names.emplace_back(type.name);
  return names;
}

const TransformersType* find_transformers_type(std::string_view name) {
  const auto* found = std::find_if(std::begin(kTypes), std::end(kTypes),
                                   [&](const TransformersType& type) { return type.name == name; });
  return found == std::end(kTypes) ? nullptr : found;
}

}  // namespace pyra
