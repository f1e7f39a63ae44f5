#include "show/html.h"

#include <gtest/gtest.h>

#include "pyra/error.h"

namespace pyra {
namespace {

TEST(Html, EscapesWhatCouldBecomeMarkup) {
  EXPECT_EQ(escape_html("<a href=\"x\">'&"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;");
}

TEST(Html, KeepsUnicodeAndNewLines) { EXPECT_EQ(escape_html("a\n\u00e9\u4e2d"), "a\n\u00e9\u4e2d"); }

TEST(Html, ReplacesMalformedUtf8AndDropsControls) {
  EXPECT_EQ(escape_html("a\xff"
                        "b\x01"
                        "c\x1b[31m"),
            "a\uFFFD"
            "bc[31m");
  EXPECT_EQ(escape_html(std::string_view("x\0y", 3)), "xy");
}

TEST(Html, PictureBecomesAPngDataUri) {
  const Image image{2, 1, {255, 0, 0, 0, 0, 255}};
  // base64 of the eight bytes that every PNG starts with
  EXPECT_EQ(png_data_uri(image).substr(0, 32), "data:image/png;base64,iVBORw0KGg");
}

TEST(Html, PictureOfAnotherSizeThanItsPixelsIsRefused) {
  EXPECT_THROW(png_data_uri({2, 2, {0, 0, 0}}), InputError);
  EXPECT_THROW(png_data_uri({0, 0, {}}), InputError);
  EXPECT_THROW(png_data_uri({std::int64_t{1} << 62, 4, {0, 0, 0}}), InputError);
}

TEST(Html, PageForbidsScriptsAndTheNetwork) {
  const std::string page = html_page("a < b", "<p>body</p>");
  EXPECT_NE(page.find("<title>a &lt; b</title>"), std::string::npos);
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
  EXPECT_NE(page.find("prefers-color-scheme: dark"), std::string::npos);
  EXPECT_EQ(page.find("http:"), std::string::npos);
}

}  // namespace
}  // namespace pyra
