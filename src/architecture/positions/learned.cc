#include "architecture/inference.h"
#include "architecture/part.h"
#include "architecture/positions/picture_size.h"
#include "architecture/positions/resample.h"

namespace pyra {
namespace {

constexpr Field kFields[] = {{"pos_embed_has_prefix", &VitConfig::pos_embed_has_prefix}};

void tensors(const VitConfig& config, TensorList& list) {
  list.add("pos_embed",
           {1, config.patches() + (config.pos_embed_has_prefix ? config.prefix_tokens() : 0), config.dim});
}

void override_by(const BackboneOverrides& said, VitConfig& config) {
  if (said.image_size) std::tie(config.image_height, config.image_width) = *said.image_size;
}

}  // namespace

Part learned_positions_part() {
  return {.name = "learned positions",
          .doc = "a learned vector for each place of the grid is added to what stands there",
          .fields = kFields,
          .tensors = tensors,
          .resize = resample_positions,
          .infer = [](Inference& from) { infer_picture_size(from, from.size_of("pos_embed", 3, 1)); },
          .override_by = override_by};
}

}  // namespace pyra
