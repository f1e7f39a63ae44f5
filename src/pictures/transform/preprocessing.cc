#include "pyra/preprocessing.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string_view>
#include <utility>

#include "base/json/json_reader.h"
#include "base/json/json_text.h"
#include "base/text/words.h"
#include "pictures/transform/colour_range.h"
#include "pictures/transform/image_size.h"
#include "pyra/error.h"

namespace pyra {
namespace {

using nlohmann::json;

constexpr std::initializer_list<const char*> kFields = {
    "direct_resize", "resize", "crop_height", "crop_width", "interpolation", "mean", "std", "exif_rotation"};

constexpr std::array kYounger = {"fit", "frame_height", "frame_width", "rounding", "float_resize"};

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

template <class Value, std::size_t Count>
using Names = std::array<std::pair<const char*, Value>, Count>;

constexpr Names<Interpolation, 5> kInterpolations{{{"bilinear", Interpolation::bilinear},
                                                   {"bicubic", Interpolation::bicubic},
                                                   {"lanczos", Interpolation::lanczos},
                                                   {"box", Interpolation::box},
                                                   {"hamming", Interpolation::hamming}}};
constexpr Names<Fit, 4> kFits{{{"shorter_side", Fit::shorter_side},
                               {"cover", Fit::cover},
                               {"squash", Fit::squash},
                               {"contain", Fit::contain}}};

constexpr Names<Rounding, 3> kRoundings{{{"nearest", Rounding::nearest},
                                         {"transformers", Rounding::transformers},
                                         {"torchvision", Rounding::torchvision}}};

template <class Value, std::size_t Count>
const char* name_in(const Names<Value, Count>& names, Value value) {
  const auto found =
      std::find_if(names.begin(), names.end(), [&](const auto& entry) { return entry.second == value; });
  return found == names.end() ? "unknown" : found->first;
}

template <class Value, std::size_t Count>
Value read_name(const json& object, const char* field, const Names<Value, Count>& names) {
  const json& value = object.at(field);
  std::vector<std::string> known;
  for (const auto& [name, entry] : names) {
    if (value == name) return entry;
    known.emplace_back(name);
  }
  refuse(field, shown(value), "one of " + joined(known));
}

std::array<double, 3> read_channels(const json& object, const char* field, bool positive) {
  const json& value = object.at(field);
  const std::string expected = std::string("three ") + (positive ? "positive " : "") + "numbers (R, G, B)";
  if (!value.is_array() || value.size() != 3) refuse(field, shown(value), expected);
  std::array<double, 3> channels{};
  for (std::size_t c = 0; c < channels.size(); ++c) {
    if (!value[c].is_number()) refuse(field, shown(value), expected);
    channels[c] = value[c].get<double>();
    const bool sound = std::abs(channels[c]) <= kMostColour && (!positive || channels[c] >= kLeastDeviation);
    if (!sound) refuse(field, shown(value), expected + " of colours from 0 to 1");
  }
  return channels;
}

/// Neither unknown nor missing: a field silently left at its default would cost accuracy without a word.
void check_fields(const json& object) {
  if (!object.is_object()) throw InputError("preprocessing: expected a JSON object, got " + shown(object));
  for (const auto& [name, value] : object.items()) {
    bool known = false;
    for (std::string_view field : kFields) known = known || field == name;
    for (std::string_view field : kYounger) known = known || field == name;
    if (!known) throw InputError("preprocessing: unknown field " + shown(json(name)));
  }
  for (const char* field : kFields) {
    if (!object.contains(field))
      throw InputError(std::string("preprocessing: field '") + field + "' is missing");
  }
}

}  // namespace

std::string describe(const Preprocessing& p) {
  std::ostringstream line;
  line.imbue(std::locale::classic());
  const char* filter = name_in(kInterpolations, p.interpolation);
  if (p.fit != Fit::shorter_side) {
    line << (p.fit == Fit::squash  ? "resize to "
             : p.fit == Fit::cover ? "resize until it covers "
                                   : "resize to lie within ")
         << p.frame_height << "x" << p.frame_width << " (" << filter << "), centre crop " << p.crop_height
         << "x" << p.crop_width << (p.fit == Fit::contain ? " on the mean's colour" : "");
  } else if (p.direct_resize) {
    line << "resize to " << p.crop_height << "x" << p.crop_width << " (" << filter
         << (p.float_resize ? ", as floats)" : ")");
  } else {
    line << "resize " << p.resize << " (" << name_in(kInterpolations, p.interpolation) << "), centre crop "
         << p.crop_height << "x" << p.crop_width;
  }
  line << ", mean";
  for (double value : p.mean) line << " " << value;
  line << ", std";
  for (double value : p.std) line << " " << value;
  if (p.exif_rotation) line << ", turned upright by EXIF";
  return line.str();
}

std::string interpolation_name(Interpolation interpolation) {
  return name_in(kInterpolations, interpolation);
}

std::optional<Interpolation> find_interpolation(const std::string& name) {
  for (const auto& [known, interpolation] : kInterpolations) {
    if (name == known) return interpolation;
  }
  return std::nullopt;
}

void scale_preprocessing(Preprocessing& p, std::int64_t height, std::int64_t width) {
  const auto scaled = [](std::int64_t side, std::int64_t to, std::int64_t from) {
    return std::llround(static_cast<double>(side) * static_cast<double>(to) /
                        static_cast<double>(std::max<std::int64_t>(1, from)));
  };
  p.resize = scaled(p.resize, std::max(height, width), std::max(p.crop_height, p.crop_width));
  p.frame_height = scaled(p.frame_height, height, p.crop_height);
  p.frame_width = scaled(p.frame_width, width, p.crop_width);
  p.crop_height = height;
  p.crop_width = width;
}

std::string preprocessing_to_json(const Preprocessing& p) {
  json object{{"direct_resize", p.direct_resize},
              {"resize", p.resize},
              {"crop_height", p.crop_height},
              {"crop_width", p.crop_width},
              {"interpolation", name_in(kInterpolations, p.interpolation)},
              {"mean", p.mean},
              {"std", p.std},
              {"exif_rotation", p.exif_rotation}};
  if (p.fit != Fit::shorter_side) {
    object["fit"] = name_in(kFits, p.fit);
    object["frame_height"] = p.frame_height;
    object["frame_width"] = p.frame_width;
  }
  if (p.rounding != Rounding::nearest) object["rounding"] = name_in(kRoundings, p.rounding);
  if (p.float_resize) object["float_resize"] = true;
  return json_text(object);
}

Preprocessing preprocessing_from_json(const std::string& text) {
  const json object = parse_json(text, "preprocessing:");
  check_fields(object);
  Preprocessing p;
  p.direct_resize = read_flag(object, "direct_resize");
  p.resize = read_side(object, "resize");
  p.crop_height = read_side(object, "crop_height");
  p.crop_width = read_side(object, "crop_width");
  p.interpolation = read_name(object, "interpolation", kInterpolations);
  p.mean = read_channels(object, "mean", false);
  p.std = read_channels(object, "std", true);
  p.exif_rotation = read_flag(object, "exif_rotation");
  if (object.contains("rounding")) p.rounding = read_name(object, "rounding", kRoundings);
  if (object.contains("fit")) {
    p.fit = read_name(object, "fit", kFits);
    for (const char* side : {"frame_height", "frame_width"}) {
      if (!object.contains(side))
        throw InputError(std::string("preprocessing: field '") + side + "' is missing");
    }
    p.frame_height = read_side(object, "frame_height");
    p.frame_width = read_side(object, "frame_width");
  }
  if (object.contains("float_resize")) p.float_resize = read_flag(object, "float_resize");
  if (p.float_resize && !p.direct_resize)
    refuse("float_resize", "true", "false, or direct_resize true with it");
  return p;
}

}  // namespace pyra
