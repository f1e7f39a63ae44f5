#include <algorithm>

#include "architecture/model_spec.h"
#include "pyra/error.h"

namespace pyra {

void resize_pos_embed(Backbone& backbone, std::int64_t image_height, std::int64_t image_width) {
  const std::int64_t patch = backbone.config.patch;
  for (const std::int64_t side : {image_height, image_width}) {
    if (side > 0 && side % patch == 0) continue;
    const std::int64_t below = std::max(side / patch, std::int64_t{1}) * patch;
    throw InputError("pictures of " + std::to_string(image_height) + "x" + std::to_string(image_width) +
                     " pixels do not fill patches of " + std::to_string(patch) +
                     " pixels; take a multiple, such as " + std::to_string(below) + " or " +
                     std::to_string(below + patch));
  }
  VitConfig resized = backbone.config;
  resized.image_height = image_height;
  resized.image_width = image_width;
  validate(resized);
  for (const Part* part : ModelSpec(backbone.config)) {
    if (part->resize != nullptr && resized != backbone.config) part->resize(backbone, resized);
  }
  scale_preprocessing(backbone.preprocessing, image_height, image_width);
  backbone.config = resized;
}

void fit_positions(Backbone& backbone, const Preprocessing& pictures) {
  if (pictures.crop_height != backbone.config.image_height ||
      pictures.crop_width != backbone.config.image_width)
    resize_pos_embed(backbone, pictures.crop_height, pictures.crop_width);
  backbone.preprocessing = pictures;
}

}  // namespace pyra
