#include "cli/train/recipe_options.h"

#include <algorithm>

#include "cli/accepted.h"
#include "pyra/error.h"

namespace pyra {
namespace {

std::string option_of(const RecipeField& field) {
  std::string option = "--" + field.name;
  std::replace(option.begin(), option.end(), '_', '-');
  return option;
}

/// A message about a field, which names the option where the value came from there.
std::string about_options(const std::string& message, const RecipeField& field) {
  const std::string value = field.name + ":", checked = "recipe: " + field.name + " =";
  if (message.starts_with(value)) return option_of(field) + ":" + message.substr(value.size());
  if (message.starts_with(checked)) return option_of(field) + message.substr(checked.size());
  return message;
}

/// A file that cannot be read is named with its option; one that can names itself and the line.
Recipe read_file(const std::string& file, Recipe base) {
  try {
    return read_recipe(file, std::move(base));
  } catch (const InputError& error) {
    const std::string message = error.what();
    throw InputError((message.starts_with("cannot read") ? "--recipe: " : "") + message, error.code());
  }
}

}  // namespace

void RecipeOptions::define(Options& options, const std::set<std::string>& left_out) {
  options.add("--recipe", file_, "TOML file with any fields of a recipe; options given here win over it")
      .type_name("FILE");
  for (const RecipeField& field : recipe_fields()) {
    if (left_out.contains(field.name)) continue;
    std::string& text = given_.emplace_back(&field, "").second;
    const bool flag = field.kind == RecipeField::Kind::flag;
    const std::string shown = field.default_text.empty() ? "the backbone's" : field.default_text;
    Option option = options.add(option_of(field), text, field.doc).type_name("[" + shown + "]");
    if (flag) option.may_stand_alone();
    if (!field.section.empty()) option.group(field.section);
    if (!flag || shown != "true") continue;
    const std::string name = option_of(field).substr(2);
    options
        .on_flag(
            "--no-" + name, [&text] { text = "false"; }, "the same as --" + name + " false")
        .group(field.section)
        .excludes(option);
  }
}

void add_save_every(Options& options, double& seconds) {
  options
      .add("--save-every", seconds,
           "seconds between two checkpoints, in the midst of epochs too: what a power cut may cost")
      .type_name("SECONDS")
      .check(number_in(0.0, 1e6))
      .capture_default_str();
}

Recipe RecipeOptions::resolve(Recipe base) const {
  Recipe recipe = file_.empty() ? std::move(base) : read_file(file_, std::move(base));
  for (const auto& [field, text] : given_) {
    try {
      if (!text.empty()) field->assign(recipe, text);
    } catch (const InputError& error) {
      throw InputError(about_options(error.what(), *field), error.code());
    }
  }
  try {
    check_recipe(recipe);
  } catch (const InputError& error) {
    std::string message = error.what();
    for (const auto& [field, text] : given_) {
      if (!text.empty()) message = about_options(message, *field);
    }
    throw InputError(message, error.code());
  }
  return recipe;
}

}  // namespace pyra
