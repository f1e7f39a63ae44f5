// Work shared by the calling thread's OpenMP team, the same one that torch uses: for training. The engine has
// base/threads/team.h.
#pragma once

#include <omp.h>

#include <cstdint>

namespace pyra {

/// body(index, thread) for every index in 0..count-1, in equal runs of neighbours; thread <
/// omp_get_max_threads(). `body` must not throw.
template <typename Body>
void parallel_for(std::int64_t count, const Body& body) {
#pragma omp parallel for schedule(static) if (count > 1)
  for (std::int64_t i = 0; i < count; ++i) body(i, omp_get_thread_num());
}

}  // namespace pyra
