#include "architecture/inference.h"
#include "architecture/part.h"

namespace pyra {
namespace {

constexpr Field kFields[] = {{"registers", &VitConfig::registers}};

}  // namespace

Part registers_part() {
  return {.name = "register tokens",
          .doc = "learned tokens between class token and patches, which no head reads",
          .fields = kFields,
          .present = [](const VitConfig& config) { return config.registers > 0; },
          .tensors =
              [](const VitConfig& config, TensorList& list) {
                list.add("reg_token", {1, config.registers, config.dim});
              },
          .infer = [](Inference& from) { from.config.registers = from.size_if_any("reg_token", 3, 1); }};
}

}  // namespace pyra
