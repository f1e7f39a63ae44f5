#include "config/key_maps/layout.h"
#include "config/key_maps/timm_names.h"
#include "config/key_maps/wrapper.h"

namespace pyra {

MappedWeights map_timm_names(TensorMap tensors) {
  MappedWeights result;
  const auto wrapper = find_wrapper(tensors, kTimmRoot);
  result.tensors = unwrap(std::move(tensors), wrapper.value_or(""), result.notes);
  for (int block = 0;; ++block) {
    const std::string prefix = "blocks." + std::to_string(block) + ".";
    const bool first = rename(result.tensors, prefix + "gamma_1", prefix + "ls1.gamma");
    const bool second = rename(result.tensors, prefix + "gamma_2", prefix + "ls2.gamma");
    if (!first && !second) break;
  }
  if (result.tensors.erase("mask_token") > 0) {
    result.notes.push_back("left out mask_token, which serves masked pretraining only");
  }
  return result;
}

const KeyMap kTimmKeyMap{
    .name = "timm",
    .doc = "timm's names: patch_embed.proj.weight, blocks.0.attn.qkv.weight, head.weight",
    .recognise = [](const TensorMap& tensors) { return find_wrapper(tensors, kTimmRoot).has_value(); },
    .map = map_timm_names,
};

}  // namespace pyra
