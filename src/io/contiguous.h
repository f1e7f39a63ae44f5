// Strided elements, copied into row-major order.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "pyra/host_tensor.h"

namespace pyra {

/// True when `strides` (in elements) already are row-major; dimensions of size 1 may have any.
bool is_contiguous(const std::vector<std::int64_t>& shape, const std::vector<std::int64_t>& strides);

/// Element (i, j, ...) lies at i * strides[0] + j * strides[1] + ... elements from the beginning of
/// `storage`. The caller has checked that none lies outside; strides are not negative, no dimension is.
HostTensor make_contiguous(std::span<const std::byte> storage, DType dtype,
                           const std::vector<std::int64_t>& shape, const std::vector<std::int64_t>& strides);

}  // namespace pyra
