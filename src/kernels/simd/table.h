// What every instruction set provides, declared in its own namespace.
#pragma once

#include "kernels/attention.h"

namespace pyra::PYRA_ISA {

void attention_f32(const AttentionHead<float>&, const AttentionShape&, float*, int64_t, float*);
void attention_bf16(const AttentionHead<Bf16>&, const AttentionShape&, Bf16*, int64_t, float*);

}  // namespace pyra::PYRA_ISA
