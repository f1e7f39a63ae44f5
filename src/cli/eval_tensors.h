// pyra eval --tensors: prepared images in, logits out.
#pragma once

#include <cstdint>
#include <filesystem>

#include "pyra/runner.h"

namespace pyra {

struct LogitsShape {
  std::int64_t count = 0, classes = 0;
};

/// Reads `images` [B, 3, H, W] from the file `tensors`, runs them `batch` at a time and writes `logits` [B,
/// K] to `out`. Throws InputError naming the file for a missing tensor or one of another shape.
LogitsShape write_logits(const Runner& engine, const std::filesystem::path& tensors, std::int64_t batch,
                         const std::filesystem::path& out);

}  // namespace pyra
