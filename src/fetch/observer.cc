#include "fetch/observer.h"

#include "base/text/numbers.h"

namespace pyra {

std::string byte_text(std::uint64_t bytes) {
  const auto value = static_cast<double>(bytes);
  if (bytes < 1000) return std::to_string(bytes) + " bytes";
  if (bytes < 1'000'000) return fixed_number(value / 1e3, 1) + " KB";
  return bytes < 1'000'000'000 ? fixed_number(value / 1e6, 1) + " MB" : fixed_number(value / 1e9, 2) + " GB";
}

}  // namespace pyra
