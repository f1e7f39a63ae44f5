#include <algorithm>
#include <sstream>

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
  const bool wants_text = field.kind == RecipeField::Kind::text;
  if (const auto* text = node.as_string()) {
    if (!wants_text) {
      throw InputError(place(source, node) + field.name + " = \"" + text->get() +
                       "\": a value without quotes expected");
    }
    return text->get();
  }
  std::ostringstream plain;
  if (const auto* flag = node.as_boolean()) {
    plain << (flag->get() ? "true" : "false");
  } else if (const auto* whole = node.as_integer()) {
    plain << whole->get();
  } else if (const auto* real = node.as_floating_point()) {
    plain.precision(17);
    plain << real->get();
  } else {
    throw InputError(place(source, node) + field.name +
                     ": a single value expected, not a table, list or date");
  }
  return plain.str();
}

}  // namespace

Recipe parse_recipe(const std::string& toml_text, const std::string& source, Recipe base) {
  const toml::table table = parse_toml(toml_text, source);
  const auto& fields = recipe_fields();
  for (const auto& [key, node] : table) {
    const auto field =
        std::find_if(fields.begin(), fields.end(),
                     [&, name = std::string(key.str())](const auto& f) { return f.name == name; });
    if (field == fields.end()) {
      std::string known;
      for (const auto& f : fields) known += (known.empty() ? "" : ", ") + f.name;
      throw InputError(place(source, node) + "unknown key '" + std::string(key.str()) + "'; known keys are " +
                       known);
    }
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
