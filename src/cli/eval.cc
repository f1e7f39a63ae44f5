// pyra eval: accuracy on labelled pictures, or logits of prepared tensors.

#include <ATen/core/grad_mode.h>

#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/match_classes.h"
#include "cli/model_options.h"
#include "cli/progress_line.h"
#include "io/atomic_file.h"
#include "model/load.h"
#include "pyra/checkpoint.h"
#include "pyra/error.h"
#include "pyra/memory.h"
#include "pyra/table.h"
#include "train/evaluator.h"

namespace pyra {
namespace {

class EvalCommand final : public Command {
 public:
  void define(CLI::App& app) override {
    model_options_.define(app);
    app.add_option("--data", data_, "folder with test/ (or val/), or of class folders; with --list: where its paths start")->type_name("DIR");
    app.add_option("--list", list_, "file of `path label` lines")->type_name("FILE");
    app.add_option("--part", part_, "which part of --data: test or train")->check(CLI::IsMember({"test", "train"}));
    app.add_option("--tensors", tensors_, "safetensors file with `images` [B, 3, H, W], in place of --data")->type_name("FILE");
    app.add_option("--out", out_, "safetensors file for `logits` [B, K], with --tensors")->type_name("FILE");
    app.add_option("--csv", csv_, "write a row per picture: path, label, prediction, probability")->type_name("FILE");
    app.add_option("--batch", batch_, "pictures at once")->check(CLI::Range(1, 65536));
    app.add_option("--on-corrupt", on_corrupt_, "an unreadable picture: fail or skip")
        ->check(CLI::IsMember({"fail", "skip"}));
  }

  void run(const Console& console) override {
    if (data_.empty() == tensors_.empty()) throw InputError("give either --data (pictures) or --tensors (prepared images)");
    if (tensors_.empty() == !out_.empty()) throw InputError("--tensors and --out go together: images in, logits out");
    const RunnableModel runnable = model_options_.load();
    for (const std::string& note : runnable.notes) console.say("note       " + note);
    console.say("schedule   " + runnable.schedule.spelling + " (" + runnable.reducer + "): " +
                describe_tokens(runnable.schedule) + " tokens, " + format(runnable.schedule.gmac, 3) + " GMAC");
    for (const std::string& note : runnable.schedule.notes) console.say("note       " + note);
    if (tensors_.empty()) {
      console.say("preprocess " + describe(runnable.preprocessing));
      run_pictures(console, runnable);
    } else {
      run_tensors(console, runnable);
    }
  }

 private:
  void run_pictures(const Console& console, const RunnableModel& runnable) const {
    Dataset dataset = list_.empty() ? read_split(data_, part_) : read_list(data_, list_);
    const std::int64_t classes = runnable.model.config().classes;
    match_classes(dataset, runnable.class_names, classes, !list_.empty());
    const auto transform = make_eval_transform(runnable.preprocessing);
    LoaderOptions options;
    options.batch = batch_;
    options.workers = console.worker_threads();
    options.height = runnable.preprocessing.crop_height;
    options.width = runnable.preprocessing.crop_width;
    options.exif_rotation = runnable.preprocessing.exif_rotation;
    options.on_corrupt = on_corrupt_ == "skip" ? OnCorrupt::skip : OnCorrupt::fail;
    console.catch_interrupts();
    ProgressLine line(1, 1);
    const Evaluation result = evaluate(
        runnable.model, dataset, *transform, options,
        [&](std::int64_t done, std::int64_t total, double top1) { line.evaluation(done, total, top1); }, console.stop);
    line.finish();
    for (const std::string& message : result.skipped_messages) console.say("skipped: " + message);
    if (!csv_.empty()) write_csv(dataset, result, runnable.class_names);

    nlohmann::ordered_json json{{"top1", result.top1},
                                {"top5", result.top5},
                                {"count", result.count},
                                {"img_per_s", result.img_per_s()},
                                {"model_img_per_s", result.model_img_per_s()},
                                {"loss", result.loss},
                                {"skipped", result.skipped},
                                {"reducer", runnable.reducer},
                                {"schedule", runnable.schedule.rates},
                                {"gmac", runnable.schedule.gmac},
                                {"speedup", runnable.schedule.speedup()},
                                {"peak_rss_mb", static_cast<double>(peak_rss_bytes()) / 1e6},
                                {"preprocessing", nlohmann::ordered_json::parse(preprocessing_to_json(runnable.preprocessing))}};
    console.result(json, "top-1 " + format(result.top1, 2) + " %, top-5 " + format(result.top5, 2) + " % of " +
                             std::to_string(result.count) + " pictures; " + format(result.img_per_s(), 1) +
                             " img/s with decoding, " + format(result.model_img_per_s(), 1) + " img/s through the model\n");
  }

  void write_csv(const Dataset& dataset, const Evaluation& result, const std::vector<std::string>& names) const {
    const auto name = [&](std::int64_t label) {
      return names.empty() ? std::to_string(label) : names.at(static_cast<std::size_t>(label));
    };
    Table table{{"path", "label", "predicted", "probability"}, {}};
    for (std::size_t i = 0; i < result.index.size(); ++i) {
      table.rows.push_back({dataset.samples[static_cast<std::size_t>(result.index[i])].path.string(),
                            name(result.label[i]), name(result.predicted[i]),
                            format(static_cast<double>(result.probability[i]), 6)});
    }
    write_text(csv_, to_csv(table));
  }

  void run_tensors(const Console& console, const RunnableModel& runnable) const {
    const Checkpoint checkpoint = read_checkpoint(tensors_);
    const auto found = checkpoint.tensors.find("images");
    if (found == checkpoint.tensors.end()) throw InputError(tensors_ + " has no tensor `images` [B, 3, H, W]");
    const at::NoGradGuard no_grad;
    const at::Tensor images = to_torch(found->second);
    if (images.dim() != 4 || images.size(0) == 0) {
      throw InputError(tensors_ + ": images is " + found->second.describe() + ", expected F32 [B, 3, H, W] with B of 1 or more");
    }
    std::vector<at::Tensor> logits;
    for (const at::Tensor& part : images.split(batch_)) logits.push_back(runnable.model.forward(part, Pass{}).logits);
    const at::Tensor all = at::cat(logits);
    write_safetensors(out_, {{"logits", to_host(all)}}, {{"source", "pyra eval --tensors"}});
    console.result({{"out", out_}, {"count", all.size(0)}, {"classes", all.size(1)}},
                   "wrote logits of " + std::to_string(all.size(0)) + " images to " + out_ + "\n");
  }

  ModelOptions model_options_;
  std::string data_, list_, part_ = "test", tensors_, out_, csv_, on_corrupt_ = "fail";
  std::int64_t batch_ = 32;
};

}  // namespace

std::unique_ptr<Command> make_eval() { return std::make_unique<EvalCommand>(); }

}  // namespace pyra
