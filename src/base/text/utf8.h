// UTF-8 as far as escaping, truncating and aligning need it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pyra {

struct CodePoint {
  char32_t value = 0;     // U+FFFD for a malformed sequence
  std::size_t bytes = 1;  // consumed; 1 for a malformed sequence
  bool valid = true;
};

/// The first code point of `text`, which must not be empty. Overlong forms, surrogates and values beyond
/// U+10FFFF are malformed.
CodePoint first_code_point(std::string_view text);

/// Control characters, which would disturb a terminal or are not allowed in HTML.
bool is_control(char32_t code_point);

/// The overrides, embeddings and isolates of bidirectional text, by which one name can be drawn as another.
bool turns_direction(char32_t code_point);

/// Columns of a terminal: 0 for combining marks, 2 for East Asian wide characters and emoji, else 1.
std::size_t display_columns(std::string_view text);

/// At most `columns` columns, the last one an ellipsis where something was cut.
std::string truncate_columns(std::string_view text, std::size_t columns);

/// Valid UTF-8 without control characters: malformed bytes and signs that turn the direction become U+FFFD,
/// controls (new lines too) a space.
std::string printable(std::string_view text);

/// Estimated width of `text` in a proportional sans-serif font, in the unit of `font_size`. Errs on the wide
/// side, since the reader's font is unknown.
double text_width(std::string_view text, double font_size);

/// Cut with an ellipsis so that text_width() is at most `width`.
std::string truncate_width(std::string_view text, double font_size, double width);

}  // namespace pyra
