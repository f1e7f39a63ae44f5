// Memory of large tensors, kept between training steps.
#pragma once

#include <cstddef>

namespace pyra {

/// From now on, torch's large CPU tensors come from blocks that are kept for the next tensor of about that
/// size, instead of going back to the system, which would clear every page again: a training step asks for
/// the same sizes over and over. Blocks lie on huge pages where the system has them. For programs that train:
/// affects the whole process, cannot be undone; further calls change nothing.
void keep_tensor_memory();

/// Bytes held, in use or not, and the most that was in use at once; how often the system was asked for more.
struct TensorMemoryUse {
  std::size_t held = 0, in_use = 0, most_in_use = 0, asked = 0;
};
TensorMemoryUse tensor_memory_use();

}  // namespace pyra
