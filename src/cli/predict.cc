// pyra predict: what a model says of pictures, as they come.

#include <iostream>
#include <nlohmann/json.hpp>

#include "base/json/json_text.h"
#include "cli/accepted.h"
#include "cli/class_labels.h"
#include "cli/command.h"
#include "cli/engine_options.h"
#include "cli/hints.h"
#include "cli/model_options.h"
#include "cli/output_path.h"
#include "cli/picture_memory_option.h"
#include "cli/picture_names.h"
#include "cli/predict_batches.h"
#include "cli/prediction.h"
#include "io/atomic_file.h"
#include "pyra/error.h"
#include "show/follow_picture.h"
#include "show/visible.h"
#include "tasks/list.h"
#include "tasks/output_names.h"

namespace pyra {
namespace {

class PredictCommand final : public Command {
 public:
  void define(Options& options) override {
    options
        .add("pictures", pictures_,
             "pictures, folders of them, lists (a name a line, or CSV), or - for names on standard input")
        .required()
        .type_name("PICTURE");
    model_options_.define(options);
    engine_options_.define(options);
    add_picture_memory(options);
    options.add("--top", top_, "how many classes to print (default: 5)").check(whole_in(1, 1000000));
    options
        .add("--threshold", threshold_,
             "probability from which a label is given, of models that give several (default: 0.5; 0: all)")
        .check(number_in(0.0, 1.0));
    options
        .add("--on-corrupt", on_corrupt_,
             "an unreadable picture: fail (after the results of those before it) or skip")
        .transform(one_of({"fail", "skip"}))
        .capture_default_str();
    options.flag("--json-lines", json_lines_,
                 "print a JSON object a picture, each as soon as it is known, one a line");
    options.add("--csv", csv_, "write a row per picture: path and what was answered").type_name("FILE");
    options
        .add("--tokens", tokens_,
             "draw the groups of merged patches over the picture; several pictures: NAME-1.png, NAME-2.png")
        .type_name("FILE");
  }

  void run(const Console& console) override {
    check_output("--csv", csv_, csv_table());
    check_output("--tokens", tokens_, png_picture());
    if (json_lines_ && console.json)
      throw InputError("--json and --json-lines given; one prints an object in all, the other one a picture");
    PictureNames names(pictures_);
    const LoadedModel loaded = model_options_.load(console);
    const InferenceModel& model = loaded.model;
    for (const std::string& note : loaded.notes) console.say("note       " + note);
    console.say("preprocess " + describe(model.preprocessing));
    const std::unique_ptr<const Runner> engine = engine_options_.make(model, console);
    const Task& task = find_task(model.task);
    refuse_threshold(task, threshold_, "--threshold");
    if (top_ && task.answering != Answering::best)
      throw InputError("--top is of models that give one class; this one's task is " + task.name + " (" +
                       task.doc + ")" + (task.answering == Answering::several ? ": use --threshold" : ""));
    const ClassScheme scheme = model_scheme(model, engine->classes());
    if (scheme.assumed) console.say("note       " + describe_assumed(scheme));
    for (const std::string& note : names.notes()) console.say("note       " + note);
    console.catch_interrupts();

    Results results;
    while (true) {
      const auto chunk = names.next(kChunk, console.stop);
      if (console.stop())
        throw Interrupted("stopped after " + std::to_string(results.predictions.size()) + " pictures");
      if (chunk.empty()) break;
      predict(console, chunk, task, *engine, model, scheme.names, names.known(), results);
    }
    if (results.predictions.empty()) {
      throw InputError(results.skipped == 0
                           ? "no picture is named on standard input"
                           : "none of the " + std::to_string(results.skipped) + " pictures can be read");
    }
    if (!csv_.empty())
      write_text(csv_, to_csv(task, results.predictions, numbered(scheme.names, engine->classes())));
    if (results.skipped > 0)
      console.say("skipped    " + std::to_string(results.skipped) + " pictures that cannot be read");
    if (console.json) console.result(to_json(task, results), "");
  }

 private:
  static constexpr std::size_t kChunk = 64;  // pictures between two looks at standard input and at Ctrl-C

  struct Results {
    std::vector<Prediction> predictions;
    std::int64_t skipped = 0;
  };

  /// One chunk, its results printed one by one. Throws for the first unreadable picture where none may be
  /// skipped.
  void predict(const Console& console, const std::vector<std::filesystem::path>& chunk, const Task& task,
               const Runner& engine, const InferenceModel& model, const std::vector<std::string>& names,
               std::size_t known, Results& results) const {
    const auto unreadable = [&](const std::string& message) {
      if (on_corrupt_ == "fail") throw InputError(message);
      console.say("skipped: " + message);
      ++results.skipped;
    };
    const Shown shown{top_.value_or(Shown{}.top), threshold_.value_or(Shown{}.threshold)};
    const auto take = [&](const std::filesystem::path& path, const std::vector<float>& answer,
                          const std::string& drawn) {
      results.predictions.push_back(make_prediction(task, path.string(), answer, names, shown));
      results.predictions.back().tokens = drawn;
      print(console, task, results.predictions.back());
    };
    if (tokens_.empty()) {
      predict_batches(
          task, engine, model.preprocessing, chunk, console.worker_threads(),
          [&](const auto& path, const auto& answer) { take(path, answer, ""); }, unreadable);
      return;
    }
    for (const std::filesystem::path& path : chunk) {
      if (console.stop()) return;
      try {
        const FollowedPicture picture = run_picture(task, engine, model.preprocessing, path, true);
        const std::string file =
            tokens_path(results.predictions.size() + static_cast<std::size_t>(results.skipped), known);
        write_png(file, draw_followed(model.config, picture, "").after);
        take(path, picture.answer, file);
      } catch (const InputError& error) {
        unreadable(with_hint(error));
      }
    }
  }

  void print(const Console& console, const Task& task, const Prediction& prediction) const {
    if (console.json) return;  // one object, at the end
    if (json_lines_) {
      const std::string line = json_text(pyra::to_json(task, prediction));
      std::cout << visible_json(line) << "\n";
    } else {
      std::cout << visible(to_text(task, prediction));
    }
    if (!std::cout.flush()) throw Failure("cannot write the result to standard output; is the disk full?");
  }

  std::string tokens_path(std::size_t index, std::size_t known) const {
    if (known == 1 || is_stream(tokens_)) return tokens_;
    const std::filesystem::path path = tokens_;
    return (path.parent_path() / (path.stem().string() + "-" + std::to_string(index + 1) + ".png")).string();
  }

  static nlohmann::ordered_json to_json(const Task& task, const Results& results) {
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (const Prediction& prediction : results.predictions) rows.push_back(pyra::to_json(task, prediction));
    return {{"pictures", rows}, {"skipped", results.skipped}};
  }

  std::vector<std::string> pictures_;
  ModelOptions model_options_;
  EngineCommandOptions engine_options_;
  std::optional<std::int64_t> top_;
  std::optional<double> threshold_;
  std::string csv_, tokens_, on_corrupt_ = "fail";
  bool json_lines_ = false;
};

}  // namespace

std::unique_ptr<Command> make_predict() { return std::make_unique<PredictCommand>(); }

}  // namespace pyra
