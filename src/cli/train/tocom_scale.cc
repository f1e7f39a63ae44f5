#include "cli/train/tocom_scale.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/accepted.h"
#include "cli/class_labels.h"
#include "cli/format.h"
#include "cli/model_name.h"
#include "cli/result_with_files.h"
#include "cli/shown_table.h"
#include "engine/run_at.h"
#include "pictures/load/loader_options.h"
#include "pyra/engine.h"
#include "pyra/error.h"
#include "pyra/evaluate.h"
#include "pyra/load_model.h"
#include "pyra/tocom.h"
#include "recipes/read_manifest.h"
#include "recipes/recipe.h"
#include "show/table.h"
#include "tasks/list.h"
#include "tasks/match_targets.h"
#include "tasks/metric_text.h"

namespace pyra {
namespace {

constexpr double kFallbackFraction = 0.2;

struct Trial {
  double scale, loss;
  Metric metric;
};

/// Pictures to choose with, never the test part.
Dataset validation_part(const Console& console, const std::string& model, const std::string& data,
                        const std::string& list) {
  if (!list.empty()) return read_list(data, list);
  const auto file = adapter_path(model);
  const AdapterManifest manifest = read_manifest(read_checkpoint(file), file);
  if (!is_standard_task(manifest.task))
    throw InputError(model + " is of task " + manifest.task +
                     ", whose pictures lists name: give --list to choose on");
  const Recipe recipe = parse_recipe(manifest.recipe, file.string());
  const bool own = recipe.val_fraction > 0;
  if (!own && find_parts(data).val) return read_split(data, "val");
  if (!own) {
    console.say(
        "note       the adapter was trained without a validation split: the scale is chosen on a fifth of "
        "its own "
        "training pictures; pictures it has not seen (--list) are better");
  }
  return split_dataset(read_split(data, "train"), own ? recipe.val_fraction : kFallbackFraction, recipe.seed)
      .second;
}

}  // namespace

void TocomScaleOptions::define(Options& options) {
  const char* group = "With --tune-scale";
  options.add("--model", model_, "adapter to choose the scale for").type_name(kModelName).group(group);
  options.add("--tocom", tocom_, "compensator of its backbone").type_name(kModelName).group(group);
  options.add("--schedule", schedule_, "uniform rate to run the adapter at: r=N")
      .transform(schedule_in_any_case())
      .group(group);
  options
      .add("--list", list_,
           "list of pictures to choose on, as for eval (default: the adapter's validation split)")
      .type_name("FILE")
      .group(group);
  options.add("--scales", scales_, "scales to try")
      .check(number_in(0.0, 100.0))
      .capture_default_str()
      .group(group);
}

bool TocomScaleOptions::given() const {
  return !(model_.empty() && tocom_.empty() && schedule_.empty() && list_.empty());
}

void TocomScaleOptions::run(const Console& console, const std::string& data, const std::string& out) const {
  if (model_.empty() || tocom_.empty() || schedule_.empty()) {
    throw InputError(
        "--tune-scale needs --model (an adapter), --tocom (a compensator) and --schedule (the rate to run "
        "at)");
  }
  Tocom tocom = read_tocom(tocom_);
  Dataset dataset = validation_part(console, model_, data, list_);
  std::vector<Trial> trials;
  Table table{{"scale", "", "loss"}, {}};
  LoadOptions options;
  options.schedule = schedule_;
  options.tocom = tocom_;
  console.catch_interrupts();
  LoaderOptions loader;
  for (const double scale : scales_) {
    options.tocom_scale = scale;
    const LoadedModel loaded = load_model(model_, options);
    if (trials.empty()) {
      match_targets(dataset, loaded.model.task, model_scheme(loaded.model, loaded.model.config.classes),
                    origin_of(data, list_));
      for (const std::string& note : notes_of(dataset)) console.say("note       " + note);
      loader = loader_options(loaded.model.preprocessing, console.worker_threads(), batch_);
      loader.cache = std::make_shared<PictureCache>(std::size_t{256} << 20);
    }
    const Engine engine(PackedModel(loaded.model, Precision::f32), loaded.model.rates,
                        {console.worker_threads(), {}});
    const auto transform = make_eval_transform(loaded.model.preprocessing);
    const Evaluation result =
        evaluate(classify_by(engine), engine.classes(), dataset, *transform, loader, {}, console.stop);
    const Metric& metric = result.metrics.front();
    trials.push_back({scale, result.loss, metric});
    console.say("scale " + format(scale, 3) + "  " + metrics_line({metric}) + "  loss " +
                format(result.loss, 4));
    table.columns[1] = metric.title;
    table.rows.push_back({format(scale, 3), metric_value(metric), format(result.loss, 4)});
  }
  // The loss decides: it moves where a few hundred pictures give the same figure. That of values in several
  // units is the one in the largest, so there the figure does.
  const bool by_loss = !find_task(dataset.task).scaled;
  const Trial best = *std::min_element(trials.begin(), trials.end(), [&](const Trial& a, const Trial& b) {
    return by_loss ? a.loss < b.loss : a.metric.value > b.metric.value;
  });
  const auto write = [&] {
    if (out.empty()) return;
    tocom.scale = best.scale;
    tocom.command += "\n" + console.command;
    write_tocom(out, tocom);
  };
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const Trial& trial : trials)
    rows.push_back({{"scale", trial.scale}, {trial.metric.key, trial.metric.value}, {"loss", trial.loss}});
  result_with_files(
      console, {{"scale", best.scale}, {"count", dataset.samples.size()}, {"trials", rows}, {"out", out}},
      shown_table(table) + "best scale " + format(best.scale, 3) +
          (out.empty() ? ": use --tocom-scale " + format(best.scale, 3) : ", written to " + out) + "\n",
      write);
}

}  // namespace pyra
