#include "cli/recipe_options.h"

#include <algorithm>

namespace pyra {

void RecipeOptions::define(CLI::App& app) {
  app.add_option("--recipe", file_, "TOML file with any of the fields below; options given here win over it")->type_name("FILE");
  for (const RecipeField& field : recipe_fields()) {
    std::string option = "--" + field.name;
    std::replace(option.begin(), option.end(), '_', '-');
    std::string& text = given_.emplace_back(&field, "").second;
    const std::string shown = field.default_text.empty() ? "the backbone's" : field.default_text;
    app.add_option(option, text, field.doc)->group("Recipe")->type_name("[" + shown + "]");
  }
}

Recipe RecipeOptions::resolve(Recipe base) const {
  Recipe recipe = file_.empty() ? std::move(base) : read_recipe(file_, std::move(base));
  for (const auto& [field, text] : given_) {
    if (!text.empty()) field->assign(recipe, text);
  }
  check_recipe(recipe);
  return recipe;
}

}  // namespace pyra
