// The instruction sets that kernels are compiled for; pyra_simd() of cmake/PyraRoom.cmake makes an object
// library of each.
#pragma once

/// DO(set) for each, by its name in Isa and of its namespace. Clang builds are for fuzzing alone, which needs
/// no speed.
#if defined(__x86_64__) && !defined(__clang__)
#define PYRA_FOR_EACH_ISA(DO) DO(baseline) DO(avx2) DO(avx512) DO(avx512_bf16)
#else
#define PYRA_FOR_EACH_ISA(DO) DO(baseline)
#endif
