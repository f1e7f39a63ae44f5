// The instruction sets that kernels are compiled for; pyra_simd() of cmake/PyraRoom.cmake makes an object
// library of each.
#pragma once

/// DO(set, ...) for each, by its name in Isa and of its namespace. Clang builds are for fuzzing alone, which
/// needs no speed.
#if defined(__x86_64__) && !defined(__clang__)
#define PYRA_FOR_EACH_ISA(DO, ...) \
  DO(baseline, __VA_ARGS__) DO(avx2, __VA_ARGS__) DO(avx512, __VA_ARGS__) DO(avx512_bf16, __VA_ARGS__)
#else
#define PYRA_FOR_EACH_ISA(DO, ...) DO(baseline, __VA_ARGS__)
#endif

/// PYRA_DEFINE_TABLES defines `const Table& of(Isa)`, which picks among the tables that the sets' accessor()
/// gives, each in its namespace.
#define PYRA_DECLARE_TABLE(set, Table, accessor) \
  namespace set {                                \
  const Table& accessor();                       \
  }
#define PYRA_CASE_OF_TABLE(set, Table, accessor) \
  case Isa::set:                                 \
    return set::accessor();
#define PYRA_DEFINE_TABLES(Table, accessor, of)              \
  PYRA_FOR_EACH_ISA(PYRA_DECLARE_TABLE, Table, accessor)     \
  const Table& of(Isa isa) {                                 \
    switch (isa) {                                           \
      PYRA_FOR_EACH_ISA(PYRA_CASE_OF_TABLE, Table, accessor) \
      default:                                               \
        return baseline::accessor();                         \
    }                                                        \
  }
