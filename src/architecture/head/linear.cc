#include "architecture/inference.h"
#include "architecture/part.h"

namespace pyra {
namespace {

constexpr Field kFields[] = {{"classes", &VitConfig::classes}};

double macs(const VitConfig& config, const TokenCounts&) {
  return static_cast<double>(config.classes) * static_cast<double>(config.features());
}

}  // namespace

Part linear_head_part() {
  return {.name = "linear head",
          .doc = "a number a class from the features",
          .stage = Stage::after,
          .fields = kFields,
          .present = [](const VitConfig& config) { return config.classes > 0; },
          .tensors = [](const VitConfig& config,
                        TensorList& list) { list.add_head("head", config.classes, config.features()); },
          .macs = macs,
          .infer = [](Inference& from) { from.config.classes = from.size_if_any("head.weight", 2, 0); }};
}

Part distilled_head_part() {
  return {.name = "second head",
          .doc = "DeiT's, on the distillation token; the mean of both heads answers",
          .stage = Stage::after,
          .present = [](const VitConfig& config) { return config.distilled && config.classes > 0; },
          .tensors = [](const VitConfig& config,
                        TensorList& list) { list.add_head("head_dist", config.classes, config.features()); },
          .macs = macs};
}

}  // namespace pyra
