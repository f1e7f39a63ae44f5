// Which instruction sets the kernels are compiled for, and which of them this machine has.
#pragma once

#include <string>
#include <vector>

namespace pyra {

/// Ascending: each includes the ones before it. `avx512_bf16` adds bf16 dot products to AVX-512.
enum class Isa { baseline, avx2, avx512, avx512_bf16 };

/// The sets that this binary holds and this machine runs, ascending; `baseline` is always there.
std::vector<Isa> available_isas();

/// The last of them, or the one that the environment variable PYRA_ISA names (baseline, avx2, avx512,
/// avx512_bf16), which is read once. Throws InputError when it names none, or one that this machine lacks.
Isa chosen_isa();

std::string isa_name(Isa isa);

}  // namespace pyra
