// 8-bit RGB pictures.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace pyra {

/// Row-major, three bytes a pixel (R, G, B): pixels.size() == 3 * width * height.
struct Image {
  std::int64_t width = 0;
  std::int64_t height = 0;
  std::vector<std::uint8_t> pixels;
};

/// Decodes JPEG, PNG, WebP, GIF (its first picture), BMP, binary PPM, PGM or PBM, and TIFF (its first
/// picture, 8 bits a sample), recognised by content, to RGB as Pillow's convert("RGB") does: grayscale and
/// palette are expanded, alpha is dropped, CMYK is converted. Throws InputError naming the file when it is
/// missing, empty, truncated, of another kind or larger than 2^28 pixels. `exif_rotation` turns the picture
/// upright.
Image read_image(const std::filesystem::path& path, bool exif_rotation = false);

struct ReadOptions {
  bool exif_rotation = false;
  /// Where positive, a JPEG may come at 1/2, 1/4 or 1/8 of its size: the smallest that leaves both sides at
  /// least this many pixels. Its blocks are then decoded to fewer pixels each, which saves most of the work
  /// for a large picture; the pixels differ a little from those of a full decode and a later reduction. Other
  /// formats come in full.
  std::int64_t least_side = 0;
};
Image read_image(const std::filesystem::path& path, const ReadOptions& options);
/// The same of a file's `bytes`, which are looked at during the call alone; `name` is what errors call it.
Image decode_image(std::span<const std::uint8_t> bytes, const ReadOptions& options = {},
                   const std::string& name = "the picture");
/// Writes a PNG, atomically.
void write_png(const std::filesystem::path& path, const Image& image);
/// The same PNG in memory, for embedding in a report.
[[nodiscard]] std::vector<std::uint8_t> encode_png(const Image& image);

}  // namespace pyra
