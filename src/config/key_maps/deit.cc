#include "config/key_maps/timm_names.h"
#include "config/key_maps/wrapper.h"

namespace pyra {

// Only the distilled ones can be told from timm's: a plain DeiT has the very names of a ViT.
const KeyMap kDeitKeyMap{
    .name = "deit",
    .doc = "distilled DeiT: timm's names with dist_token and head_dist.weight",
    .recognise =
        [](const TensorMap& tensors) {
          const auto wrapper = find_wrapper(tensors, kTimmRoot);
          return wrapper && tensors.contains(*wrapper + "dist_token");
        },
    .map = map_timm_names,
};

}  // namespace pyra
