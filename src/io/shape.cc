#include "io/shape.h"

namespace pyra {

std::optional<std::int64_t> checked_elements(std::span<const std::int64_t> shape, std::size_t element_size) {
  const std::int64_t limit = (std::int64_t{1} << 62) / static_cast<std::int64_t>(element_size);
  std::int64_t product = 1;
  for (const std::int64_t dimension : shape) {
    if (dimension < 0) return std::nullopt;
    if (dimension != 0 && product > limit / dimension) return std::nullopt;
    product *= dimension;
  }
  return product;
}

std::string shape_text(std::span<const std::int64_t> shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (i > 0) text += ", ";
    text += std::to_string(shape[i]);
  }
  return text + "]";
}

}  // namespace pyra
