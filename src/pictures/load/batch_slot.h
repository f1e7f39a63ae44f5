// A batch while its pictures arrive from several threads.
#pragma once

#include <exception>
#include <mutex>
#include <vector>

#include "pyra/loader.h"

namespace pyra {

/// Each sample of the batch is filled by one thread, which then counts itself out of `remaining`; whoever
/// sees `remaining` at 0 under the loader's lock may read everything.
struct BatchSlot {
  BatchSlot(std::int64_t first_position, std::int64_t samples, std::int64_t sample_size)
      : first(first_position),
        count(samples),
        floats(sample_size),
        remaining(samples),
        plans(static_cast<std::size_t>(samples)),
        errors(static_cast<std::size_t>(samples)) {}

  /// Where sample `i` of the batch goes. The first caller allocates, outside of any lock of the loader.
  float* output(std::int64_t i) {
    std::call_once(allocated, [this] { images.resize(static_cast<std::size_t>(count * floats)); });
    return images.data() + i * floats;
  }

  std::int64_t first;   // position in the epoch's order of the batch's first sample
  std::int64_t count;   // samples
  std::int64_t floats;  // of one sample
  std::int64_t remaining;
  std::once_flag allocated;
  std::vector<float> images;               // [count, floats]; empty where plans are asked for
  std::vector<PicturePlan> plans;          // [count]; empty ones where they are not
  std::vector<std::exception_ptr> errors;  // [count]; null where the sample is there
};

}  // namespace pyra
