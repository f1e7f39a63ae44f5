#include "io/contiguous.h"

#include <cstring>
#include <memory>

namespace pyra {

bool is_contiguous(const std::vector<std::int64_t>& shape, const std::vector<std::int64_t>& strides) {
  std::int64_t expected = 1;
  for (std::size_t i = shape.size(); i-- > 0;) {
    if (shape[i] != 1 && strides[i] != expected) return false;
    expected *= shape[i];
  }
  return true;
}

HostTensor make_contiguous(std::span<const std::byte> storage, DType dtype,
                           const std::vector<std::int64_t>& shape, const std::vector<std::int64_t>& strides) {
  HostTensor result{dtype, shape, nullptr, nullptr};
  const std::size_t size = dtype_size(dtype);
  auto buffer = std::make_shared<std::vector<std::byte>>(result.bytes());
  std::vector<std::int64_t> position(shape.size(), 0);
  std::int64_t from = 0;
  for (std::size_t to = 0; to < buffer->size(); to += size) {
    std::memcpy(buffer->data() + to, storage.data() + static_cast<std::size_t>(from) * size, size);
    // Counts `position` up like an odometer, the last dimension fastest.
    for (std::size_t i = shape.size(); i-- > 0;) {
      from += strides[i];
      if (++position[i] < shape[i]) break;
      from -= strides[i] * shape[i];
      position[i] = 0;
    }
  }
  result.data = buffer->data();
  result.owner = std::move(buffer);
  return result;
}

}  // namespace pyra
