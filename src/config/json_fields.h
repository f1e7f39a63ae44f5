// The fields of JSON objects, by type. What pyra itself writes is read strictly; other people's files may
// lack fields or hold another type under the same name, but a number that should be whole is, or it is
// refused.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "io/json_reader.h"
#include "pyra/error.h"

namespace pyra {

[[noreturn]] inline void refuse_value(const std::string& name, const nlohmann::json& value,
                                      const std::string& expected) {
  throw InputError("the field '" + name + "' is " + shown(value) + ", expected " + expected);
}

// --- pyra's own files: no other type, no rounding ---

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

// --- other people's: empty where the field is missing or of another type ---

/// Python may write 224.0; 224.5 and 1e30 are refused, since a size that is no size would be passed over in
/// silence.
inline std::optional<std::int64_t> integer_field(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  const double value = found->get<double>();
  if (!(std::abs(value) <= 1e15) || value != std::floor(value)) refuse_value(name, *found, "a whole number");
  return static_cast<std::int64_t>(value);
}

inline std::optional<double> number_field(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  return found->get<double>();
}

inline std::optional<bool> bool_field(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_boolean()) return std::nullopt;
  return found->get<bool>();
}

inline std::optional<std::string> text_field(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

/// 224 or [height, width]; empty for anything else.
inline std::optional<std::pair<std::int64_t, std::int64_t>> side_or_sides(const nlohmann::json& value) {
  const auto whole = [](const nlohmann::json& side) { return side.is_number_integer() ? side.get<std::int64_t>() : 0; };
  if (value.is_number_integer()) return std::pair(whole(value), whole(value));
  if (!value.is_array() || value.size() != 2 || whole(value[0]) == 0 || whole(value[1]) == 0) return std::nullopt;
  return std::pair(whole(value[0]), whole(value[1]));
}

}  // namespace pyra
