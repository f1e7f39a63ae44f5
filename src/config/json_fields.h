// Reading other people's JSON: fields that may be missing or of another type than expected.
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace pyra {

/// The field's value where it is there and of that kind; empty otherwise.
inline std::optional<std::int64_t> integer_field(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  const double value = found->get<double>();  // JSON of Python may say 224.0
  if (!(std::abs(value) <= 1e15) || value != std::floor(value)) return std::nullopt;
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

}  // namespace pyra
