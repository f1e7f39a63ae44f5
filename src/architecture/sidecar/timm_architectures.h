// Models of timm by name: what their weights do not say.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pyra/vit_config.h"

namespace pyra {

struct TimmArchitecture {
  std::string_view name;
  std::int64_t dim, heads;
  double norm_eps;
  Activation activation;
  Pooling pooling;
  std::string_view other_function;  // what it computes that pyra does not; empty: a plain ViT
  std::int64_t pool_heads = 0;      // of attention pooling, where not as many as the blocks'
  bool pool_prefix = false;
  std::optional<RotaryKind> rotary = {};  // positions, of no other family's
};

/// Null for a name that timm gives to nothing with a plain ViT's tensors.
const TimmArchitecture* find_timm_architecture(const std::string& name);

/// What a model of that name computes that pyra does not, by the table or, for names that are not in it, by
/// the words of the name; empty where nothing speaks against a plain ViT.
std::string other_function_of(const std::string& name);

}  // namespace pyra
