#include "compare/backbone_words.h"

#include "base/text/words.h"
#include "pictures/transform/image_size.h"
#include "pyra/error.h"

namespace pyra {
namespace {

struct Word {
  const char* key;
  void (*assign)(BackboneOverrides& overrides, const std::string& value);
};

void assign_activation(BackboneOverrides& overrides, const std::string& value) {
  overrides.activation = find_activation(lower_case(value));
  if (!overrides.activation) refuse_unknown("activation", value, activation_names());
}

constexpr Word kWords[] = {
    {"copy", [](BackboneOverrides& overrides, const std::string& value) { overrides.copy = value; }},
    {"activation", assign_activation},
    {"image_size", [](BackboneOverrides& overrides, const std::string& value) {
       overrides.image_size = parse_image_size(value);
     }}};

}  // namespace

BackboneOverrides CompareBackbone::overrides() const {
  BackboneOverrides result;
  for (const auto& [key, value] : said) {
    for (const Word& word : kWords) {
      if (key == word.key) word.assign(result, value);
    }
  }
  return result;
}

std::optional<CompareBackbone> read_backbone_words(TomlEntry& entry, std::optional<NamedPath> path) {
  std::optional<CompareBackbone> backbone;
  if (path) backbone = CompareBackbone{*path, {}};
  for (const Word& word : kWords) {
    const auto value = entry.text(word.key);
    if (!value) continue;
    if (!backbone) {
      entry.fail(word.key, std::string(word.key) +
                               " says something of a backbone; give it where backbone = \"FILE\" stands");
    }
    try {
      BackboneOverrides probe;
      word.assign(probe, *value);
    } catch (const InputError& error) {
      entry.fail(word.key, error.what());
    }
    backbone->said.emplace_back(word.key, *value);
  }
  return backbone;
}

}  // namespace pyra
