// What a PackedWeight holds, for the products with it.
#pragma once

#include "base/memory/large_memory.h"
#include "kernels/matmul.h"
#include "kernels/onednn.h"

namespace pyra {

struct PackedWeight::Impl {
  LargeMemory memory;
  dnnl::memory packed;
  std::int64_t inner, columns;
  Element element;
  bool transposed;
  std::vector<float> scales;
  std::vector<std::int32_t> zero_sums;
  std::int64_t column_grain = 0;

  /// As `count` of its columns lie, from any multiple of the grain on.
  dnnl::memory::desc some_columns(std::int64_t count) const {
    return packed.get_desc().submemory_desc({inner, count}, {0, 0});
  }
};

}  // namespace pyra
