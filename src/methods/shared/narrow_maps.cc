#include "methods/shared/narrow_maps.h"

namespace pyra {

void add_map(TensorShapes& shapes, const std::string& name, std::int64_t in, std::int64_t out) {
  shapes.push_back({name + ".weight", {out, in}});
  shapes.push_back({name + ".bias", {out}});
}

std::string in_block(std::int64_t block, const char* part) {
  return "blocks." + std::to_string(block) + "." + part;
}

TensorShapes pair_of_maps(const VitConfig& config, std::int64_t width, const char* down, const char* up) {
  TensorShapes shapes;
  for (std::int64_t i = 0; i < config.depth; ++i) {
    add_map(shapes, in_block(i, down), config.dim, width);
    add_map(shapes, in_block(i, up), width, config.dim);
  }
  return shapes;
}

}  // namespace pyra
