// Names of classes beside a checkpoint: timm's label_names, Hugging Face's id2label.
#include <algorithm>
#include <map>
#include <set>

#include "architecture/sidecar/sidecar_parts.h"
#include "base/json/json_text.h"

namespace pyra {
namespace {

using Json = nlohmann::json;

/// People number their classes with names too: {"0": 7}.
std::optional<std::string> name_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer()) return json_text(value);
  return std::nullopt;
}

/// 7 of 7, "7" and, as Python's int() reads it, "07".
std::optional<std::int64_t> number_of(const Json& value) {
  if (!value.is_string()) return whole_value(value);
  const std::string text = value.get<std::string>();
  const bool digits = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (text.empty() || text.size() > 9 || !digits) return std::nullopt;
  return std::stoll(text);
}

std::vector<std::string> in_order(const StatedFields& fields, const std::string& field, const Json& list) {
  std::vector<std::string> names;
  for (const Json& item : list) {
    const auto name = name_of(item);
    if (!name) {
      fields.expect(field, "names of classes");
      return {};
    }
    names.push_back(*name);
  }
  return names;
}

std::vector<std::string> by_number(const StatedFields& fields, const std::string& field, const Json& object) {
  std::map<std::int64_t, std::string> names;
  for (const auto& [key, item] : object.items()) {
    const auto number = number_of(Json(key));
    const auto name = name_of(item);
    if (!number || !name || !names.emplace(*number, *name).second) {
      fields.expect(field, R"(names of classes by number, {"0": "cat", "1": "dog"})");
      return {};
    }
  }
  std::vector<std::string> result;
  for (const auto& [number, name] : names) {
    if (number != static_cast<std::int64_t>(result.size())) {
      const std::string lacking = std::to_string(result.size());
      if (field == "label_names") {  // timm's may have gaps
        fields.note("names no class " + lacking + " in " + field + ": the names were ignored");
      } else {
        fields.refuse(
            field + " without a class " + lacking,
            "expected numbers from 0 to " + std::to_string(names.size() - 1) + ": correct it there");
      }
      return {};
    }
    result.push_back(name);
  }
  return result;
}

std::vector<std::string> names_in(const StatedFields& fields, const std::string& field) {
  const Json* value = fields.find(field);
  if (value == nullptr) return {};
  if (value->is_array()) return in_order(fields, field, *value);
  if (value->is_object()) return by_number(fields, field, *value);
  fields.expect(field, "names of classes in a list or by number");
  return {};
}

/// Both directions are written, and people edit one of them: of the same names, they must agree. Names of
/// other classes are left over from the model that was tuned.
void check_inverse(const StatedFields& fields, const std::vector<std::string>& names) {
  const auto inverse = fields.object("label2id");
  if (!inverse) return;
  const std::set<std::string> known(names.begin(), names.end());
  bool same = inverse->json().size() == known.size();
  for (const auto& [name, number] : inverse->json().items()) same = same && known.contains(name);
  if (!same) {
    fields.note("names other classes in label2id than in id2label, whose names are taken");
    return;
  }
  for (const auto& [name, value] : inverse->json().items()) {
    const auto number = number_of(value);
    if (!number || *number < 0 || *number >= static_cast<std::int64_t>(names.size())) {
      inverse->expect(name, "a class from 0 to " + std::to_string(names.size() - 1));
    } else if (const std::string& other = names[static_cast<std::size_t>(*number)]; other != name) {
      inverse->refuse("label2id." + name + " = " + std::to_string(*number),
                      "which id2label calls '" + other + "': correct one of them");
    }
  }
}

}  // namespace

std::vector<std::string> labels_of(const StatedFields& fields) {
  if (auto names = names_in(fields, "label_names"); !names.empty()) return names;
  const auto names = names_in(fields, "id2label");
  bool placeholders = true;
  for (std::size_t i = 0; i < names.size(); ++i)
    placeholders = placeholders && names[i] == "LABEL_" + std::to_string(i);
  if (placeholders) return {};
  check_inverse(fields, names);
  return names;
}

}  // namespace pyra
