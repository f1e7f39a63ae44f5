// pyra inspect: what a file or folder is.

#include <nlohmann/json.hpp>

#include "cli/backbone_options.h"
#include "cli/class_labels.h"
#include "cli/command.h"
#include "cli/inspect_kinds.h"
#include "cli/model_name.h"
#include "cli/shown_table.h"
#include "io/sharded.h"
#include "pyra/error.h"
#include "show/table.h"

namespace pyra {
namespace {

using Json = nlohmann::ordered_json;

std::int64_t count(const TensorMap& tensors) {
  std::int64_t elements = 0;
  for (const auto& [name, tensor] : tensors) elements += tensor.elements();
  return elements;
}

class InspectCommand final : public Command {
 public:
  void define(Options& options) override {
    options
        .add("file", file_,
             "adapter, run folder, deployed model, token compensator, schedule, recipe, log, "
             "checkpoint, folder of "
             "transformers, or any safetensors, .pth or .npz file")
        .required()
        .type_name(kModelName);
    options.flag("--tensors", list_tensors_, "list every tensor with its shape");
    options
        .add("--labels", labels_,
             "names of the classes of a head without names, one a line (ImageNet's 1,000 are built in)")
        .type_name("FILE");
    backbone_options_.define(options);
    backbone_options_.define_image_size(options);
  }

  void run(const Console& console) override {
    const auto path = inspected_file(file_);
    if (const auto told = tell_text(path)) {
      Json json{{"file", path.string()}};
      json.update(told->json);
      console.result(json, path.string() + "\n" + told->text);
      return;
    }
    const Checkpoint checkpoint = read_checkpoint(path);
    Json json{{"file", path.string()}, {"format", checkpoint.format}};
    Told told = tell_tensors(path, checkpoint, backbone_options_.overrides());
    name_the_nameless(told);
    json.update(told.json);
    std::string text = path.string() + "\n" + told.text;
    json["tensors"] = checkpoint.tensors.size();
    json["parameters"] = count(checkpoint.tensors);
    text += "tensors       " + std::to_string(checkpoint.tensors.size()) + ", " +
            std::to_string(count(checkpoint.tensors)) + " numbers\n";
    if (list_tensors_) add_tensors(checkpoint, json, text);
    console.result(json, text);
  }

 private:
  /// Classes of a backbone or an exported model that does not name them: by --labels, or ImageNet's.
  void name_the_nameless(Told& told) const {
    const Json& about = told.json.contains("manifest") ? told.json["manifest"] : told.json;
    if (!about.contains("config") || !about["config"].contains("classes")) return;
    InferenceModel model;
    if (about.contains("class_names"))
      model.class_names = about["class_names"].get<std::vector<std::string>>();
    const auto classes = about["config"]["classes"].get<std::int64_t>();
    const bool given = !labels_.empty();
    if (given) name_classes(model, labels_, classes);
    const ClassScheme scheme = model_scheme(model, classes);
    if (!given && !scheme.assumed) return;
    told.json["class_names"] = scheme.names;
    told.text += "classes       " + spell_classes(scheme.names) +
                 (given ? "" : " (ImageNet-1k's, assumed: the file names none)") + "\n";
  }

  static void add_tensors(const Checkpoint& checkpoint, Json& json, std::string& text) {
    Table table{{"tensor", "shape"}, {}};
    Json list = Json::object();
    for (const auto& [name, tensor] : checkpoint.tensors) {
      table.rows.push_back({name, tensor.describe()});
      list[name] = tensor.describe();
    }
    json["tensor_list"] = list;
    text += shown_table(table);
  }

  std::string file_, labels_;
  bool list_tensors_ = false;
  BackboneOptions backbone_options_;
};

}  // namespace

std::unique_ptr<Command> make_inspect() { return std::make_unique<InspectCommand>(); }

}  // namespace pyra
