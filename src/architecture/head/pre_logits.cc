#include "architecture/inference.h"
#include "architecture/part.h"

namespace pyra {
namespace {

constexpr Field kFields[] = {{"pre_logits", &VitConfig::pre_logits}};

}  // namespace

Part pre_logits_part() {
  return {
      .name = "pre_logits layer",
      .doc = "a map and tanh between features and head, of the first ViTs",
      .stage = Stage::after,
      .fields = kFields,
      .present = [](const VitConfig& config) { return config.pre_logits > 0; },
      .tensors = [](const VitConfig& config,
                    TensorList& list) { list.add_linear("pre_logits.fc", config.pre_logits, config.dim); },
      .macs =
          [](const VitConfig& config, const TokenCounts&) {
            return static_cast<double>(config.dim) * static_cast<double>(config.pre_logits);
          },
      .infer =
          [](Inference& from) { from.config.pre_logits = from.size_if_any("pre_logits.fc.weight", 2, 0); }};
}

}  // namespace pyra
