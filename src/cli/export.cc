// pyra export: an adapter and its backbone, or a checkpoint, as one file for other programs.

#include <nlohmann/json.hpp>

#include "base/text/words.h"
#include "cli/accepted.h"
#include "cli/command.h"
#include "cli/format.h"
#include "cli/model_options.h"
#include "cli/output_path.h"
#include "pyra/error.h"
#include "pyra/inference_model.h"
#include "tasks/list.h"

namespace pyra {
namespace {

/// What there is to write, and how.
struct ExportRequest {
  const InferenceModel& model;
  std::filesystem::path out;
  DType weights;
};

struct Target {
  std::string name;
  void (*write)(const ExportRequest&);
};

void write_for_runtime(const ExportRequest& request) {
  write_inference_model(request.out, request.model, request.weights);
}

/// The places that a model can go to. A new one is a line here.
const Target kTargets[] = {{"runtime", write_for_runtime}};

class ExportCommand final : public Command {
 public:
  void define(Options& options) override {
    model_options_.define(options);
    options.add("--to", to_, "what will run it: runtime (pyra's own engine)")
        .required()
        .transform(in_any_case());
    options.add("--out", out_, "file to write (.safetensors)").required().type_name("FILE");
    options
        .add("--weights", weights_,
             "f32, or bf16 for half the size (int8 is made where it runs: --dtype int8 there)")
        .transform(one_of({"f32", "bf16"}))
        .capture_default_str();
  }

  void run(const Console& console) override {
    const Target& target = find_by_name(kTargets, "--to", to_);
    check_output("--out", out_, tensor_file(kDeployedKey));
    LoadedModel loaded = model_options_.load(console);
    say_model(console, loaded);
    InferenceModel& model = loaded.model;
    model.command += (model.command.empty() ? "" : "\n") + console.command;
    target.write({model, out_, weights_ == "bf16" ? DType::bf16 : DType::f32});

    const bool stream = is_stream(out_);  // a device or a pipe, which has no size
    const auto bytes = stream ? 0 : std::filesystem::file_size(out_);
    const Schedule schedule = make_schedule(model.schedule, model.rates, model.config);
    console.result(
        {{"out", out_},
         {"to", target.name},
         {"made_from", loaded.kind},
         {"bytes", stream ? nlohmann::ordered_json() : nlohmann::ordered_json(bytes)},
         {"tensors", model.tensors.size()},
         {"weights", weights_},
         {"task", model.task},
         {"classes", model.config.classes},
         {"reducer", model.reducer},
         {"schedule", model.rates},
         {"gmac", schedule.gmac},
         {"speedup", schedule.speedup()},
         {"fingerprint", model.backbone_fingerprint}},
        "wrote " + out_ + ": " + (stream ? "" : format(static_cast<double>(bytes) / 1e6, 1) + " MB, ") +
            "weights in " + weights_ + ", " + std::to_string(model.config.classes) + " " +
            find_task(model.task).outputs + ", " + model.reducer + " at " + spell_rates(model.rates) + "\n");
  }

 private:
  ModelOptions model_options_;
  std::string to_, out_, weights_ = "f32";
};

}  // namespace

std::unique_ptr<Command> make_export() { return std::make_unique<ExportCommand>(); }

}  // namespace pyra
