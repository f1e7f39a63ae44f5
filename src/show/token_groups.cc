#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

#include "pyra/error.h"
#include "show/report.h"

namespace pyra {
namespace {

using Colour = std::array<std::uint8_t, 3>;

struct Group {
  std::int64_t patches = 0;
  std::array<std::uint64_t, 3> sum{};
  Colour fill{}, outline{};
};

struct Grid {
  std::vector<std::size_t> group;  // [rows * columns], dense numbers in order of first appearance
  std::vector<Group> groups;
  std::int64_t rows, columns, patch_height, patch_width;

  std::size_t at(std::int64_t x, std::int64_t y) const {
    return group[static_cast<std::size_t>(y / patch_height * columns + x / patch_width)];
  }
};

void check(const Image& image, std::size_t patches, std::int64_t rows, std::int64_t columns) {
  const std::string picture = std::to_string(image.width) + " x " + std::to_string(image.height) + " pixels";
  const std::string grid = std::to_string(columns) + " x " + std::to_string(rows) + " patches";
  if (rows < 1 || columns < 1 || image.width < columns || image.height < rows || image.width % columns != 0 ||
      image.height % rows != 0) {
    throw InputError("cannot draw token groups: a picture of " + picture + " does not divide into " + grid +
                     "; its sides must be multiples of the grid's");
  }
  const auto pixels = static_cast<std::int64_t>(image.pixels.size());
  if (pixels % 3 != 0 || pixels / 3 % image.width != 0 || pixels / 3 / image.width != image.height) {
    throw InputError("cannot draw token groups: a picture of " + picture + " came with " +
                     std::to_string(pixels) + " bytes; expected 3 a pixel");
  }
  // The picture is at least as large as the grid and in memory, so rows * columns cannot overflow.
  if (patches != static_cast<std::size_t>(rows * columns)) {
    throw InputError("cannot draw token groups: " + std::to_string(patches) + " group numbers given for " +
                     grid + "; expected " + std::to_string(rows * columns));
  }
}

Colour from_hsv(double hue, double saturation, double value) {
  const auto channel = [&](double offset) {
    const double k = std::fmod(offset + hue * 6, 6.0);
    const double level = value - value * saturation * std::clamp(std::min(k, 4 - k), 0.0, 1.0);
    return static_cast<std::uint8_t>(std::lround(255 * level));
  };
  return {channel(5), channel(3), channel(1)};
}

// Hues a golden ratio apart stay distinct however many there are; brightness keeps clear of the group's own
// fill.
Colour outline_colour(std::size_t index, const Colour& fill) {
  constexpr double kGoldenRatio = 0.6180339887498949;
  const double hue = std::fmod(0.11 + static_cast<double>(index) * kGoldenRatio, 1.0);
  const double luminance = (0.299 * fill[0] + 0.587 * fill[1] + 0.114 * fill[2]) / 255;
  return luminance > 0.6 ? from_hsv(hue, 0.95, 0.72) : from_hsv(hue, 0.62, 1.0);
}

Grid make_grid(const Image& image, const std::vector<std::int64_t>& group, std::int64_t rows,
               std::int64_t columns) {
  Grid grid{{}, {}, rows, columns, image.height / rows, image.width / columns};
  std::unordered_map<std::int64_t, std::size_t> number;
  for (const std::int64_t id : group) {
    const auto [entry, fresh] = number.try_emplace(id, grid.groups.size());
    if (fresh) grid.groups.emplace_back();
    grid.groups[entry->second].patches++;
    grid.group.push_back(entry->second);
  }
  for (std::int64_t y = 0; y < image.height; ++y) {
    for (std::int64_t x = 0; x < image.width; ++x) {
      Group& g = grid.groups[grid.at(x, y)];
      const std::uint8_t* pixel = &image.pixels[static_cast<std::size_t>(3 * (y * image.width + x))];
      for (std::size_t c = 0; c < 3; ++c) g.sum[c] += pixel[c];
    }
  }
  std::size_t merged = 0;  // singletons get no outline and use up no hue
  for (Group& g : grid.groups) {
    const auto pixels = static_cast<std::uint64_t>(g.patches * grid.patch_height * grid.patch_width);
    for (std::size_t c = 0; c < 3; ++c)
      g.fill[c] = static_cast<std::uint8_t>((g.sum[c] + pixels / 2) / pixels);
    if (g.patches > 1) g.outline = outline_colour(merged++, g.fill);
  }
  return grid;
}

// Whether a pixel of another group lies within `reach` pixels, diagonals included so that inner corners
// close.
bool on_border(const Grid& grid, const Image& image, std::int64_t x, std::int64_t y, std::int64_t reach) {
  const std::size_t own = grid.at(x, y);
  for (const std::int64_t dy : {-reach, std::int64_t{0}, reach}) {
    for (const std::int64_t dx : {-reach, std::int64_t{0}, reach}) {
      const std::int64_t nx = x + dx, ny = y + dy;
      if (nx < 0 || ny < 0 || nx >= image.width || ny >= image.height) continue;
      if (grid.at(nx, ny) != own) return true;
    }
  }
  return false;
}

}  // namespace

Image draw_token_groups(const Image& image, const std::vector<std::int64_t>& group, std::int64_t rows,
                        std::int64_t columns) {
  check(image, group.size(), rows, columns);
  const Grid grid = make_grid(image, group, rows, columns);
  const std::int64_t patch = std::min(grid.patch_height, grid.patch_width);
  const std::int64_t thickness = patch >= 24 ? 2 : patch >= 4 ? 1 : 0;  // a tiny patch would be all outline
  Image drawn = image;
  for (std::int64_t y = 0; y < image.height; ++y) {
    for (std::int64_t x = 0; x < image.width; ++x) {
      const Group& g = grid.groups[grid.at(x, y)];
      if (g.patches == 1) continue;
      const bool border = thickness > 0 && on_border(grid, image, x, y, thickness);
      const Colour& colour = border ? g.outline : g.fill;
      std::copy(colour.begin(), colour.end(), drawn.pixels.begin() + 3 * (y * image.width + x));
    }
  }
  return drawn;
}

}  // namespace pyra
