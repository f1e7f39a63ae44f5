// The two norms of a block, each before what reads it.
#include "architecture/norm/layer_norm.h"
#include "architecture/part.h"

namespace pyra {

Part norm_before_attention_part() {
  return {.name = "norm before attention",
          .doc = "what a block's attention reads",
          .stage = Stage::block,
          .tensors = [](const VitConfig& config, TensorList& list) { add_norm(config, "norm1", list); }};
}

Part norm_before_mlp_part() {
  return {.name = "norm before the MLP",
          .doc = "what a block's MLP reads",
          .stage = Stage::block,
          .tensors = [](const VitConfig& config, TensorList& list) { add_norm(config, "norm2", list); }};
}

}  // namespace pyra
