#include "architecture/model_spec.h"

#include <array>

namespace pyra {

// Each is defined in a file of its name.
Part patches_part();
Part class_token_part();
Part distillation_token_part();
Part registers_part();
Part learned_positions_part();
Part rotary_positions_part();
Part layer_norm_part();
Part norm_before_blocks_part();
Part depth_part();
Part norm_before_attention_part();
Part fused_attention_part();
Part attention_scale_part();
Part norm_before_mlp_part();
Part mlp_part();
Part gated_mlp_part();
Part activation_part();
Part mlp_scale_part();
Part norm_after_blocks_part();
Part pooling_part();
Part attention_pool_part();
Part norm_after_pooling_part();
Part projection_part();
Part normalized_features_part();
Part pre_logits_part();
Part linear_head_part();
Part distilled_head_part();

std::span<const Part> all_parts() {
  static const std::array parts{
      patches_part(),
      class_token_part(),
      distillation_token_part(),
      registers_part(),
      rotary_positions_part(),
      learned_positions_part(),
      layer_norm_part(),
      norm_before_blocks_part(),
      depth_part(),
      norm_before_attention_part(),
      fused_attention_part(),
      attention_scale_part(),
      norm_before_mlp_part(),
      mlp_part(),
      gated_mlp_part(),
      activation_part(),
      mlp_scale_part(),
      norm_after_blocks_part(),
      pooling_part(),
      attention_pool_part(),
      norm_after_pooling_part(),
      projection_part(),
      normalized_features_part(),
      pre_logits_part(),
      linear_head_part(),
      distilled_head_part(),
  };
  return parts;
}

ModelSpec::ModelSpec(const VitConfig& config) {
  for (const Part& part : all_parts()) {
    if (part.present == nullptr || part.present(config)) parts_.push_back(&part);
  }
}

}  // namespace pyra
