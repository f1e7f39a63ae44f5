// pyra pretrain: a small backbone of one's own.

#include "train/pretrain.h"

#include <nlohmann/json.hpp>

#include "architecture/architectures.h"
#include "cli/accepted.h"
#include "cli/output_path.h"
#include "cli/picture_memory_option.h"
#include "cli/result_with_files.h"
#include "cli/train/adapt_summary.h"
#include "cli/train/progress_line.h"
#include "cli/train/recipe_options.h"
#include "cli/train/training_verbs.h"
#include "cli/training.h"
#include "methods/list.h"
#include "pyra/backbone.h"
#include "pyra/error.h"
#include "reducers/list.h"
#include "tasks/list.h"
#include "train/adapt_run.h"

namespace pyra {
namespace {

/// Every weight trains, and no token merges.
const std::set<std::string> kOfAdapters{"method", "width",           "reducer",  "schedule",
                                        "distil", "adapter_dropout", "precision"};

class PretrainCommand final : public Command {
 public:
  void define(Options& options) override {
    options.add("--arch", arch_, "architecture, as timm spells it, e.g. vit_tiny_patch16_224")
        .required()
        .transform(in_any_case());
    options.add("--data", data_, "folder of pictures").required().type_name("DIR");
    options.add("--out", out_, "checkpoint to write (.safetensors); FILE.run beside it holds log and state")
        .required()
        .type_name("FILE");
    options.flag("--resume", resume_, "go on with the run in FILE.run; --epochs may grow");
    add_save_every(options, save_seconds_);
    add_picture_memory(options);
    recipe_options_.define(options, kOfAdapters);
  }

  void run(const Console& console) override {
    use_threads(console.worker_threads());
    AdaptRequest request;
    check_file_output("--out", out_, tensor_file(kConfigKey));
    request.backbone = out_;
    request.data = data_;
    Recipe base;
    base.method = whole_method().name;
    base.reducer = keep_all_reducer().name;
    base.schedule = "none";
    request.recipe = recipe_options_.resolve(base);
    request.out = out_ + ".run";
    request.resume = resume_;
    request.save_seconds = save_seconds_;
    request.workers = console.worker_threads();
    request.command = console.command;
    AdaptSetup setup = prepare_pretrain(find_architecture(arch_), request);
    console.say(describe_setup(request, setup));

    ProgressLine line(request.recipe.epochs, find_task(setup.data.train.task));
    AdaptObserver observer = line.observer(console);
    observer.trained = [&] { write_backbone(out_, setup); };
    const AdaptOutcome outcome = run_adapt(request, setup, observer);
    line.finish();
    nlohmann::ordered_json json = outcome_to_json(request, setup, outcome);
    json["checkpoint"] = out_;
    result_with_files(console, json, describe_outcome(request, outcome) + "checkpoint " + out_ + "\n",
                      [&] { write_adapt_report(request, setup, outcome); });
  }

 private:
  std::string arch_, data_, out_;
  bool resume_ = false;
  double save_seconds_ = kSaveSeconds;
  RecipeOptions recipe_options_;
};

}  // namespace

std::unique_ptr<Command> make_pretrain() { return std::make_unique<PretrainCommand>(); }

}  // namespace pyra
