// The two norms of a block, each before what reads it.
#include "architecture/inference.h"
#include "architecture/norm/layer_norm.h"
#include "architecture/part.h"
#include "pyra/error.h"

namespace pyra {
namespace {

/// timm's vit_*_rpn_* norm what attention and MLP give, under the very names of norms before them; no other
/// model is known to have the rest of their layout.
void infer(Inference& from) {
  const bool named = !from.sidecar.architecture.empty() || from.overrides.trained_on;
  const bool has_any = from.has("cls_token") || from.has("reg_token") || from.has("blocks.0.attn.qkv.bias") ||
                       from.has("norm.weight");
  if (named || has_any || !from.has("fc_norm.weight")) return;
  throw InputError(
      "these weights have the layout of timm's vit_*_rpn_*, which norm after attention and MLP and not "
      "before, and "
      "which pyra does not compute; of another model, put the config.json that names it beside the file");
}

}  // namespace

Part norm_before_attention_part() {
  return {.name = "norm before attention",
          .doc = "what a block's attention reads",
          .stage = Stage::block,
          .tensors = [](const VitConfig& config, TensorList& list) { add_norm(config, "norm1", list); },
          .infer = infer};
}

Part norm_before_mlp_part() {
  return {.name = "norm before the MLP",
          .doc = "what a block's MLP reads",
          .stage = Stage::block,
          .tensors = [](const VitConfig& config, TensorList& list) { add_norm(config, "norm2", list); }};
}

}  // namespace pyra
