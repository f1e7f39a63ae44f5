// Safe text in HTML, and the shell of a self-contained page.
#pragma once

#include <string>
#include <string_view>

#include "pyra/image.h"

namespace pyra {

/// For element content and quoted attributes alike: & < > " ' escaped, malformed UTF-8 and signs that turn
/// the direction of writing replaced, control characters dropped (new lines and tabs stay).
std::string escape_html(std::string_view text);

/// The picture as a data URI, PNG in base64. Throws InputError where pixels do not match width and height.
std::string png_data_uri(const Image& image);

/// A whole page around `body`, which must be HTML already. `title` is text. A content security policy forbids
/// scripts and the network, should anything ever slip through escaping.
std::string html_page(std::string_view title, std::string_view body);

/// The page's style sheet: light and dark, wide and narrow, screen and paper.
std::string_view style_sheet();

}  // namespace pyra
