// pyra features: what a model knows of pictures before its task head, as numbers for other programs.

#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/accepted.h"
#include "cli/class_labels.h"
#include "cli/command.h"
#include "cli/engine_options.h"
#include "cli/eval_tensors.h"
#include "cli/feature_file.h"
#include "cli/feature_model.h"
#include "cli/model_options.h"
#include "cli/picture_memory_option.h"
#include "cli/picture_names.h"
#include "cli/progress_options.h"
#include "engine/run_at.h"
#include "pictures/load/loader_options.h"
#include "pyra/error.h"
#include "pyra/loader.h"
#include "show/progress.h"
#include "tasks/list.h"

namespace pyra {
namespace {

class FeaturesCommand final : public Command {
 public:
  void define(Options& options) override {
    const Option pictures =
        options
            .add("pictures", pictures_,
                 "pictures, folders of them, lists (a name a line, or CSV), or - for names on standard input")
            .type_name("PICTURE");
    model_options_.define(options);
    engine_options_.define(options);
    const Option data =
        options
            .add("--data", data_, "folder with test/ (or val/), or of class folders, or a list: with labels")
            .type_name("PATH");
    const Option list =
        options.add("--list", list_, "list of pictures with labels, whose paths start at --data")
            .type_name("FILE");
    const Option part = options.add("--part", part_, "which part of --data: test, val or train")
                            .transform(one_of({"test", "val", "train"}));
    const Option tensors =
        options
            .add("--tensors", tensors_, "safetensors file with `images` [B, 3, H, W], in place of pictures")
            .type_name("FILE");
    options.add("--out", out_, "file to write: .safetensors, .npy or .csv").required().type_name("FILE");
    options.add("--pool", pool_, "how tokens become features (default: as the model's own head reads them)")
        .transform(one_of(feature_pools()));
    options.flag("--normalize", normalize_, "divide each picture's features by their length");
    add_picture_memory(options);
    options.add("--batch", batch_, "pictures at once").check(whole_in(1, 65536));
    const Option corrupt = options.add("--on-corrupt", on_corrupt_, "an unreadable picture: fail or skip")
                               .transform(one_of({"fail", "skip"}));
    for (Option of_pictures : {pictures, data, list, part, corrupt}) of_pictures.excludes(tensors);
    for (Option labelled : {data, list, part}) labelled.excludes(pictures);
    list.excludes(part);
  }

  void run(const Console& console) override {
    if (pictures_.empty() && data_.empty() && tensors_.empty())
      throw InputError("nothing to read: name pictures, or give --data (with labels) or --tensors");
    check_feature_file("--out", out_);
    LoadedModel loaded = model_options_.load(console, Head::not_needed);
    say_model(console, loaded);
    FeatureTable table;
    table.source = make_feature_model(loaded.model, pool_, loaded.projected_features);
    console.say("features   " + table.source + (normalize_ ? ", of length 1" : ""));
    const std::unique_ptr<const Runner> engine = engine_options_.make(loaded.model, console);
    table.channels = engine->classes();
    if (tensors_.empty())
      read_pictures(console, loaded.model, *engine, table);
    else
      table.values = logits_of(*engine, tensors_, batch_);
    if (normalize_) normalise(table);
    write_features(out_, table);
    console.result({{"out", out_},
                    {"count", table.rows()},
                    {"channels", table.channels},
                    {"features", table.source},
                    {"normalized", normalize_},
                    {"labels", !table.labels.empty()}},
                   "wrote " + std::to_string(table.channels) + " features of " +
                       std::to_string(table.rows()) + " pictures to " + out_ + "\n");
  }

 private:
  Dataset named_pictures(const Console& console) const {
    PictureNames names(pictures_);
    for (const std::string& note : names.notes()) console.say("note       " + note);
    Dataset dataset;
    for (auto chunk = names.next(64, console.stop); !chunk.empty(); chunk = names.next(64, console.stop)) {
      for (const std::filesystem::path& path : chunk) dataset.samples.push_back({path});
    }
    if (dataset.samples.empty()) throw InputError("no picture is named on standard input");
    return dataset;
  }

  void read_pictures(const Console& console, const InferenceModel& model, const Runner& engine,
                     FeatureTable& table) const {
    console.say("preprocess " + describe(model.preprocessing));
    console.catch_interrupts();
    const Dataset dataset = data_.empty() ? named_pictures(console) : read_labelled(data_, list_, part_);
    for (const std::string& note : notes_of(dataset)) console.say("note       " + note);
    const bool labelled = !data_.empty() && is_standard_task(dataset.task);
    if (!data_.empty() && !labelled)
      console.say("note       targets of task " + dataset.task +
                  " are not written, labels of classes alone are");
    if (labelled) table.classes = dataset.class_names;
    const auto transform = make_eval_transform(model.preprocessing);
    LoaderOptions options = loader_options(model.preprocessing, console.worker_threads(), batch_);
    options.on_corrupt = on_corrupt(on_corrupt_);
    Loader loader(dataset, *transform, options);
    const auto count = static_cast<std::int64_t>(dataset.samples.size());
    Progress line(std::cerr, stderr_is_terminal(), "features", count, progress_options("img"));
    while (const auto batch = loader.next()) {
      if (console.stop()) throw Interrupted("stopped after " + std::to_string(table.rows()) + " pictures");
      const std::size_t before = table.values.size();
      table.values.resize(before + static_cast<std::size_t>(batch->count * table.channels));
      run_at(engine, batch->images.data(), batch->count, table.values.data() + before);
      for (std::int64_t i = 0; i < batch->count; ++i) {
        const Sample& sample =
            dataset.samples[static_cast<std::size_t>(batch->indices[static_cast<std::size_t>(i)])];
        table.paths.push_back(sample.path);
        if (labelled) table.labels.push_back(sample.label);
      }
      line.update(table.rows(), {});
    }
    line.finish();
    for (const std::string& message : loader.skipped()) console.say("skipped: " + message);
    if (table.rows() == 0) throw InputError("none of the " + std::to_string(count) + " pictures can be read");
  }

  static void normalise(FeatureTable& table) {
    const auto channels = static_cast<std::size_t>(table.channels);
    for (std::size_t first = 0; first < table.values.size(); first += channels) {
      double squares = 0;
      for (std::size_t c = 0; c < channels; ++c)
        squares +=
            static_cast<double>(table.values[first + c]) * static_cast<double>(table.values[first + c]);
      const double length = std::max(std::sqrt(squares), 1e-12);
      for (std::size_t c = 0; c < channels; ++c)
        table.values[first + c] = static_cast<float>(static_cast<double>(table.values[first + c]) / length);
    }
  }

  std::vector<std::string> pictures_;
  ModelOptions model_options_;
  EngineCommandOptions engine_options_;
  std::string data_, list_, part_, tensors_, out_, pool_ = "default", on_corrupt_ = "fail";
  std::int64_t batch_ = 32;
  bool normalize_ = false;
};

}  // namespace

std::unique_ptr<Command> make_features() { return std::make_unique<FeaturesCommand>(); }

}  // namespace pyra
