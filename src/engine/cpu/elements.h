// Which number type each part of the engine uses at a precision.
#pragma once

#include "kernels/matmul.h"
#include "pyra/engine.h"

namespace pyra {

struct Elements {
  Element product;    // of the blocks' weights and of what enters them
  Element attention;  // of q, k, v and what attention mixes: f32 or bf16
  Element embedding;  // of the patch embedding, which sees raw pixels: f32 or bf16
};

/// Throws InputError where this CPU lacks the precision.
Elements elements_of(Precision precision);

}  // namespace pyra
