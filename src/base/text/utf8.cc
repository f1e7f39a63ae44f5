#include "base/text/utf8.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace pyra {
namespace {

constexpr std::string_view kEllipsis = "\u2026";
constexpr std::string_view kReplacement = "\uFFFD";

struct Range {
  char32_t first, last;
};

template <std::size_t N>
bool within(const std::array<Range, N>& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(), [c](Range r) { return c >= r.first && c <= r.last; });
}

// The blocks that occur in names; wcwidth() would depend on the process's locale.
constexpr std::array<Range, 8> kCombining{{{0x300, 0x36F},
                                           {0x483, 0x489},
                                           {0x591, 0x5BD},
                                           {0x1AB0, 0x1AFF},
                                           {0x1DC0, 0x1DFF},
                                           {0x200B, 0x200F},
                                           {0x20D0, 0x20FF},
                                           {0xFE00, 0xFE0F}}};
constexpr std::array<Range, 9> kWide{{{0x1100, 0x115F},
                                      {0x2E80, 0xA4CF},
                                      {0xAC00, 0xD7A3},
                                      {0xF900, 0xFAFF},
                                      {0xFE30, 0xFE6F},
                                      {0xFF00, 0xFF60},
                                      {0xFFE0, 0xFFE6},
                                      {0x1F300, 0x1FAFF},
                                      {0x20000, 0x3FFFD}}};

std::size_t columns_of(char32_t c) {
  if (within(kCombining, c)) return 0;
  return within(kWide, c) ? 2 : 1;
}

// Advance widths in em, rounded up from common sans-serif fonts.
double em_width(char32_t c) {
  if (within(kCombining, c)) return 0;
  if (within(kWide, c)) return 1.05;
  if (c >= 0x80) return 0.68;
  if (std::string_view("ijl.,:;|'!`").find(static_cast<char>(c)) != std::string_view::npos) return 0.32;
  if (std::string_view("mwMW%@").find(static_cast<char>(c)) != std::string_view::npos) return 0.95;
  if (std::string_view("frt()[]/-I \"").find(static_cast<char>(c)) != std::string_view::npos) return 0.40;
  return c >= 'A' && c <= 'Z' ? 0.72 : 0.61;
}

template <typename Width>
std::string truncate(std::string_view text, double limit, double ellipsis, Width width) {
  double used = 0;
  std::size_t fits = 0;  // bytes that leave room for the ellipsis
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = first_code_point(text.substr(at));
    used += width(c.value);
    if (used > limit)
      return std::string(text.substr(0, fits)) + std::string(limit >= ellipsis ? kEllipsis : "");
    at += c.bytes;
    if (used + ellipsis <= limit) fits = at;
  }
  return std::string(text);
}

}  // namespace

CodePoint first_code_point(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const CodePoint malformed{0xFFFD, 1, false};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return malformed;
  char32_t value = lead & (0xFF >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return malformed;
    value = value << 6 | (byte(i) & 0x3F);
  }
  constexpr std::array<char32_t, 5> kSmallest{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < kSmallest[length] || value > 0x10FFFF || surrogate) return malformed;
  return {value, length, true};
}

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }

bool turns_direction(char32_t c) { return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069); }

std::size_t display_columns(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const CodePoint c = first_code_point(text);
    columns += columns_of(c.value);
    text.remove_prefix(c.bytes);
  }
  return columns;
}

std::string truncate_columns(std::string_view text, std::size_t columns) {
  return truncate(text, static_cast<double>(columns), 1,
                  [](char32_t c) { return static_cast<double>(columns_of(c)); });
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint c = first_code_point(text);
    if (!c.valid || turns_direction(c.value)) {
      out += kReplacement;
    } else if (is_control(c.value)) {
      out += ' ';
    } else {
      out += text.substr(0, c.bytes);
    }
    text.remove_prefix(c.bytes);
  }
  return out;
}

double text_width(std::string_view text, double font_size) {
  double em = 0;
  while (!text.empty()) {
    const CodePoint c = first_code_point(text);
    em += em_width(c.value);
    text.remove_prefix(c.bytes);
  }
  return em * font_size;
}

std::string truncate_width(std::string_view text, double font_size, double width) {
  return truncate(text, width / font_size, 1.0, em_width);
}

}  // namespace pyra
