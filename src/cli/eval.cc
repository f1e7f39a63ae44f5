// pyra eval: how good the answers to labelled pictures are, or logits of prepared tensors.

#include <iostream>
#include <nlohmann/json.hpp>

#include "base/memory/memory.h"
#include "cli/accepted.h"
#include "cli/class_labels.h"
#include "cli/command.h"
#include "cli/engine_options.h"
#include "cli/eval_tensors.h"
#include "cli/format.h"
#include "cli/model_options.h"
#include "cli/output_path.h"
#include "cli/per_class.h"
#include "cli/picture_memory_option.h"
#include "cli/prediction.h"
#include "cli/progress_options.h"
#include "cli/result_with_files.h"
#include "engine/run_at.h"
#include "io/atomic_file.h"
#include "pictures/load/loader_options.h"
#include "pyra/error.h"
#include "pyra/evaluate.h"
#include "show/progress.h"
#include "show/table.h"
#include "tasks/list.h"
#include "tasks/match_targets.h"
#include "tasks/metric_text.h"

namespace pyra {
namespace {

std::string csv_of(const Dataset& dataset, const Evaluation& result, const std::vector<std::string>& names,
                   double threshold) {
  const Task& task = find_task(dataset.task);
  Table table{{"path"}, {}};
  for (const std::string& column : task.csv_columns(names)) table.columns.push_back(column);
  const Answers answers{dataset, result.index, result.kept, result.outputs, threshold};
  for (std::size_t i = 0; i < answers.count(); ++i) {
    auto& row = table.rows.emplace_back();
    row.push_back(answers.sample(i).path);
    for (std::string& cell : task.csv_row(answers, i, names)) row.push_back(std::move(cell));
  }
  return to_csv(table);
}

class EvalCommand final : public Command {
 public:
  void define(Options& options) override {
    model_options_.define(options);
    engine_options_.define(options);
    options
        .add(
            "--data", data_,
            "folder with test/ (or val/), or of class folders, or a list; with --list: where its paths start")
        .type_name("PATH");
    const Option list = options
                            .add("--list", list_,
                                 "file of `path label` lines, or CSV that begins with `path,label`, "
                                 "`path,labels` or `path,value`")
                            .type_name("FILE");
    const Option part =
        options
            .add("--part", part_,
                 "which part of --data: test, val or train (default: test, or val where there is no test)")
            .transform(one_of({"test", "val", "train"}));
    const Option tensors =
        options.add("--tensors", tensors_, "safetensors file with `images` [B, 3, H, W], in place of --data")
            .type_name("FILE");
    options.add("--out", out_, "safetensors file for `logits` [B, K], with --tensors").type_name("FILE");
    const Option csv =
        options.add("--csv", csv_, "write a row per picture: path, truth, answer").type_name("FILE");
    const Option per_class =
        options.flag("--per-class", per_class_, "with --json: what came of each class, label or value too");
    const Option fast = options.flag("--fast-decode", fast_decode_,
                                     "read large JPEGs at reduced size: faster, not quite the same pixels");
    const Option threshold = options
                                 .add("--threshold", threshold_,
                                      "probability from which a label counts as given, for F1 (tasks of "
                                      "several labels; default: 0.5)")
                                 .check(number_in(0.0, 1.0));
    add_picture_memory(options);
    options.add("--batch", batch_, "pictures at once").check(whole_in(1, 65536));
    const Option corrupt = options.add("--on-corrupt", on_corrupt_, "an unreadable picture: fail or skip")
                               .transform(one_of({"fail", "skip"}));
    for (Option of_pictures : {list, part, csv, per_class, threshold, fast, corrupt})
      of_pictures.excludes(tensors);
    list.excludes(part);
  }

  void run(const Console& console) override {
    if (data_.empty() == tensors_.empty())
      throw InputError("give either --data (pictures) or --tensors (prepared images)");
    if (tensors_.empty() == !out_.empty())
      throw InputError("--tensors and --out go together: images in, logits out");
    if (per_class_ && !console.json)
      throw InputError("--per-class is printed as JSON; give --json too, or --csv FILE for a row a picture");
    check_output("--csv", csv_, csv_table());
    check_output("--out", out_, tensor_file("source"));
    const LoadedModel loaded = model_options_.load(console);
    say_model(console, loaded);
    const std::unique_ptr<const Runner> made = engine_options_.make(loaded.model, console);
    const Runner& engine = *made;
    if (tensors_.empty()) {
      console.say("preprocess " + describe(loaded.model.preprocessing));
      run_pictures(console, loaded.model, engine);
    } else {
      const LogitsShape written = write_logits(engine, tensors_, batch_, out_);
      console.result({{"out", out_}, {"count", written.count}, {"classes", written.classes}},
                     "wrote logits of " + std::to_string(written.count) + " images to " + out_ + "\n");
    }
  }

