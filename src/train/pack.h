// The recipe's precision as packed weights.
#pragma once

#include "model/vit.h"
#include "recipes/recipe.h"

namespace pyra {

/// Packs what the model freezes, for training by `recipe`; see Vit::pack().
inline void pack(Vit& model, const Recipe& recipe) {
  model.pack(recipe.precision == "bf16" ? Element::bf16 : Element::f32);
}

}  // namespace pyra
