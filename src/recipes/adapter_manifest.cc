#include "pyra/adapter_manifest.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "base/json/json_record.h"
#include "base/json/json_text.h"
#include "pyra/error.h"
#include "pyra/schedule.h"
#include "tasks/list.h"

namespace pyra {
namespace {

using Json = nlohmann::ordered_json;
constexpr int kFormatVersion = 2;
constexpr int kNamesTask = 2;              // written where a reader that knows classes alone would err
constexpr std::int64_t kMaxWidth = 65536;  // as in a recipe

/// Visits every field under its JSON name; config and preprocessing, which have converters of their own,
/// apart.
template <class Manifest, class Visit>
void visit_fields(Manifest& m, Visit&& visit) {
  visit("backbone_path", m.backbone_path);
  visit("backbone_relative_path", m.backbone_relative_path);
  visit("backbone_fingerprint", m.backbone_fingerprint);
  visit("method", m.method);
  visit("width", m.width);
  visit("reducer", m.reducer);
  visit("schedule", m.schedule);
  visit("rates", m.rates);
  visit("class_names", m.class_names);
  visit("recipe", m.recipe);
  visit("seed", m.seed);
  visit("command", m.command);
  visit("pyra_version", m.pyra_version);
  visit("metrics", m.metrics);
}

/// Without it, or with another, an adapter of values would answer wrongly in silence.
void check_output_scale(const AdapterManifest& manifest) {
  const auto& [mean, scale] = manifest.output_scale;
  const std::size_t wanted = find_task(manifest.task).scaled ? manifest.class_names.size() : 0;
  const bool usable =
      std::all_of(mean.begin(), mean.end(), [](double x) { return std::isfinite(x); }) &&
      std::all_of(scale.begin(), scale.end(), [](double x) { return std::isfinite(x) && x > 0; });
  if (mean.size() == wanted && scale.size() == wanted && usable) return;
  throw InputError("the adapter's manifest has " + std::to_string(mean.size()) + " means and " +
                   std::to_string(scale.size()) + " scales of outputs, expected " + std::to_string(wanted) +
                   " each for task " + manifest.task + ": finite numbers, scales above 0");
}

}  // namespace

std::string manifest_to_json(const AdapterManifest& manifest) {
  const bool classes = is_standard_task(manifest.task);
  Json json{{"format_version", classes ? 1 : kNamesTask}};
  visit_fields(manifest, WriteFields(json));
  if (!classes) json["task"] = manifest.task;
  if (!manifest.output_scale.empty()) {
    json["output_mean"] = manifest.output_scale.mean;
    json["output_scale"] = manifest.output_scale.scale;
  }
  if (!manifest.elastic_rates.empty()) json["elastic_rates"] = manifest.elastic_rates;
  if (!manifest.backbone_image.empty()) json["backbone_image"] = manifest.backbone_image;
  json["config"] = Json::parse(config_to_json(manifest.config));
  json["preprocessing"] = Json::parse(preprocessing_to_json(manifest.preprocessing));
  return json_text(json);
}

AdapterManifest manifest_from_json(const std::string& text) {
  AdapterManifest manifest;
  try {
    const nlohmann::json json = parse_json(text, "the text");
    check_format_version(json, kFormatVersion, "adapter");
    ReadFields fields(json);
    fields("format_version", manifest.format_version);
    visit_fields(manifest, fields);
    std::set<std::string> others{"config", "preprocessing", "elastic_rates", "backbone_image"};
    if (manifest.format_version >= kNamesTask) {
      fields("task", manifest.task);
      others.insert({"output_mean", "output_scale"});
    }
    fields.refuse_unknown(others);
    if (json.contains("output_mean") || json.contains("output_scale")) {
      read_field(json, "output_mean", manifest.output_scale.mean);
      read_field(json, "output_scale", manifest.output_scale.scale);
    }
    if (json.contains("elastic_rates")) read_field(json, "elastic_rates", manifest.elastic_rates);
    if (json.contains("backbone_image")) read_field(json, "backbone_image", manifest.backbone_image);
    manifest.config = config_from_json(json_text(required(json, "config")));
    manifest.preprocessing = preprocessing_from_json(json_text(required(json, "preprocessing")));
  } catch (const InputError& error) {
    throw InputError(std::string("the adapter's manifest is not valid: ") + error.what());
  }
  if (manifest.rates.size() != static_cast<std::size_t>(manifest.config.depth)) {
    throw InputError("the adapter's manifest has " + std::to_string(manifest.rates.size()) + " rates for " +
                     std::to_string(manifest.config.depth) + " blocks");
  }
  if (manifest.class_names.size() != static_cast<std::size_t>(manifest.config.classes)) {
    throw InputError("the adapter's manifest names " + std::to_string(manifest.class_names.size()) +
                     " classes, but its head has " + std::to_string(manifest.config.classes));
  }
  find_task(manifest.task);
  check_output_scale(manifest);
  if (make_schedule(manifest.schedule, manifest.rates, manifest.config).rates != manifest.rates) {
    throw InputError("the adapter's manifest merges " + spell_rates(manifest.rates) +
                     " tokens, more than its backbone has");
  }
  if (!manifest.backbone_image.empty() && manifest.backbone_image.size() != 2) {
    throw InputError("the adapter's manifest states a backbone_image that is no height and width");
  }
  check_elastic_rates(manifest.elastic_rates, manifest.config);
  if (manifest.width < 0 || manifest.width > kMaxWidth) {
    throw InputError("the adapter's manifest has width " + std::to_string(manifest.width) +
                     ", expected 0 to " + std::to_string(kMaxWidth));
  }
  if (manifest.preprocessing.crop_height != manifest.config.image_height ||
      manifest.preprocessing.crop_width != manifest.config.image_width) {
    throw InputError("the adapter's manifest makes pictures of another size than its backbone reads");
  }
  return manifest;
}

}  // namespace pyra
