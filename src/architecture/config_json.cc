// A config's JSON: what the fields of all parts say.
#include <nlohmann/json.hpp>

#include "architecture/model_spec.h"
#include "base/json/json_fields.h"
#include "base/json/json_text.h"
#include "base/text/words.h"
#include "pyra/error.h"

namespace pyra {
namespace {

using Json = nlohmann::json;

template <typename Visit>
void for_each_field(const Visit& visit) {
  for (const Part& part : all_parts()) {
    for (const Field& field : part.fields) visit(field);
  }
}

Json json_of(const Field& field, const VitConfig& config) {
  return std::visit(
      [&](const auto& place) -> Json {
        if constexpr (std::is_same_v<decltype(place), const Choice* const&>) {
          return place->word(config);
        } else {
          return config.*place;
        }
      },
      field.place);
}

void choose(const Choice& choice, const std::string& name, const Json& value, VitConfig& config) {
  if (value.is_string() && choice.choose(value.get<std::string>(), config)) return;
  std::vector<std::string> words = choice.words();
  for (std::string& word : words) word = "\"" + word + "\"";
  throw InputError("the backbone's " + name + " must be " + listed(words) + ", got " + json_text(value));
}

void read(const Field& field, const Json& value, VitConfig& config) {
  const std::string name(field.name);
  std::visit(
      [&](const auto& place) {
        if constexpr (std::is_same_v<decltype(place), const Choice* const&>) {
          choose(*place, name, value, config);
        } else {
          try {
            read_value(name, value, config.*place);
          } catch (const InputError& error) {
            throw InputError(std::string("the backbone's config: ") + error.what());
          }
        }
      },
      field.place);
}

}  // namespace

std::string config_to_json(const VitConfig& config) {
  Json json = Json::object();
  for_each_field([&](const Field& field) {
    Json value = json_of(field, config);
    if (!field.optional || value != json_of(field, {})) json[std::string(field.name)] = std::move(value);
  });
  return json_text(json);
}

VitConfig config_from_json(const std::string& text) {
  constexpr std::size_t kMaxText = 65536;  // one line of twenty numbers
  Json json = parse_json(text, "the backbone's config", {kMaxText});
  if (!json.is_object()) throw InputError("the backbone's config must be a JSON object");
  VitConfig config;
  for_each_field([&](const Field& field) {
    const auto found = json.find(field.name);
    if (found == json.end()) {
      if (field.optional) return;
      throw InputError("the backbone's config lacks '" + std::string(field.name) + "'");
    }
    read(field, *found, config);
    json.erase(found);
  });
  if (!json.empty())
    throw InputError("the backbone's config has an unknown field '" + json.begin().key() + "'");
  validate(config);
  return config;
}

}  // namespace pyra
