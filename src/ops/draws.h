// Random numbers of a training pass.
#pragma once

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <cstdint>
#include <mutex>

namespace pyra {

/// Where masks come from.
struct Draws {
  at::Generator random;  // of the CPU; moves on with every mask
  at::Tensor step_seed =
      {};  // [1] int64 on a GPU, or undefined: other masks from the same `random` (train/recorded_step.h)
};

/// The generator's next 64 bits.
inline std::uint64_t next_seed(const at::Generator& random) {
  auto* generator = at::check_generator<at::CPUGeneratorImpl>(random);
  const std::lock_guard lock(generator->mutex_);
  return generator->random64();
}

}  // namespace pyra
