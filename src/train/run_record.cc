#include "train/run_record.h"

#include "base/text/path_text.h"
#include "base/text/words.h"
#include "pictures/sets/data_digest.h"
#include "pyra/version.h"
#include "tasks/list.h"

namespace pyra {
namespace {

/// As it can be repeated: a schedule that came from a file stands in it by its rates.
Recipe repeatable_recipe(const AdaptRequest& request, const AdaptSetup& setup) {
  Recipe recipe = request.recipe;
  if (recipe.schedule.ends_with(".json")) recipe.schedule = setup.schedule.spelling;
  return recipe;
}

/// Values alone: a run goes on in a version that documents its fields otherwise.
std::string recipe_values(const Recipe& recipe) {
  std::string text;
  for (const RecipeField& field : recipe_fields()) text += field.name + " = " + field.text(recipe) + "\n";
  return text;
}

/// Runs of earlier versions, all of the standard task, have none.
std::string task_line(const Dataset& train) {
  if (is_standard_task(train.task)) return "";
  return "task " + train.task + " of " + joined(train.class_names) + "\n";
}

}  // namespace

std::string recorded_recipe(const AdaptRequest& request, const AdaptSetup& setup) {
  return recipe_to_toml(repeatable_recipe(request, setup));
}

std::string identity_of(const AdaptRequest& request, const AdaptSetup& setup) {
  return "backbone " + setup.fingerprint + "\nrates " + spell_rates(setup.schedule.rates) +
         "\ntraining data " + digest(setup.data.train) + "\n" + task_line(setup.data.train) +
         (setup.teacher ? "teacher " + fingerprint(setup.teacher->tensors) + "\n" : "") +
         recipe_values(repeatable_recipe(request, setup));
}

AdapterManifest make_manifest(const AdaptRequest& request, const AdaptSetup& setup) {
  AdapterManifest manifest;
  manifest.config = setup.config;
  const auto absolute = std::filesystem::absolute(request.backbone).lexically_normal();
  manifest.backbone_path = path_text(absolute);
  manifest.backbone_relative_path =
      path_text(absolute.lexically_relative(std::filesystem::absolute(request.out).lexically_normal()));
  manifest.backbone_fingerprint = setup.fingerprint;
  if (const auto& size = request.backbone_overrides.image_size)
    manifest.backbone_image = {size->first, size->second};
  manifest.method = setup.tuning.method;
  manifest.width = setup.tuning.width;
  manifest.reducer = setup.tuning.reducer;
  manifest.schedule = setup.schedule.spelling;
  manifest.rates = setup.schedule.rates;
  if (!setup.elastic_to.empty()) manifest.elastic_rates = setup.tuning.trained_rates;
  manifest.preprocessing = setup.preprocessing;
  manifest.class_names = setup.data.train.class_names;
  manifest.task = setup.data.train.task;
  manifest.output_scale = setup.scale;
  manifest.recipe = recorded_recipe(request, setup);
  manifest.seed = request.recipe.seed;
  manifest.command = request.command;
  manifest.pyra_version = kVersion;
  manifest.metrics["trainable_parameters"] = static_cast<double>(count_elements(setup.trainable));
  manifest.metrics["gmac"] = setup.schedule.gmac;
  return manifest;
}

}  // namespace pyra
