// Records of pyra's own files: their fields are listed once, by a function that calls visit(name, member) for
// each; these visit.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>

#include "base/json/json_fields.h"

namespace pyra {

/// Into an object, in the list's order; what is optional stands there if it is known.
template <class Json>
class WriteFields {
 public:
  explicit WriteFields(Json& object) : object_(object) {}

  template <class T>
  void operator()(const char* name, const T& value) {
    object_[name] = value;
  }
  template <class T>
  void operator()(const char* name, const std::optional<T>& value) {
    if (value) object_[name] = *value;
  }

 private:
  Json& object_;
};

/// From an object: every field has to be there, but what is optional.
class ReadFields {
 public:
  explicit ReadFields(const nlohmann::json& object) : object_(object) {}

  template <class T>
  void operator()(const char* name, T& to) {
    names_.insert(name);
    read_field(object_, name, to);
  }
  template <class T>
  void operator()(const char* name, std::optional<T>& to) {
    names_.insert(name);
    if (object_.contains(name)) to = field<T>(object_, name);
  }

  /// Throws InputError for a field that is neither of those read nor of `others`.
  void refuse_unknown(const std::set<std::string>& others) const {
    for (const auto& [name, value] : object_.items()) {
      if (!names_.contains(name) && !others.contains(name)) throw InputError("unknown field '" + name + "'");
    }
  }

 private:
  const nlohmann::json& object_;
  std::set<std::string> names_;
};

}  // namespace pyra
