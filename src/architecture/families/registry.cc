#include <array>

#include "architecture/families/key_map.h"
#include "pyra/error.h"

namespace pyra {

// Each is defined in a file of its name. DINOv2, DeiT and open_clip's towers are asked before timm, whose
// names they share, CLIP before SigLIP.
KeyMap dinov2_family();
KeyMap dinov2_transformers_family();
KeyMap dinov3_family();
KeyMap dinov3_authors_family();
KeyMap dinov3_transformers_family();
KeyMap eva_family();
KeyMap clip_transformers_family();
KeyMap siglip_transformers_family();
KeyMap open_clip_family();
KeyMap open_clip_timm_family();
KeyMap deit_family();
KeyMap timm_family();
KeyMap google_jax_family();
KeyMap huggingface_family();

std::span<const KeyMap> key_maps() {
  static const std::array table{dinov2_family(),
                                dinov2_transformers_family(),
                                dinov3_family(),
                                dinov3_authors_family(),
                                dinov3_transformers_family(),
                                eva_family(),
                                clip_transformers_family(),
                                siglip_transformers_family(),
                                open_clip_family(),
                                open_clip_timm_family(),
                                deit_family(),
                                timm_family(),
                                google_jax_family(),
                                huggingface_family()};
  return table;
}

const KeyMap& find_key_map(const TensorMap& tensors, const std::optional<std::string>& copy) {
  std::string known;
  for (const KeyMap& map : key_maps()) {
    const bool here = map.recognise != nullptr ? map.recognise(tensors, copy) : !map.models(tensors).empty();
    if (here) return map;
    known += "\n  " + std::string(map.name) + ": " + std::string(map.doc);
  }
  std::string example = tensors.empty() ? "it holds no tensors" : "its first tensors are ";
  int shown = 0;
  for (const auto& [name, tensor] : tensors) {
    if (shown == 3) break;
    example += (shown++ == 0 ? "'" : ", '") + name + "'";
  }
  throw InputError("these weights are not a Vision Transformer that pyra knows (" + example + "); it reads" +
                   known);
}

}  // namespace pyra
