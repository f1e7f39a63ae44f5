#include "architecture/sidecar/stated_fields.h"

#include <algorithm>
#include <cmath>

#include "base/json/json_reader.h"
#include "pictures/transform/image_size.h"

namespace pyra {

using Json = nlohmann::json;

std::optional<std::int64_t> whole_value(const Json& value) {
  if (!value.is_number()) return std::nullopt;
  const double number = value.get<double>();
  if (!(std::abs(number) <= 1e15) || number != std::floor(number)) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

StatedFields::StatedFields(const Json& object, std::string file, Sidecar& sidecar, std::string prefix)
    : object_(object), file_(std::move(file)), sidecar_(sidecar), prefix_(std::move(prefix)) {}

const Json* StatedFields::find(const std::string& name) const {
  const auto found = object_.find(name);
  return found == object_.end() || found->is_null() ? nullptr : &*found;
}

std::optional<std::string> StatedFields::text(const std::string& name) const {
  const Json* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) return value->get<std::string>();
  expect(name, "text");
  return std::nullopt;
}

std::optional<bool> StatedFields::flag(const std::string& name) const {
  const Json* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_boolean()) return value->get<bool>();
  expect(name, "true or false");
  return std::nullopt;
}

std::optional<double> StatedFields::number(const std::string& name) const {
  const Json* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_number() && std::isfinite(value->get<double>())) return value->get<double>();
  expect(name, "a number");
  return std::nullopt;
}

std::optional<std::int64_t> StatedFields::whole(const std::string& name) const {
  const Json* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (const auto number = whole_value(*value)) return number;
  expect(name, "a whole number");
  return std::nullopt;
}

std::optional<std::pair<std::int64_t, std::int64_t>> StatedFields::sides(const std::string& name) const {
  const Json* value = find(name);
  if (value == nullptr) return std::nullopt;
  const bool two = value->is_array() && value->size() == 2;
  const auto height = whole_value(two ? (*value)[0] : *value),
             width = whole_value(two ? (*value)[1] : *value);
  if (height && width && is_side(*height) && is_side(*width)) return std::pair(*height, *width);
  expect(name, "a side in pixels or [height, width]");
  return std::nullopt;
}

std::optional<std::array<double, 3>> StatedFields::channels(const std::string& name) const {
  const Json* value = find(name);
  if (value == nullptr) return std::nullopt;
  const bool one = value->is_number() || (value->is_array() && value->size() == 1);
  bool good = one || (value->is_array() && value->size() == 3);
  std::array<double, 3> channels{};
  for (std::size_t i = 0; i < 3 && good; ++i) {
    const Json& channel = value->is_number() ? *value : (*value)[one ? 0 : i];
    good = channel.is_number() && std::isfinite(channel.get<double>());
    if (good) channels[i] = channel.get<double>();
  }
  if (good) return channels;
  expect(name, "one number or three");
  return std::nullopt;
}

std::optional<StatedFields> StatedFields::object(const std::string& name) const {
  const Json* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_object()) return StatedFields(*value, file_, sidecar_, prefix_ + name + ".");
  expect(name, "an object of fields, {...}");
  return std::nullopt;
}

void StatedFields::refuse(const std::string& part, const std::string& reason) const {
  if (sidecar_.refusal.empty()) sidecar_.refusal = file_ + " beside the file states " + part + ", " + reason;
}

void StatedFields::expect(const std::string& name, const std::string& what) const {
  const Json* value = find(name);
  refuse(prefix_ + name + " = " + (value == nullptr ? "null" : shown(*value)),
         "expected " + what + ": correct it there");
}

void StatedFields::note(const std::string& line) const { sidecar_.notes.push_back(file_ + " " + line); }

}  // namespace pyra
