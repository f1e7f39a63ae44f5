// pyra inspect: what a file or folder is.

#include <nlohmann/json.hpp>

#include "cli/backbone_options.h"
#include "cli/command.h"
#include "cli/inspect_kinds.h"
#include "io/sharded.h"
#include "pyra/error.h"
#include "pyra/table.h"

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
  void define(CLI::App& app) override {
    app.add_option("file", file_,
                   "adapter, run folder, deployed model, token compensator, schedule, recipe, log, checkpoint, folder of "
                   "transformers, or any safetensors, .pth or .npz file")
        ->required()
        ->type_name("FILE");
    app.add_flag("--tensors", list_tensors_, "list every tensor with its shape");
    backbone_options_.define(app);
    backbone_options_.define_image_size(app);
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
