// pyra eval --tensors: prepared images in, logits out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "pyra/runner.h"

namespace pyra {

struct LogitsShape {
  std::int64_t count = 0, classes = 0;
};

/// [B, K] of `images` [B, 3, H, W] in the file `tensors`, `batch` at a time. Throws InputError naming the
/// file for a missing tensor or one of another shape.
std::vector<float> logits_of(const Runner& engine, const std::filesystem::path& tensors, std::int64_t batch);

/// The same, written to `out` as `logits`.
LogitsShape write_logits(const Runner& engine, const std::filesystem::path& tensors, std::int64_t batch,
                         const std::filesystem::path& out);

}  // namespace pyra
