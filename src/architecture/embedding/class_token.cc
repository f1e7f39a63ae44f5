#include "architecture/inference.h"
#include "architecture/part.h"

namespace pyra {
namespace {

constexpr Field kFields[] = {{"class_token", &VitConfig::class_token}};

}  // namespace

Part class_token_part() {
  return {.name = "class token",
          .doc = "a learned token before all others",
          .fields = kFields,
          .present = [](const VitConfig& config) { return config.class_token; },
          .tensors =
              [](const VitConfig& config, TensorList& list) {
                list.add("cls_token", {1, 1, config.dim});
              },
          .infer = [](Inference& from) { from.config.class_token = from.has("cls_token"); }};
}

}  // namespace pyra
