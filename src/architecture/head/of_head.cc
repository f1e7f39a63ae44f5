#include "architecture/head/of_head.h"

namespace pyra {

bool is_of_head(std::string_view tensor) {
  return tensor.starts_with("head.") || tensor.starts_with("head_dist.") || tensor.starts_with("projection.");
}

void take_off_head(TensorMap& tensors, VitConfig& config) {
  std::erase_if(tensors, [](const auto& entry) { return is_of_head(entry.first); });
  config.classes = 0;
  config.projection = 0;
  config.projection_bias = false;
  config.normalized = false;
}

}  // namespace pyra
