// pyra tocom: a compensator for a backbone, and the scale at which an adapter uses it.

#include "pyra/tocom.h"

#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/accepted.h"
#include "cli/backbone_options.h"
#include "cli/format.h"
#include "cli/model_name.h"
#include "cli/output_path.h"
#include "cli/picture_memory_option.h"
#include "cli/progress_options.h"
#include "cli/train/recipe_options.h"
#include "cli/train/tocom_scale.h"
#include "cli/train/training_verbs.h"
#include "cli/training.h"
#include "pictures/load/loader_options.h"
#include "pyra/error.h"
#include "show/progress.h"
#include "train/distil_run.h"

namespace pyra {
namespace {

std::string describe(const ShiftGain& gain) {
  return "  r=" + std::to_string(gain.shift.source) + " -> r=" + std::to_string(gain.shift.target) + ": " +
         format(gain.without, 4) + " -> " + format(gain.with, 4) + "\n";
}

class TocomCommand final : public Command {
 public:
  void define(Options& options) override {
    options.add("--backbone", backbone_, "pretrained checkpoint to distil a compensator for")
        .type_name(kModelName);
    options.add("--data", data_, "folders of pictures; labels are not read (train/ alone where there is one)")
        .required()
        .type_name("DIR");
    options.add("--out", out_, "file to write (.safetensors); OUT.run beside it holds the state of the run")
        .type_name("FILE");
    options.flag("--resume", resume_, "go on with the run in OUT.run; --epochs may grow");
    add_save_every(options, request_.save_seconds);
    const char* size = "Compensator";
    options.add("--rank", request_.setting.rank, "channels that lead from one rate to the next")
        .check(whole_in(1, 256))
        .capture_default_str()
        .group(size);
    options.add("--max-rate", request_.setting.max_rate, "rates 0 to this, tokens a block")
        .check(whole_in(1, 4096))
        .capture_default_str()
        .group(size);
    options.add("--scale", request_.setting.scale, "scale of the update")
        .check(number_in(0.0, 100.0))
        .capture_default_str()
        .group(size);
    const char* training = "Training";
    options.add("--epochs", request_.options.epochs, "times through the pictures")
        .check(whole_in(1, 100000))
        .capture_default_str()
        .group(training);
    options.add("--batch", request_.batch, "pictures a step")
        .check(whole_in(1, 65536))
        .capture_default_str()
        .group(training);
    options.add("--lr", request_.options.lr, "learning rate at its peak")
        .check(number_in(1e-8, 10.0))
        .capture_default_str()
        .group(training);
    options.add("--weight-decay", request_.options.weight_decay, "AdamW's")
        .check(number_in(0.0, 10.0))
        .capture_default_str()
        .group(training);
    options.add("--precision", precision_, "of the frozen weights' products: f32 or bf16")
        .transform(one_of({"f32", "bf16"}))
        .capture_default_str()
        .group(training);
    options.add("--augmentation", request_.augmentation, "none, light or rand")
        .transform(one_of({"none", "light", "rand"}))
        .capture_default_str()
        .group(training);
    options.add("--on-corrupt", on_corrupt_, "an unreadable picture: fail or skip")
        .transform(one_of({"fail", "skip"}))
        .capture_default_str()
        .group(training);
    options.add("--seed", request_.options.seed, "of everything random")
        .capture_default_str()
        .group(training);
    backbone_options_.define(options);
    backbone_options_.define_image_size(options);
    const std::vector<Option> of_training = options.named();
    Option tune = options.flag("--tune-scale", tune_, "choose the scale for an adapter instead of training");
    for (const Option& option : of_training) {
      if (option.name() != "data" && option.name() != "out") option.excludes(tune);
    }
    scale_options_.define(options);
    add_picture_memory(options);
  }

  void run(const Console& console) override {
    use_threads(console.worker_threads());
    if (tune_) {
      if (data_.size() != 1)
        throw InputError("--tune-scale reads one data set, the adapter's; --data names " +
                         std::to_string(data_.size()));
      check_output("--out", out_, tensor_file(kTocomKey));
      scale_options_.run(console, data_.front(), out_);
      return;
    }
    if (scale_options_.given())
      throw InputError("--model, --tocom, --schedule, --list and --scales belong to --tune-scale");
    if (backbone_.empty())
      throw InputError(
          "--backbone is missing: name the checkpoint to make a compensator for (or use --tune-scale)");
    if (out_.empty()) throw InputError("--out is missing: name the file to write, e.g. tocom.safetensors");
    check_file_output("--out", out_, tensor_file(kTocomKey));
    train(console);
  }

 private:
  void train(const Console& console) {
    request_.backbone = backbone_;
    request_.backbone_overrides = backbone_options_.overrides();
    request_.data.assign(data_.begin(), data_.end());
    request_.precision = precision_ == "bf16" ? Element::bf16 : Element::f32;
    request_.on_corrupt = on_corrupt(on_corrupt_);
    request_.out = out_;
    request_.resume = resume_;
    request_.workers = console.worker_threads();
    request_.command = console.command;
    console.catch_interrupts();

    std::unique_ptr<Progress> line;
    DistilObserver observer;
    observer.say = [&](const std::string& text) {
      if (line) line->clear();
      console.say(text);
    };
    observer.stop = console.stop;
    observer.step = [&](const StepResult& step) {
      const std::int64_t done = step.images_done();
      if (!line) {
        line =
            std::make_unique<Progress>(std::cerr, stderr_is_terminal(), "distil",
                                       request_.options.epochs * step.images, progress_options("img", done));
      }
      line->update(done,
                   {{"epoch", std::to_string(step.epoch + 1) + "/" + std::to_string(request_.options.epochs)},
                    {"KL", format(step.loss, 4)}});
    };
    observer.epoch = [&](const EpochResult& epoch) {
      if (line) line->clear();
      console.say("epoch " + std::to_string(epoch.epoch + 1) + "/" + std::to_string(request_.options.epochs) +
                  "  KL " + format(epoch.loss, 4) + "  " + format(epoch.seconds, 0) + " s");
    };
    const DistilOutcome outcome = run_distil(request_, observer);
    if (line) line->finish();
    report(console, outcome);
  }

  void report(const Console& console, const DistilOutcome& outcome) const {
    nlohmann::ordered_json gains = nlohmann::ordered_json::array();
    std::string text = "divergence from the uncompensated source on pictures kept out, without -> with:\n";
    for (const ShiftGain& gain : outcome.gains) {
      gains.push_back({{"source", gain.shift.source},
                       {"target", gain.shift.target},
                       {"kl_without", gain.without},
                       {"kl", gain.with}});
      text += describe(gain);
    }
    const Tocom& tocom = outcome.tocom;
    console.result(
        {{"out", out_},
         {"rank", tocom.rank},
         {"max_rate", tocom.max_rate},
         {"scale", tocom.scale},
         {"fingerprint", tocom.backbone_fingerprint},
         {"metrics", tocom.metrics},
         {"gains", gains}},
        text + "wrote " + out_ + "; use it: pyra eval --model RUN --tocom " + out_ + " --schedule r=N\n");
  }

  DistilRequest request_;
  std::string backbone_, out_, precision_ = "f32", on_corrupt_ = "fail";
  std::vector<std::string> data_;
  bool resume_ = false, tune_ = false;
  TocomScaleOptions scale_options_;
  BackboneOptions backbone_options_;
};

}  // namespace

std::unique_ptr<Command> make_tocom() { return std::make_unique<TocomCommand>(); }

}  // namespace pyra
