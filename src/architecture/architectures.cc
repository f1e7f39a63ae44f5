#include "architecture/architectures.h"

#include <array>

#include "base/text/words.h"

namespace pyra {
namespace {

VitConfig vit(std::int64_t image, std::int64_t patch, std::int64_t dim, std::int64_t depth,
              std::int64_t heads) {
  VitConfig config;
  config.image_height = config.image_width = image;
  config.patch = patch;
  config.dim = dim;
  config.depth = depth;
  config.heads = heads;
  config.mlp_dim = 4 * dim;
  return config;
}

std::vector<Architecture> make_table() {
  struct Size {
    const char* name;
    std::int64_t dim, depth, heads;
  };
  // Widths and depths of the ViT and DeiT papers (arXiv 2010.11929, table 1; 2012.12877, table 1).
  constexpr std::array sizes{Size{"tiny", 192, 12, 3}, Size{"small", 384, 12, 6}, Size{"base", 768, 12, 12},
                             Size{"large", 1024, 24, 16}, Size{"huge", 1280, 32, 16}};
  std::vector<Architecture> table;
  for (const Size& size : sizes) {
    for (const std::int64_t patch : {8, 14, 16, 32}) {
      table.push_back({"vit_" + std::string(size.name) + "_patch" + std::to_string(patch) + "_224",
                       vit(224, patch, size.dim, size.depth, size.heads)});
    }
  }
  for (const Size& size : {sizes[0], sizes[1], sizes[2]}) {
    VitConfig config = vit(224, 16, size.dim, size.depth, size.heads);
    table.push_back({"deit_" + std::string(size.name) + "_patch16_224", config});
    config.distilled = true;
    table.push_back({"deit_" + std::string(size.name) + "_distilled_patch16_224", config});
  }
  // The backbone of `make demo`: 28 x 28 pictures in 196 patches, hence the token counts and schedules of
  // ViT-B/16.
  table.push_back({"vit_demo_patch2_28", vit(28, 2, 64, 12, 2)});
  return table;
}

}  // namespace

const std::vector<Architecture>& architectures() {
  static const std::vector<Architecture> table = make_table();
  return table;
}

const VitConfig& find_architecture(const std::string& name) {
  return find_by_name(architectures(), "architecture", name).config;
}

}  // namespace pyra
