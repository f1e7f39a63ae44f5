// Norms outside the blocks: before them, after them, after pooling.
#include "architecture/inference.h"
#include "architecture/norm/layer_norm.h"
#include "architecture/part.h"

namespace pyra {
namespace {

constexpr Field kBefore[] = {{"norm_pre", &VitConfig::norm_pre}};
constexpr Field kAfter[] = {{"final_norm", &VitConfig::final_norm}};
constexpr Field kPooled[] = {{"fc_norm", &VitConfig::fc_norm}};

}  // namespace

Part norm_before_blocks_part() {
  return {.name = "norm before the blocks",
          .doc = "CLIP's: the embedded tokens are normed once",
          .fields = kBefore,
          .present = [](const VitConfig& config) { return config.norm_pre; },
          .tensors = [](const VitConfig& config, TensorList& list) { add_norm(config, "norm_pre", list); },
          .infer = [](Inference& from) { from.config.norm_pre = from.has("norm_pre.weight"); }};
}

Part norm_after_blocks_part() {
  return {.name = "norm after the blocks",
          .doc = "the last tokens are normed before they are pooled",
          .stage = Stage::after,
          .fields = kAfter,
          .present = [](const VitConfig& config) { return config.final_norm; },
          .tensors = [](const VitConfig& config, TensorList& list) { add_norm(config, "norm", list); },
          .infer = [](Inference& from) { from.config.final_norm = from.has("norm.weight"); }};
}

Part norm_after_pooling_part() {
  return {.name = "norm after pooling",
          .doc = "the pooled features are normed before the head",
          .stage = Stage::after,
          .fields = kPooled,
          .present = [](const VitConfig& config) { return config.fc_norm; },
          .tensors = [](const VitConfig& config, TensorList& list) { add_norm(config, "fc_norm", list); },
          .infer = [](Inference& from) { from.config.fc_norm = from.has("fc_norm.weight"); }};
}

}  // namespace pyra
