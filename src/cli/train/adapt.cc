// pyra adapt: from a checkpoint and a folder of pictures to an adapter.

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/accepted.h"
#include "cli/backbone_options.h"
#include "cli/model_name.h"
#include "cli/picture_memory_option.h"
#include "cli/result_with_files.h"
#include "cli/train/adapt_summary.h"
#include "cli/train/as_rank.h"
#include "cli/train/progress_line.h"
#include "cli/train/recipe_options.h"
#include "cli/train/search_on_the_way.h"
#include "cli/train/training_verbs.h"
#include "cli/training.h"
#include "engine/cuda_library.h"
#include "pyra/error.h"
#include "pyra/runner.h"
#include "reducers/list.h"
#include "tasks/list.h"
#include "train/adapt_run.h"
#include "train/placement.h"
#include "train/ranks/store_ranks.h"
#include "train/step_memory.h"

namespace pyra {
namespace {

constexpr const char* kLists = "Lists of pictures";
constexpr const char* kGpu = "On a GPU";
constexpr const char* kProcesses = "Several processes";

std::optional<std::filesystem::path> optional_path(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional<std::filesystem::path>(text);
}

class AdaptCommand final : public Command {
 public:
  void define(Options& options) override {
    options
        .add("--backbone", backbone_,
             "pretrained checkpoint: .safetensors, .pth or .npz; or a name as pyra fetch takes it, "
             "hf:OWNER/NAME")
        .required()
        .type_name(kModelName);
    options
        .add("--data", data_,
             "folder of pictures: class folders, or train/, val/ and test/ of them; or a list")
        .required()
        .type_name("PATH");
    options.add("--out", out_, "folder for the results; made if missing").type_name("DIR");
    options
        .add("--train-list", train_list_,
             "file of `path label` lines, or CSV that begins with `path,label` (one class), `path,labels` "
             "(several, "
             "with ; between them) or `path,value` (numbers), to train on, instead of folders")
        .type_name("FILE")
        .group(kLists);
    options.add("--val-list", val_list_, "the same to validate on").type_name("FILE").group(kLists);
    options.add("--test-list", test_list_, "the same to test on, once, at the end")
        .type_name("FILE")
        .group(kLists);
    options
        .add("--teacher", teacher_,
             "tuned model (adapter, run folder or deployed file) whose answers are learned beside the "
             "labels; its share: --distil, "
             "0.7 where not given")
        .type_name(kModelName);
    options.flag("--resume", resume_, "go on with the run in --out, bit for bit; --epochs may grow");
    add_save_every(options, save_seconds_);
    options.flag("--dry-run", dry_run_,
                 "print schedule, parameters, and the time and memory to expect; train nothing");
    options
        .add("--device", device_,
             "where training runs: cpu, cuda or cuda:N; with several processes cuda is a GPU each")
        .type_name("DEVICE")
        .transform(in_any_case())
        .capture_default_str();
    recipe_options_.define(options);
    options.flag("--tf32", tf32_, "products in float32 may round their factors to TF32: faster, less exact")
        .group(kGpu);
    options
        .flag("--resize-on-gpu", resize_on_gpu_,
              "training pictures are resized and normalised there, to the same bits; the CPU decodes")
        .group(kGpu);
    options
        .flag("--eager", eager_,
              "queue every operation of every step anew instead of replaying a recorded one: slower, for "
              "comparison")
        .group(kGpu);
    options
        .add("--rank-timeout", rank_timeout_,
             "seconds without a sign of life from another process of torchrun, mpirun or srun before "
             "the run ends")
        .type_name("SECONDS")
        .check(whole_in(2, 3600))
        .capture_default_str()
        .group(kProcesses);
    options.flag("--alone", alone_, "train in this process alone, whatever launcher started it")
        .group(kProcesses);
    backbone_options_.define(options);
    backbone_options_.define_image_size(options);
    add_picture_memory(options);
  }

  void run(const Console& console) override {
    use_threads(console.worker_threads());
    RankPatience patience;
    patience.silence = std::chrono::seconds(rank_timeout_);
    const RankEnvironment environment = alone_ ? RankEnvironment{} : rank_environment();
    const auto ranks = join_ranks(environment, patience);
    if (ranks->count() > 1 && ranks->first()) {
      console.say("ranks      " + std::to_string(ranks->count()) + " processes of " + environment.launcher +
                  " share every batch");
    }
    as_rank(*ranks, [&] { run(console, *ranks, device_of(environment)); });
  }

