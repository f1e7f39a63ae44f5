#include "kernels/turns.h"

#include "kernels/kernel_table.h"

namespace pyra {

void make_turns(const float* places, std::int64_t count, const float* frequencies, std::int64_t head_dim,
                float* turns) {
  kernels().make_turns(places, count, frequencies, head_dim, turns);
}

}  // namespace pyra
