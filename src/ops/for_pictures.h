// A task a picture (or a head of one) on the CPU, with scratch memory of its own. On torch's threads, not on
// a team of base/threads/: what torch does between our operations keeps the same processors busy, and its
// settings count for both.
#pragma once

#include <ATen/Parallel.h>

#include <cstddef>
#include <cstdint>

#include "base/memory/large_memory.h"

namespace pyra {

/// body(index) for every index below `count`, in parallel.
template <class Body>
void for_pictures(std::int64_t count, const Body& body) {
  at::parallel_for(0, count, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) body(i);
  });
}

/// body(index, scratch): `bytes` of memory that no other thread has, on whole cache lines.
template <class Body>
void for_pictures(std::int64_t count, std::size_t bytes, const Body& body) {
  at::parallel_for(0, count, 1, [&](std::int64_t begin, std::int64_t end) {
    const LargeMemory scratch(bytes);
    for (std::int64_t i = begin; i < end; ++i) body(i, scratch.data());
  });
}

}  // namespace pyra