 private:
  void run(const Console& console, Ranks& ranks, const Device& device) const {
    AdaptRequest request;
    request.backbone = backbone_;
    request.backbone_overrides = backbone_options_.overrides();
    request.data = data_;
    request.train_list = optional_path(train_list_);
    request.val_list = optional_path(val_list_);
    request.test_list = optional_path(test_list_);
    request.recipe = recipe_options_.resolve(base_recipe());
    request.teacher = optional_path(teacher_);
    request.out = out_;
    request.resume = resume_;
    request.save_seconds = save_seconds_;
    request.workers = console.worker_threads();
    request.command = console.command;
    request.device = device;
    request.tf32 = tf32_;
    request.eager = eager_;
    request.resize_on_gpu = resize_on_gpu_;
    if (device.cuda) {
      check_gpu(request.recipe);
      console.say("device     rank " + std::to_string(ranks.rank()) +
                  " on cuda:" + std::to_string(device.index) + ", " +
                  cuda_library().facts(device.index).name + "; products in " +
                  (request.recipe.precision == "bf16" ? "bf16"
                   : tf32_                            ? "TF32"
                                                      : "float32"));
    }
    if (resume_ && dry_run_)
      throw InputError("--dry-run trains nothing, so there is nothing to --resume; give one of them");
    if (out_.empty() && !dry_run_)
      throw InputError("--out is missing: name a folder for the results (or use --dry-run)");

    // Times differ from process to process: one of them measures, and all take its schedule.
    request.recipe.schedule = ranks.broadcast(ranks.first() ? search_on_the_way(request, console) : "");
    if (ranks.count() > 1 && request.recipe.schedule.starts_with("latency-ms=")) {
      throw InputError(
          "--schedule " + request.recipe.schedule + " would be timed by " + std::to_string(ranks.count()) +
          " processes at once; time it in one (--dry-run, or pyra schedule) and give the rates it prints");
    }
    AdaptSetup setup = prepare_adapt(request);
    if (!device.cuda) {
      const auto pictures = std::min<std::int64_t>(
          request.recipe.batch, static_cast<std::int64_t>(setup.data.train.samples.size()));
      check_step_memory(setup, request.recipe, (pictures + ranks.count() - 1) / ranks.count());
    }
    if (ranks.first()) console.say(describe_setup(request, setup));
    if (dry_run_) {
      print_plan(console, request, setup, ranks);
    } else {
      train(console, request, setup, ranks);
    }
  }

  /// What is not given has its default; the schedule of a run that goes on is its own, whatever the default
  /// was when it began.
  Recipe base_recipe() const {
    Recipe recipe;
    const auto kept = std::filesystem::path(out_) / "recipe.toml";
    if (resume_ && std::filesystem::exists(kept)) recipe.schedule = read_recipe(kept).schedule;
    return recipe;
  }

  Device device_of(const RankEnvironment& environment) const {
    Device device = parse_device(device_);
    for (const auto& [given, name] :
         {std::pair{tf32_, "--tf32"}, {eager_, "--eager"}, {resize_on_gpu_, "--resize-on-gpu"}}) {
      if (given && !device.cuda)
        throw InputError(std::string(name) + " is for GPUs; add --device cuda, or leave it out");
    }
    if (device_ == "cuda") device.index = environment.local_rank;
    if (device.cuda) open_device(device);
    return device;
  }

  static void check_gpu(const Recipe& recipe) {
    if (find_reducer(recipe.reducer).on_gpu) return;
    throw InputError("--reducer " + recipe.reducer + " does not run on a GPU yet; expected one of " +
                     names_of_reducers([](const Reducer& r) { return r.on_gpu; }) + " (or --device cpu)");
  }

  void print_plan(const Console& console, const AdaptRequest& request, AdaptSetup& setup,
                  Ranks& ranks) const {
    const StepCost cost = measure_step(request, setup, ranks);
    if (!ranks.first()) return;
    nlohmann::ordered_json json = setup_to_json(request, setup);
    json["train_img_per_s"] = cost.img_per_s;
    json["peak_rss_mb"] = cost.peak_rss_mb;
    json["train_seconds"] = cost.run_seconds;
    console.result(json, "to expect, from a few steps on this machine: " + format(cost.img_per_s, 1) +
                             " img/s, " + format_seconds(cost.run_seconds) + " of training, " +
                             format(cost.peak_rss_mb, 0) + " MB of memory\n");
  }

  void train(const Console& console, const AdaptRequest& request, AdaptSetup& setup, Ranks& ranks) const {
    if (!ranks.first()) {  // rank 0 speaks
      console.catch_interrupts();
      AdaptObserver silent;
      silent.stop = console.stop;
      run_adapt(request, setup, silent, ranks);
      return;
    }
    ProgressLine line(request.recipe.epochs, find_task(setup.data.train.task));
    const AdaptOutcome outcome = run_adapt(request, setup, line.observer(console), ranks);
    line.finish();
    result_with_files(console, outcome_to_json(request, setup, outcome), describe_outcome(request, outcome),
                      [&] { write_adapt_report(request, setup, outcome); });
  }

  std::string backbone_, data_, out_, train_list_, val_list_, test_list_, teacher_;
  std::string device_ = "cpu";
  int rank_timeout_ = 30;
  double save_seconds_ = kSaveSeconds;
  bool resume_ = false, dry_run_ = false, alone_ = false, tf32_ = false, eager_ = false,
       resize_on_gpu_ = false;
  BackboneOptions backbone_options_;
  RecipeOptions recipe_options_;
};

}  // namespace

std::unique_ptr<Command> make_adapt() { return std::make_unique<AdaptCommand>(); }

}  // namespace pyra
