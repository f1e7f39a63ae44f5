#include "pyra/preprocessing.h"

#include <cmath>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string_view>

#include "io/json_reader.h"
#include "io/json_text.h"
#include "pyra/error.h"

namespace pyra {
namespace {

using nlohmann::json;

constexpr std::int64_t kMaxSide = 65536;  // larger is a damaged file, and would overflow products of sides
constexpr std::initializer_list<const char*> kFields = {
    "direct_resize", "resize", "crop_height", "crop_width", "interpolation", "mean", "std", "exif_rotation"};

[[noreturn]] void refuse(const std::string& field, const std::string& given, const std::string& expected) {
  throw InputError("preprocessing: field '" + field + "' is " + given + ", expected " + expected);
}

bool read_flag(const json& object, const char* field) {
  const json& value = object.at(field);
  if (!value.is_boolean()) refuse(field, shown(value), "true or false");
  return value.get<bool>();
}

std::int64_t read_side(const json& object, const char* field) {
  const json& value = object.at(field);
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() < 1 ||
      value.get<std::uint64_t>() > static_cast<std::uint64_t>(kMaxSide)) {
    refuse(field, shown(value), "a whole number of pixels from 1 to " + std::to_string(kMaxSide));
  }
  return value.get<std::int64_t>();
}

Interpolation read_interpolation(const json& object) {
  const json& value = object.at("interpolation");
  if (value == "bilinear") return Interpolation::bilinear;
  if (value == "bicubic") return Interpolation::bicubic;
  refuse("interpolation", shown(value), "\"bilinear\" or \"bicubic\"");
}

std::array<double, 3> read_channels(const json& object, const char* field, bool positive) {
  const json& value = object.at(field);
  const std::string expected = std::string("three ") + (positive ? "positive " : "") + "numbers (R, G, B)";
  if (!value.is_array() || value.size() != 3) refuse(field, shown(value), expected);
  std::array<double, 3> channels{};
  for (std::size_t c = 0; c < channels.size(); ++c) {
    if (!value[c].is_number()) refuse(field, shown(value), expected);
    channels[c] = value[c].get<double>();
    if (!std::isfinite(channels[c]) || (positive && channels[c] <= 0)) refuse(field, shown(value), expected);
  }
  return channels;
}

/// Neither unknown nor missing: a field silently left at its default would cost accuracy without a word.
void check_fields(const json& object) {
  if (!object.is_object()) throw InputError("preprocessing: expected a JSON object, got " + shown(object));
  for (const auto& [name, value] : object.items()) {
    bool known = false;
    for (std::string_view field : kFields) known = known || field == name;
    if (!known) throw InputError("preprocessing: unknown field " + shown(json(name)));
  }
  for (const char* field : kFields) {
    if (!object.contains(field))
      throw InputError(std::string("preprocessing: field '") + field + "' is missing");
  }
}

const char* name_of(Interpolation interpolation) {
  return interpolation == Interpolation::bicubic ? "bicubic" : "bilinear";
}

}  // namespace

std::string describe(const Preprocessing& p) {
  std::ostringstream line;
  line.imbue(std::locale::classic());
  if (p.direct_resize) {
    line << "resize to " << p.crop_height << "x" << p.crop_width << " (" << name_of(p.interpolation) << ")";
  } else {
    line << "resize " << p.resize << " (" << name_of(p.interpolation) << "), centre crop " << p.crop_height
         << "x" << p.crop_width;
  }
  line << ", mean";
  for (double value : p.mean) line << " " << value;
  line << ", std";
  for (double value : p.std) line << " " << value;
  if (p.exif_rotation) line << ", turned upright by EXIF";
  return line.str();
}

std::string preprocessing_to_json(const Preprocessing& p) {
  return json_text(json{{"direct_resize", p.direct_resize},
              {"resize", p.resize},
              {"crop_height", p.crop_height},
              {"crop_width", p.crop_width},
              {"interpolation", name_of(p.interpolation)},
              {"mean", p.mean},
              {"std", p.std},
              {"exif_rotation", p.exif_rotation}});
}

Preprocessing preprocessing_from_json(const std::string& text) {
  const json object = parse_json(text, "preprocessing:");
  check_fields(object);
  Preprocessing p;
  p.direct_resize = read_flag(object, "direct_resize");
  p.resize = read_side(object, "resize");
  p.crop_height = read_side(object, "crop_height");
  p.crop_width = read_side(object, "crop_width");
  p.interpolation = read_interpolation(object);
  p.mean = read_channels(object, "mean", false);
  p.std = read_channels(object, "std", true);
  p.exif_rotation = read_flag(object, "exif_rotation");
  return p;
}

}  // namespace pyra
