#include "architecture/sidecar/sidecar_colours.h"

#include <algorithm>
#include <sstream>

#include "pictures/transform/colour_range.h"

namespace pyra {
namespace {

std::optional<std::array<double, 3>> colours(const StatedFields& fields, const std::string& name,
                                             double least) {
  const auto values = fields.channels(name);
  if (!values) return std::nullopt;
  const auto [low, high] = std::minmax_element(values->begin(), values->end());
  if (*low >= least && *high <= 1) return values;
  if (*low >= 0 && *high > 1 && *high <= 255) {
    std::array<double, 3> shares = *values;
    for (double& share : shares) share /= 255;
    fields.refuse(fields.path(name) + " = " + spell_colours(*values),
                  "which is of colours up to 255; pyra's are from 0 to 1: divided by 255 it is " +
                      spell_colours(shares));
  } else {
    fields.expect(
        name, least > 0 ? "deviations of colours, above 0 and at most 1" : "means of colours, from 0 to 1");
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::array<double, 3>> mean_field(const StatedFields& fields, const std::string& name) {
  return colours(fields, name, 0);
}

std::optional<std::array<double, 3>> deviation_field(const StatedFields& fields, const std::string& name) {
  return colours(fields, name, kLeastDeviation);
}

std::string spell_colours(const std::array<double, 3>& values) {
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text << values[0] << " " << values[1] << " " << values[2];
  return text.str();
}

}  // namespace pyra
