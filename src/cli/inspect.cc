// pyra inspect: what a file is.

#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/backbone_options.h"
#include "cli/command.h"
#include "cli/format.h"
#include "config/read_manifest.h"
#include "pyra/backbone.h"
#include "pyra/error.h"
#include "pyra/schedule.h"
#include "pyra/table.h"
#include "pyra/tocom.h"
#include "runtime/inference_model_json.h"

namespace pyra {
namespace {

using Json = nlohmann::ordered_json;

Json schedule_json(const Schedule& schedule) {
  return {{"schedule", schedule.spelling}, {"rates", schedule.rates}, {"tokens", schedule.tokens},
          {"gmac", schedule.gmac}, {"speedup", schedule.speedup()}};
}

std::string schedule_line(const Schedule& schedule) {
  return "  " + schedule.spelling + ": " + describe_tokens(schedule) + " tokens, " + format(schedule.gmac, 3) +
         " GMAC, " + format(schedule.speedup(), 2) + "x fewer\n";
}

std::string config_lines(const VitConfig& c) {
  std::ostringstream text;
  text << "architecture  dim " << c.dim << ", depth " << c.depth << ", " << c.heads << " heads, MLP " << c.mlp_dim
       << ", patch " << c.patch << ", " << c.image_height << "x" << c.image_width << " pixels, " << c.tokens()
       << " tokens (" << c.prefix_tokens() << " prefix), pooling " << pooling_name(c.pooling) << ", " << c.classes
       << " classes" << (c.distilled ? ", distilled" : "") << "\n";
  return text.str();
}

std::int64_t count(const TensorMap& tensors) {
  std::int64_t elements = 0;
  for (const auto& [name, tensor] : tensors) elements += tensor.elements();
  return elements;
}

class InspectCommand final : public Command {
 public:
  void define(CLI::App& app) override {
    app.add_option("file", file_, "adapter, run folder, deployed model, checkpoint or any safetensors, .pth or .npz file")->required()->type_name("FILE");
    app.add_flag("--tensors", list_tensors_, "list every tensor with its shape");
    backbone_options_.define(app);
  }

  void run(const Console& console) override {
    const auto path = adapter_path(file_);
    const Checkpoint checkpoint = read_checkpoint(path);
    Json json{{"file", path.string()}, {"format", checkpoint.format}};
    std::string text = path.string() + "\n";
    if (checkpoint.metadata.contains(kManifestKey)) {
      describe_adapter(read_manifest(checkpoint, path), json, text);
    } else if (checkpoint.metadata.contains(kDeployedKey)) {
      describe_deployed(read_inference_model(path), json, text);
    } else if (checkpoint.metadata.contains(kTocomKey)) {
      describe_tocom(read_tocom(path), json, text);
    } else {
      describe_checkpoint(path, checkpoint, json, text);
    }
    json["tensors"] = checkpoint.tensors.size();
    json["parameters"] = count(checkpoint.tensors);
    text += "tensors       " + std::to_string(checkpoint.tensors.size()) + ", " +
            std::to_string(count(checkpoint.tensors)) + " numbers\n";
    if (list_tensors_) add_tensors(checkpoint, json, text);
    console.result(json, text);
  }

 private:
  static void describe_adapter(const AdapterManifest& m, Json& json, std::string& text) {
    const Schedule schedule = make_schedule(m.schedule, m.rates, m.config);
    json["kind"] = "adapter";
    json["manifest"] = Json::parse(manifest_to_json(m));
    json["schedules"] = Json::array({schedule_json(schedule)});
    text += "kind          pyra adapter, format " + std::to_string(m.format_version) + ", by pyra " + m.pyra_version + "\n";
    text += config_lines(m.config);
    text += "method        " + m.method + " (width " + std::to_string(m.width) + ") + " + m.reducer + ", seed " +
            std::to_string(m.seed) + "\n";
    text += "schedule\n" + schedule_line(schedule);
    text += "preprocessing " + describe(m.preprocessing) + "\n";
    text += "backbone      " + m.backbone_path + "\n              fingerprint " + m.backbone_fingerprint + "\n";
    text += "made by       " + m.command + "\n";
    for (const auto& [name, value] : m.metrics) text += "  " + name + " = " + format(value, 3) + "\n";
  }

  static void describe_deployed(const InferenceModel& m, Json& json, std::string& text) {
    const Schedule schedule = make_schedule(m.schedule, m.rates, m.config);
    json["kind"] = "deployed";
    json["manifest"] = Json::parse(inference_model_to_json(m));
    json["schedules"] = Json::array({schedule_json(schedule)});
    text += "kind          pyra deployed model: runs without its backbone\n";
    text += config_lines(m.config);
    text += "reducer       " + m.reducer + (m.rates == m.trained_rates ? "" : ", trained at " + spell_rates(m.trained_rates)) + "\n";
    text += "schedule\n" + schedule_line(schedule);
    text += "preprocessing " + describe(m.preprocessing) + "\n";
    text += "backbone      fingerprint " + m.backbone_fingerprint + "\n";
    text += "made by       " + m.command + "\n";
  }

  static void describe_tocom(const Tocom& t, Json& json, std::string& text) {
    json["kind"] = "tocom";
    json["config"] = Json::parse(config_to_json(t.config));
    json["fingerprint"] = t.backbone_fingerprint;
    json["rank"] = t.rank;
    json["max_rate"] = t.max_rate;
    json["scale"] = t.scale;
    json["metrics"] = t.metrics;
    text += "kind          token compensator: runs adapters of its backbone at other uniform rates (--tocom)\n";
    text += config_lines(t.config);
    text += "rates         0 to " + std::to_string(t.max_rate) + ", " + std::to_string(t.rank) + " channels a piece, scale " +
            format(t.scale, 3) + "\n";
    text += "backbone      fingerprint " + t.backbone_fingerprint + "\n";
    text += "made by       " + t.command + "\n";
    for (const auto& [name, value] : t.metrics) text += "  " + name + " = " + format(value, 4) + "\n";
  }

  void describe_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint, Json& json, std::string& text) const {
    try {
      const Backbone backbone = read_backbone(path, backbone_options_.overrides());
      json["kind"] = "backbone";
      json["family"] = backbone.family;
      json["config"] = Json::parse(config_to_json(backbone.config));
      json["fingerprint"] = backbone.fingerprint;
      json["preprocessing"] = Json::parse(preprocessing_to_json(backbone.preprocessing));
      json["assumptions"] = backbone.assumptions;
      text += "kind          Vision Transformer checkpoint (" + backbone.format + ", names of " + backbone.family + ")\n";
      text += config_lines(backbone.config);
      text += "fingerprint   " + backbone.fingerprint + "\n";
      text += "preprocessing " + describe(backbone.preprocessing) + " (" + backbone.preprocessing_source + ")\n";
      for (const std::string& line : backbone.assumptions) text += "assumed       " + line + "\n";
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

  static void add_tensors(const Checkpoint& checkpoint, Json& json, std::string& text) {
    Table table{{"tensor", "shape"}, {}};
    Json list = Json::object();
    for (const auto& [name, tensor] : checkpoint.tensors) {
      table.rows.push_back({name, tensor.describe()});
      list[name] = tensor.describe();
    }
    json["tensor_list"] = list;
    text += to_text(table);
  }

  std::string file_;
  bool list_tensors_ = false;
  BackboneOptions backbone_options_;
};

}  // namespace

std::unique_ptr<Command> make_inspect() { return std::make_unique<InspectCommand>(); }

}  // namespace pyra
