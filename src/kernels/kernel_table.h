// The kernels of one instruction set. Callers use the functions of attention.h, layer_norm.h, ..., which go through
// the table of this machine; tests compare the tables of all sets.
#pragma once

#include "kernels/attention.h"
#include "kernels/isa.h"

namespace pyra {

struct KernelTable {
  void (*attention_f32)(const AttentionHead<float>&, const AttentionShape&, float* out, std::int64_t out_row, float* scratch);
  void (*attention_bf16)(const AttentionHead<Bf16>&, const AttentionShape&, Bf16* out, std::int64_t out_row, float* scratch);
};

/// `isa` must be one of available_isas().
const KernelTable& kernels_of(Isa isa);
/// Those of chosen_isa(), which is asked once.
const KernelTable& kernels();

}  // namespace pyra
