// For callers that hold bare pointers: Classify (pyra/evaluate.h), torch's tensors.
#pragma once

#include <algorithm>
#include <cstdint>

#include "pyra/runner.h"

namespace pyra {

/// Runner::run(); `images` and `logits` point to as many numbers as `batch` pictures have.
inline void run_at(const Runner& runner, const float* images, std::int64_t batch, float* logits) {
  const auto numbers = [batch](std::int64_t each) {
    return static_cast<std::size_t>(std::max<std::int64_t>(batch, 0) * each);
  };
  runner.run({images, numbers(runner.image_numbers())}, batch, {logits, numbers(runner.classes())});
}

/// A Classify; the runner must outlive it.
inline auto classify_by(const Runner& runner) {
  return [&runner](const float* images, std::int64_t count, float* logits) {
    run_at(runner, images, count, logits);
  };
}

}  // namespace pyra
