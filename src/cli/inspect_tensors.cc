// Files of tensors, as pyra inspect tells of them.
#include <algorithm>
#include <sstream>

#include "architecture/own_files.h"
#include "base/json/json_text.h"
#include "base/text/words.h"
#include "cli/format.h"
#include "cli/inspect_kinds.h"
#include "cli/note_options.h"
#include "deploy/inference_model_json.h"
#include "methods/list.h"
#include "pyra/error.h"
#include "pyra/schedule.h"
#include "pyra/tocom.h"
#include "recipes/read_manifest.h"
#include "tasks/list.h"

namespace pyra {
namespace {

using Json = nlohmann::ordered_json;

Json schedule_json(const Schedule& schedule) {
  return {{"schedule", schedule.spelling},
          {"rates", schedule.rates},
          {"tokens", schedule.tokens},
          {"gmac", schedule.gmac},
          {"speedup", schedule.speedup()}};
}

std::string schedule_line(const Schedule& schedule) {
  return "  " + schedule.spelling + ": " + describe_tokens(schedule) + " tokens, " +
         format(schedule.gmac, 3) + " GMAC, " + format(schedule.speedup(), 2) + "x fewer\n";
}

std::string config_lines(const VitConfig& c, const Task& task = standard_task()) {
  std::ostringstream text;
  text << "architecture  dim " << c.dim << ", depth " << c.depth << ", " << c.heads << " heads, MLP "
       << c.mlp_dim << (c.gated_mlp ? " gated" : "") << ", patch " << c.patch << ", " << c.image_height << "x"
       << c.image_width << " pixels, " << c.tokens() << " tokens (" << c.prefix_tokens()
       << " prefix), pooling " << pooling_name(c.pooling) << ", " << c.classes << " " << task.outputs
       << (c.activation == Activation::gelu ? "" : ", " + activation_name(c.activation))
       << (c.distilled ? ", distilled" : "") << (c.rotary ? ", rotary positions" : "") << "\n";
  return text.str();
}

/// "classes       cat, dog", after a line on the task where it is another.
std::string output_lines(const Task& task, const std::vector<std::string>& names) {
  std::string text;
  if (!is_standard_task(task.name)) text = "task          " + task.name + ": " + task.doc + "\n";
  if (names.empty()) return text;
  return text + task.outputs + std::string(14 - task.outputs.size(), ' ') + spell_classes(names) + "\n";
}

/// Of a method that this program does not know all that its file says.
std::string with_width(const std::string& method, std::int64_t width) {
  const auto has_none = [&](const Method& known) { return known.name == method && !known.has_width(); };
  if (std::any_of(methods().begin(), methods().end(), has_none)) return method;
  return method + " (width " + std::to_string(width) + ")";
}

void describe_adapter(const AdapterManifest& m, Json& json, std::string& text) {
  const Schedule schedule = make_schedule(m.schedule, m.rates, m.config);
  json["kind"] = "adapter";
  json["manifest"] = Json::parse(manifest_to_json(m));
  json["schedules"] = Json::array({schedule_json(schedule)});
  text += "kind          pyra adapter, format " + std::to_string(m.format_version) + ", by pyra " +
          m.pyra_version + "\n";
  const Task& task = find_task(m.task);
  text += config_lines(m.config, task);
  text += "method        " + with_width(m.method, m.width) + " + " + m.reducer + ", seed " +
          std::to_string(m.seed) + "\n";
  text += "schedule\n" + schedule_line(schedule);
  text += "preprocessing " + describe(m.preprocessing) + "\n";
  text += output_lines(task, m.class_names);
  text += "backbone      " + m.backbone_path + "\n              fingerprint " + m.backbone_fingerprint + "\n";
  text += "made by       " + m.command + "\n";
  for (const auto& [name, value] : m.metrics) text += "  " + name + " = " + format_shortest(value, 3) + "\n";
}

void describe_deployed(const InferenceModel& m, Json& json, std::string& text) {
  const Schedule schedule = make_schedule(m.schedule, m.rates, m.config);
  json["kind"] = "deployed";
  json["manifest"] = Json::parse(inference_model_to_json(m));
  json["schedules"] = Json::array({schedule_json(schedule)});
  text += "kind          pyra deployed model: runs without its backbone\n";
  const Task& task = find_task(m.task);
  text += config_lines(m.config, task);
  text += "method        " + with_width(m.method, m.width) + "\n";
  text += "reducer       " + m.reducer +
          (m.rates == m.trained_rates ? "" : ", trained at " + spell_rates(m.trained_rates)) + "\n";
  text += "schedule\n" + schedule_line(schedule);
  text += "preprocessing " + describe(m.preprocessing) + "\n";
  text += output_lines(task, m.class_names);
  text += "backbone      fingerprint " + m.backbone_fingerprint + "\n";
  text += "made by       " + m.command + "\n";
}

void describe_tocom(const Tocom& t, Json& json, std::string& text) {
  json["kind"] = "tocom";
  json["config"] = Json::parse(config_to_json(t.config));
  json["fingerprint"] = t.backbone_fingerprint;
  json["rank"] = t.rank;
  json["max_rate"] = t.max_rate;
  json["scale"] = t.scale;
  json["metrics"] = t.metrics;
  text += "kind          token compensator: runs adapters of its backbone at other uniform rates (--tocom)\n";
  text += config_lines(t.config);
  text += "rates         0 to " + std::to_string(t.max_rate) + ", " + std::to_string(t.rank) +
          " channels a piece, scale " + format(t.scale, 3) + "\n";
  text += "backbone      fingerprint " + t.backbone_fingerprint + "\n";
  text += "made by       " + t.command + "\n";
  for (const auto& [name, value] : t.metrics) text += "  " + name + " = " + format_shortest(value, 4) + "\n";
}

void describe_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint,
                         const BackboneOverrides& overrides, Json& json, std::string& text) {
  try {
    const Backbone backbone = read_backbone(path, overrides);
    json["kind"] = "backbone";
    json["family"] = backbone.family;
    json["config"] = Json::parse(config_to_json(backbone.config));
    json["fingerprint"] = backbone.fingerprint;
    json["preprocessing"] = Json::parse(preprocessing_to_json(backbone.preprocessing));
    json["assumptions"] = backbone.assumptions;
    text += "kind          Vision Transformer checkpoint (" + backbone.format + ", names of " +
            backbone.family + ")\n";
    text += config_lines(backbone.config);
    text += "fingerprint   " + backbone.fingerprint + "\n";
    if (!backbone.class_names.empty()) {
      json["class_names"] = backbone.class_names;
      text += "classes       " + spell_classes(backbone.class_names) + "\n";
    }
    text +=
        "preprocessing " + describe(backbone.preprocessing) + " (" + backbone.preprocessing_source + ")\n";
    for (const std::string& line : backbone.assumptions) text += "assumed       " + with_options(line) + "\n";
    text += "schedules\n";
    for (const char* spelling : {"none", "low", "high"}) {
      const Schedule schedule = parse_schedule(spelling, backbone.config);
      json["schedules"].push_back(schedule_json(schedule));
      text += schedule_line(schedule);
    }
  } catch (const InputError& error) {
    json["kind"] = "tensors";
    json["not_a_backbone_because"] = error.what();
    text += "kind          tensors (" + checkpoint.format + "); not a backbone: " + error.what() + "\n";
  }
  if (!checkpoint.metadata.empty()) json["metadata"] = checkpoint.metadata;
}

/// last.ckpt: of adapt and pretrain, or of tocom. What its run is, and how far it came.
void describe_run(const std::filesystem::path& path, const Checkpoint& checkpoint, Json& json,
                  std::string& text) {
  const auto text_of = [&](const char* key) {
    const auto found = checkpoint.metadata.find(key);
    return found == checkpoint.metadata.end() ? std::string() : found->second;
  };
  const std::string identity = text_of(kRunKey);
  const Json position = Json::parse(text_of("pyra.position"), nullptr, false);
  const std::string folder = path.parent_path().string();
  const auto result = folder.ends_with(".run") ? std::filesystem::path(folder.substr(0, folder.size() - 4))
                                               : path.parent_path() / "adapter.safetensors";
  const bool finished = std::filesystem::exists(result);
  const std::string of = identity.starts_with("tocom")            ? "pyra tocom"
                         : identity.starts_with("backbone fresh") ? "pyra pretrain"
                                                                  : "pyra adapt";
  json["kind"] = "run";
  json["run_of"] = of;
  json["finished"] = finished;
  if (position.is_object()) json["position"] = position;
  text += "kind          checkpoint of a run of " + of +
          (finished ? ", which is finished: " + result.string() + " is its result\n"
                    : std::string(", not finished: repeat its command with --resume\n"));
  if (position.is_object() && position.contains("epoch") && position["epoch"].is_number()) {
    text += "reached       " + json_text(position["epoch"]) + " whole epochs" +
            (position.contains("batch") && position["batch"].is_number() && position["batch"] != 0
                 ? " and " + json_text(position["batch"]) + " batches of the next"
                 : "") +
            "\n";
  }
  text += "made from\n";
  std::istringstream lines(identity);
  for (std::string line; std::getline(lines, line);) text += "  " + line + "\n";
}

}  // namespace

std::string spell_classes(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 8;
  const std::string count = std::to_string(names.size()) + ":";
  if (names.size() <= kShown) return count + (names.empty() ? "" : " ") + joined(names);
  return count + " " + joined({names.begin(), names.begin() + kShown}) + ", ... and " +
         std::to_string(names.size() - kShown) + " more";
}

Told tell_tensors(const std::filesystem::path& file, const Checkpoint& checkpoint,
                  const BackboneOverrides& overrides) {
  Told told;
  if (checkpoint.metadata.contains(kManifestKey)) {
    describe_adapter(read_manifest(checkpoint, file), told.json, told.text);
  } else if (checkpoint.metadata.contains(kDeployedKey)) {
    describe_deployed(read_inference_model(file), told.json, told.text);
  } else if (checkpoint.metadata.contains(kTocomKey)) {
    describe_tocom(read_tocom(file), told.json, told.text);
  } else if (checkpoint.metadata.contains(kRunKey)) {
    describe_run(file, checkpoint, told.json, told.text);
    told.json["metadata"] = checkpoint.metadata;
  } else {
    describe_checkpoint(file, checkpoint, overrides, told.json, told.text);
  }
  return told;
}

}  // namespace pyra