 private:
  void run_pictures(const Console& console, const InferenceModel& model, const Runner& engine) const {
    const ClassScheme scheme = model_scheme(model, engine.classes());
    if (scheme.assumed) console.say("note       " + describe_assumed(scheme));
    Dataset dataset = read_labelled(data_, list_, part_);
    match_targets(dataset, model.task, scheme, origin_of(data_, list_));
    refuse_threshold(find_task(model.task), threshold_, "--threshold");
    const double threshold = threshold_.value_or(Shown{}.threshold);
    for (const std::string& note : notes_of(dataset)) console.say("note       " + note);
    Evaluation result = evaluate_on(console, model, engine, dataset);
    for (const std::string& message : result.skipped_messages) console.say("skipped: " + message);
    if (threshold_) measure(result, dataset, threshold);
    nlohmann::ordered_json json = to_json(model, result);
    if (per_class_) json["per_class"] = per_class_json(result, dataset, scheme.names, threshold);
    const auto write = [&] {
      if (!csv_.empty()) write_text(csv_, csv_of(dataset, result, scheme.names, threshold));
    };
    result_with_files(console, json,
                      metrics_line(result.metrics) + " of " + std::to_string(result.count) + " pictures; " +
                          format(result.img_per_s(), 1) + " img/s with decoding, " +
                          format(result.model_img_per_s(), 1) + " img/s through the model\n",
                      write);
  }

  Evaluation evaluate_on(const Console& console, const InferenceModel& model, const Runner& engine,
                         const Dataset& dataset) const {
    const auto transform = make_eval_transform(model.preprocessing);
    LoaderOptions options = loader_options(model.preprocessing, console.worker_threads(), batch_);
    options.fast_decode = fast_decode_;
    options.on_corrupt = on_corrupt(on_corrupt_);
    console.catch_interrupts();
    Progress line(std::cerr, stderr_is_terminal(), "evaluate",
                  static_cast<std::int64_t>(dataset.samples.size()), progress_options("img"));
    Evaluation result = evaluate(
        classify_by(engine), engine.classes(), dataset, *transform, options,
        [&](std::int64_t done, std::int64_t, const Metric& so_far) {
          line.update(done, {{so_far.title, metric_value(so_far, 1)}});
        },
        console.stop);
    line.finish();
    return result;
  }

  nlohmann::ordered_json to_json(const InferenceModel& model, const Evaluation& result) const {
    const Schedule schedule = make_schedule(model.schedule, model.rates, model.config);
    nlohmann::ordered_json json{{"task", model.task}};
    for (const Metric& metric : result.metrics) json[metric.key] = metric.value;  // NaN is null
    json.update(
        {{"count", result.count},
         {"img_per_s", result.img_per_s()},
         {"model_img_per_s", result.model_img_per_s()},
         {"loss", result.loss},
         {"skipped", result.skipped},
         {"dtype", engine_options_.dtype()},
         {"device", engine_options_.device()},
         {"reducer", model.reducer},
         {"schedule", model.rates},
         {"gmac", schedule.gmac},
         {"speedup", schedule.speedup()},
         {"peak_rss_mb", peak_rss_mb()},
         {"preprocessing", nlohmann::ordered_json::parse(preprocessing_to_json(model.preprocessing))}});
    return json;
  }

  ModelOptions model_options_;
  EngineCommandOptions engine_options_;
  std::string data_, list_, part_, tensors_, out_, csv_, on_corrupt_ = "fail";
  std::int64_t batch_ = 32;
  std::optional<double> threshold_;
  bool per_class_ = false, fast_decode_ = false;
};

}  // namespace

std::unique_ptr<Command> make_eval() { return std::make_unique<EvalCommand>(); }

}  // namespace pyra
