#include "show/html.h"

#include <openssl/evp.h>

#include <algorithm>
#include <vector>

#include "base/text/utf8.h"
#include "pyra/error.h"

namespace pyra {
namespace {

std::string base64(const std::vector<std::uint8_t>& bytes) {
  constexpr std::size_t kStep =
      3 << 20;  // EVP_EncodeBlock counts in int; a multiple of 3 needs no padding inside
  std::string text;
  text.reserve(bytes.size() / 3 * 4 + 8);
  std::vector<unsigned char> block(kStep / 3 * 4 + 1);
  for (std::size_t at = 0; at < bytes.size(); at += kStep) {
    const std::size_t count = std::min(kStep, bytes.size() - at);
    const int written = EVP_EncodeBlock(block.data(), bytes.data() + at, static_cast<int>(count));
    text.append(block.begin(), block.begin() + written);
  }
  return text;
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint c = first_code_point(text);
    const std::string_view raw = text.substr(0, c.bytes);
    text.remove_prefix(c.bytes);
    if (!c.valid || turns_direction(c.value)) {
      out += "\uFFFD";
    } else if (c.value == '&') {
      out += "&amp;";
    } else if (c.value == '<') {
      out += "&lt;";
    } else if (c.value == '>') {
      out += "&gt;";
    } else if (c.value == '"') {
      out += "&quot;";
    } else if (c.value == '\'') {
      out += "&#39;";
    } else if (!is_control(c.value) || c.value == '\n' || c.value == '\t') {
      out += raw;
    }
  }
  return out;
}

std::string png_data_uri(const Image& image) {
  const bool positive = image.width > 0 && image.height > 0;
  const auto bytes = static_cast<std::int64_t>(image.pixels.size());
  if (!positive || bytes % 3 != 0 || bytes / 3 / image.width != image.height ||
      bytes / 3 % image.width != 0) {
    throw InputError("a picture of " + std::to_string(image.width) + " x " + std::to_string(image.height) +
                     " pixels cannot have " + std::to_string(bytes) + " bytes: expected 3 a pixel (RGB)");
  }
  return "data:image/png;base64," + base64(encode_png(image));
}

std::string html_page(std::string_view title, std::string_view body) {
  std::string page =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'unsafe-inline'; img-src data:\">\n";
  page += "<title>" + escape_html(title) + "</title>\n<style>";
  page += style_sheet();
  page += "</style>\n</head>\n<body>\n";
  page += body;
  page += "</body>\n</html>\n";
  return page;
}

}  // namespace pyra
