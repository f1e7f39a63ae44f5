#include "base/text/numbers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace pyra {
namespace {

constexpr const char* kMinus = "\u2212";
constexpr double kLargestFixed = 1e15;  // beyond it, digits say less than an exponent

std::string digits(double value, std::chars_format format, int precision) {
  std::array<char, 64> buffer;
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format, precision);
  return {buffer.data(), result.ptr};
}

// "12.50" -> "12.5", "3.00" -> "3"
void drop_trailing_zeros(std::string& text) {
  if (text.find('.') == std::string::npos) return;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
}

void group_thousands(std::string& text) {
  const std::size_t point = std::min(text.find('.'), text.size());
  for (std::size_t at = point; at > 3; at -= 3) text.insert(at - 3, ",");
}

std::string with_sign(bool negative, std::string text) {
  const bool zero = text.find_first_of("123456789") == std::string::npos;
  if (negative && !zero) text.insert(0, kMinus);
  return text;
}

}  // namespace

std::string fixed_number(double value, int decimals) {
  if (!std::isfinite(value)) return "\u2013";
  const double size = std::abs(value);
  if (size >= kLargestFixed) return with_sign(value < 0, digits(size, std::chars_format::scientific, 2));
  std::string text = digits(size, std::chars_format::fixed, std::clamp(decimals, 0, 20));
  group_thousands(text);
  return with_sign(value < 0, std::move(text));
}

std::string short_number(double value) {
  if (!std::isfinite(value)) return "\u2013";
  const double size = std::abs(value);
  if (size != 0 && (size < 1e-4 || size >= kLargestFixed)) {
    return with_sign(value < 0, digits(size, std::chars_format::scientific, 2));
  }
  const int whole = size < 1 ? 0 : static_cast<int>(std::floor(std::log10(size))) + 1;
  const int leading = size > 0 && size < 1 ? static_cast<int>(-std::floor(std::log10(size))) - 1 : 0;
  std::string text = digits(size, std::chars_format::fixed, std::max(0, 4 - whole) + leading);
  drop_trailing_zeros(text);
  group_thousands(text);
  return with_sign(value < 0, std::move(text));
}

std::string exact_number(float value) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  return {digits.data(), end};
}

std::string grouped(std::int64_t value) { return fixed_number(static_cast<double>(value), 0); }

std::string coordinate(double value) {
  if (!std::isfinite(value) || std::abs(value) >= 1e6) return "0";
  std::string text = digits(value, std::chars_format::fixed, 2);
  drop_trailing_zeros(text);
  return text == "-0" ? "0" : text;
}

std::string clock_time(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0 || seconds > 1e9) return "-:--";
  const auto total = static_cast<std::int64_t>(std::llround(seconds));
  const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  const std::string tail = ":" + two(total % 60);
  if (total < 3600) return std::to_string(total / 60) + tail;
  return std::to_string(total / 3600) + ":" + two(total / 60 % 60) + tail;
}

std::string three_digits(double value) { return digits(value, std::chars_format::general, 3); }

}  // namespace pyra
