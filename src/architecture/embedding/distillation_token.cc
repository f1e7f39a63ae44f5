#include "architecture/inference.h"
#include "architecture/part.h"

namespace pyra {
namespace {

constexpr Field kFields[] = {{"distilled", &VitConfig::distilled}};

void check(const VitConfig& config) {
  if (!config.class_token || config.pooling != Pooling::class_token)
    refuse_config("a distilled one needs a class token and class-token pooling");
  if (config.pre_logits > 0) refuse_config("a distilled one has no pre_logits layer");
}

}  // namespace

Part distillation_token_part() {
  return {.name = "distillation token",
          .doc = "a second learned token, which DeiT's second head reads",
          .fields = kFields,
          .present = [](const VitConfig& config) { return config.distilled; },
          .check = check,
          .tensors =
              [](const VitConfig& config, TensorList& list) {
                list.add("dist_token", {1, 1, config.dim});
              },
          .infer = [](Inference& from) { from.config.distilled = from.has("dist_token"); }};
}

}  // namespace pyra
