#include "architecture/sidecar/transformers_types.h"

#include <algorithm>
#include <iterator>

namespace pyra {
namespace {

constexpr TransformersType kTypes[] = {
    {"vit", "ViT"},     {"deit", "DeiT", {}, &kDeitPictures}, {"vit_msn", "ViT"},
    {"vit_mae", "ViT"}, {"ijepa", "ViT", Pooling::average},
};

}  // namespace

const TransformersType* find_transformers_type(std::string_view name) {
  const auto* found = std::find_if(std::begin(kTypes), std::end(kTypes),
                                   [&](const TransformersType& type) { return type.name == name; });
  return found == std::end(kTypes) ? nullptr : found;
}

}  // namespace pyra
