// Function multiversioning: the compiler makes one version per instruction set and picks at load time, so that one
// binary serves every x86-64 machine at its own speed.
#pragma once

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define PYRA_VECTORISED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define PYRA_VECTORISED
#endif
