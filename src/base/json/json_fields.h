// The fields of JSON objects that pyra itself writes, by type: no other type, no rounding. Those of other
// people's files: stated_fields.h.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json/json_reader.h"
#include "pyra/error.h"

namespace pyra {

[[noreturn]] inline void refuse_value(const std::string& name, const nlohmann::json& value,
                                      const std::string& expected) {
  throw InputError("the field '" + name + "' is " + shown(value) + ", expected " + expected);
}

inline void read_value(const std::string& name, const nlohmann::json& value, bool& to) {
  if (!value.is_boolean()) refuse_value(name, value, "true or false");
  to = value.get<bool>();
}

inline void read_value(const std::string& name, const nlohmann::json& value, std::uint64_t& to) {
  if (!value.is_number_unsigned()) refuse_value(name, value, "a whole number from 0 to 2^64 - 1");
  to = value.get<std::uint64_t>();
}

inline void read_value(const std::string& name, const nlohmann::json& value, std::int64_t& to) {
  constexpr auto kLargest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (!value.is_number_integer() || (value.is_number_unsigned() && value.get<std::uint64_t>() > kLargest)) {
    refuse_value(name, value, "a whole number");
  }
  to = value.get<std::int64_t>();
}

inline void read_value(const std::string& name, const nlohmann::json& value, int& to) {
  std::int64_t wide = 0;
  read_value(name, value, wide);
  if (wide != static_cast<int>(wide)) refuse_value(name, value, "a whole number of 32 bits");
  to = static_cast<int>(wide);
}

/// null stands for what is no number, which JSON cannot write.
inline void read_value(const std::string& name, const nlohmann::json& value, double& to) {
  if (value.is_null()) {
    to = std::numeric_limits<double>::quiet_NaN();
    return;
  }
  if (!value.is_number()) refuse_value(name, value, "a number");
  to = value.get<double>();
}

inline void read_value(const std::string& name, const nlohmann::json& value, std::string& to) {
  if (!value.is_string()) refuse_value(name, value, "text");
  to = value.get<std::string>();
}

template <class T>
void read_value(const std::string& name, const nlohmann::json& value, std::vector<T>& to) {
  if (!value.is_array()) refuse_value(name, value, "a list");
  to.clear();
  for (std::size_t i = 0; i < value.size(); ++i) {
    T item{};
    read_value(name + "[" + std::to_string(i) + "]", value[i], item);
    to.push_back(std::move(item));
  }
}

template <class T>
void read_value(const std::string& name, const nlohmann::json& value, std::map<std::string, T>& to) {
  if (!value.is_object()) refuse_value(name, value, "an object");
  to.clear();
  for (const auto& [key, item] : value.items()) read_value(name + "." + key, item, to[key]);
}

inline const nlohmann::json& required(const nlohmann::json& object, const std::string& name) {
  if (!object.is_object()) throw InputError("an object expected, got " + shown(object));
  const auto found = object.find(name);
  if (found == object.end()) throw InputError("the field '" + name + "' is missing");
  return *found;
}

template <class T>
void read_field(const nlohmann::json& object, const std::string& name, T& to) {
  read_value(name, required(object, name), to);
}

template <class T>
T field(const nlohmann::json& object, const std::string& name) {
  T value{};
  read_field(object, name, value);
  return value;
}

/// `format_version` of a file of pyra's: from 1 up to the newest that this program knows.
inline void check_format_version(const nlohmann::json& object, int newest, const std::string& what) {
  const auto version = field<std::int64_t>(object, "format_version");
  if (version >= 1 && version <= newest) return;
  throw InputError(what + " format version " + std::to_string(version) +
                   (version > newest
                        ? "; this pyra reads up to " + std::to_string(newest) + ": use a newer pyra"
                        : ", which never was: the file is damaged"));
}

/// Empty where the field is missing or null, as in files of before it was written.
inline std::optional<std::string> text_field(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return std::nullopt;
  std::string text;
  read_value(name, *found, text);
  return text;
}

}  // namespace pyra
