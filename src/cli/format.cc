#include "cli/format.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace pyra {

std::string format(double value, int digits) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", digits, value);
  return text.data();
}

std::string format_shortest(double value, int digits) {
  return format(value, value == std::floor(value) ? 0 : digits);
}

std::string format_seconds(double seconds) {
  const auto whole = static_cast<long>(seconds + 0.5);
  if (whole < 60) return format(seconds, 1) + " s";
  std::array<char, 64> text{};
  if (whole < 3600) {
    std::snprintf(text.data(), text.size(), "%ld min %02ld s", whole / 60, whole % 60);
  } else {
    std::snprintf(text.data(), text.size(), "%ld h %02ld min", whole / 3600, whole / 60 % 60);
  }
  return text.data();
}

}  // namespace pyra
