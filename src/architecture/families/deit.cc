#include "architecture/families/timm_names.h"

namespace pyra {

// Only the distilled ones and those with LayerScale can be told from timm's: a plain DeiT has the very names
// of a ViT.
KeyMap deit_family() {
  return {.name = "deit",
          .doc = "distilled DeiT and DeiT III: timm's names with dist_token or blocks.0.gamma_1",
          .models = [](const TensorMap& tensors) { return find_models(tensors, timm_landmarks()); },
          .recognise =
              [](const TensorMap& tensors, const std::optional<std::string>& copy) {
                const auto chosen = choose_model(tensors, find_models(tensors, timm_landmarks()), copy);
                return chosen && (tensors.contains(chosen->prefix + "dist_token") ||
                                  tensors.contains(chosen->prefix + "blocks.0.gamma_1"));
              },
          .map = map_timm_names,
          .pictures = &kDeitPictures};
}

}  // namespace pyra
