#include <algorithm>
#include <sstream>

#include "base/text/words.h"
#include "io/text_file.h"
#include "pyra/error.h"
#include "recipes/recipe.h"
#include "recipes/toml_reader.h"
#include "recipes/toml_text.h"

namespace pyra {
namespace {

std::string place(const std::string& source, const toml::node& node) {
  return source + ":" + std::to_string(node.source().begin.line) + ": ";
}

/// The text that RecipeField::assign wants, from a TOML value.
std::string value_text(const toml::node& node, const RecipeField& field, const std::string& source) {
  if (node.is_string() && field.kind != RecipeField::Kind::text) {
    throw InputError(place(source, node) + field.name + " = \"" + node.as_string()->get() +
                     "\": a value without quotes expected");
  }
  if (auto text = toml_value_text(node)) return *text;
  throw InputError(place(source, node) + field.name + ": a single value expected, not a table, list or date");
}

}  // namespace

Recipe parse_recipe(const std::string& toml_text, const std::string& source, Recipe base) {
  const toml::table table = parse_toml(toml_text, source);
  const auto& fields = recipe_fields();
  for (const auto& [key, node] : table) {
    const auto field =
        std::find_if(fields.begin(), fields.end(),
                     [&, name = std::string(key.str())](const auto& f) { return f.name == name; });
    if (field == fields.end())
      throw InputError(place(source, node) + unknown_key(std::string(key.str()), names_of(fields)));
    try {
      field->assign(base, value_text(node, *field, source));
    } catch (const InputError& error) {
      const std::string message = error.what();
      throw InputError(message.starts_with(source) ? message : place(source, node) + message);
    }
  }
  return base;
}

Recipe read_recipe(const std::filesystem::path& file, Recipe base) {
  return parse_recipe(read_text_file(file, kMaxTomlBytes), file.string(), std::move(base));
}

std::string recipe_to_toml(const Recipe& recipe) {
  std::ostringstream text;
  for (const RecipeField& field : recipe_fields()) {
    text << "# " << field.doc << "\n" << field.name << " = ";
    if (field.kind == RecipeField::Kind::text) {
      text << toml_quoted(field.text(recipe)) << "\n";
    } else {
      text << field.text(recipe) << "\n";
    }
  }
  return text.str();
}

}  // namespace pyra
