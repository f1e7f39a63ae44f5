// Vision Transformers by name: models as data.
#pragma once

#include <string>
#include <vector>

#include "pyra/vit_config.h"

namespace pyra {

struct Architecture {
  std::string name;  // as timm spells it
  VitConfig config;
};

const std::vector<Architecture>& architectures();
/// Throws InputError listing the known names.
const VitConfig& find_architecture(const std::string& name);

}  // namespace pyra
