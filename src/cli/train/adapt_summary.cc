#include "cli/train/adapt_summary.h"

#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/per_class.h"
#include "cli/train/progress_line.h"
#include "methods/list.h"
#include "tasks/list.h"
#include "tasks/metric_text.h"

namespace pyra {
namespace {

std::string method_text(const AdaptSetup& setup) {
  std::string text = setup.tuning.method;
  if (find_method(setup.tuning.method).has_width()) {
    text += " (width " + std::to_string(setup.tuning.width) + ")";
  }
  return text + " + " + setup.tuning.reducer;
}

}  // namespace

std::string describe_setup(const AdaptRequest& request, const AdaptSetup& setup) {
  const VitConfig& c = setup.config;
  const Task& task = find_task(setup.data.train.task);
  std::ostringstream text;
  text << "backbone   " << request.backbone.string() << ": dim " << c.dim << ", depth " << c.depth << ", "
       << c.heads << " heads, patch " << c.patch << ", " << c.image_height << "x" << c.image_width
       << ", fingerprint " << setup.fingerprint.substr(0, 12) << "\n";
  text << "data       " << setup.data.train.samples.size() << " training";
  if (setup.data.val) text << ", " << setup.data.val->samples.size() << " validation";
  if (setup.data.test) text << ", " << setup.data.test->samples.size() << " test";
  text << " pictures, " << c.classes << " " << (c.classes == 1 ? task.output : task.outputs) << "\n";
  text << "method     " << method_text(setup) << ", " << count_elements(setup.trainable)
       << " trainable parameters\n";
  text << "schedule   " << setup.schedule.spelling << ": " << describe_tokens(setup.schedule) << " tokens, "
       << format(setup.schedule.gmac, 3) << " GMAC (" << format(setup.schedule.speedup(), 2) << "x fewer)";
  for (const std::string& note : setup.notes) text << "\nnote       " << note;
  return text.str();
}

nlohmann::ordered_json setup_to_json(const AdaptRequest& request, const AdaptSetup& setup) {
  return {{"backbone", request.backbone.string()},
          {"fingerprint", setup.fingerprint},
          {"task", setup.data.train.task},
          {"classes", setup.config.classes},
          {"train_count", setup.data.train.samples.size()},
          {"method", setup.tuning.method},
          {"width", setup.tuning.width},
          {"reducer", setup.tuning.reducer},
          {"schedule", setup.schedule.spelling},
          {"rates", setup.schedule.rates},
          {"tokens", setup.schedule.tokens},
          {"gmac", setup.schedule.gmac},
          {"gmac_uncompressed", setup.schedule.gmac_uncompressed},
          {"trainable_parameters", count_elements(setup.trainable)},
          {"epochs", request.recipe.epochs},
          {"batch", request.recipe.batch},
          {"seed", request.recipe.seed}};
}

nlohmann::ordered_json outcome_to_json(const AdaptRequest& request, const AdaptSetup& setup,
                                       const AdaptOutcome& outcome) {
  nlohmann::ordered_json json = setup_to_json(request, setup);
  json["out"] = request.out.string();
  json["adapter"] = (request.out / "adapter.safetensors").string();
  json["report"] = (request.out / "report.html").string();
  if (outcome.test) {
    for (const Metric& metric : outcome.test->metrics) json[metric.key] = metric.value;  // NaN is null
    json["count"] = outcome.test->count;
    json["img_per_s"] = outcome.test->img_per_s();
    json["model_img_per_s"] = outcome.test->model_img_per_s();
  }
  if (outcome.best_epoch) {
    json["best_epoch"] = *outcome.best_epoch + 1;
    const Metric best = validated(find_task(setup.data.train.task), outcome).second;
    json["best_val_" + best.key] = best.value;
  }
  for (const auto& [name, value] : outcome.manifest.metrics) {
    if (!json.contains(name)) json[name] = value;
  }
  if (outcome.test)
    json["per_class"] = per_class_json(*outcome.test, *setup.data.test, outcome.manifest.class_names);
  return json;
}

std::pair<Metric, Metric> validated(const Task& task, const AdaptOutcome& outcome) {
  const EpochRecord& best = outcome.log.at(static_cast<std::size_t>(*outcome.best_epoch));
  return {outcome.log.back().validated(task.deciding()), best.validated(task.deciding())};
}

std::string describe_outcome(const AdaptRequest& request, const AdaptOutcome& outcome) {
  std::ostringstream text;
  const auto& metrics = outcome.manifest.metrics;
  text << "trained    " << request.recipe.epochs << " epochs in "
       << format_seconds(metrics.at("train_seconds")) << ", " << format(metrics.at("train_img_per_s"), 1)
       << " img/s, peak memory " << format(metrics.at("peak_rss_mb"), 0) << " MB\n";
  if (outcome.best_epoch) {
    const auto [last, best] = validated(find_task(outcome.manifest.task), outcome);
    text << "validation " << last.title << " " << metric_value(last) << " after the last epoch; best "
         << metric_value(best) << " in epoch " << *outcome.best_epoch + 1 << " (adapter.best.safetensors)\n";
  }
  if (!outcome.best_epoch && !outcome.log.empty() && outcome.log.back().val_loss) {
    text << "note       " << find_task(outcome.manifest.task).deciding().title
         << " is not defined on the validation pictures, so no epoch was chosen by it\n";
  }
  if (outcome.test) {
    text << "test       " << metrics_line(outcome.test->metrics) << " of " << outcome.test->count
         << " pictures, " << format(outcome.test->model_img_per_s(), 1) << " img/s through the model, "
         << format(outcome.test->img_per_s(), 1) << " with decoding\n";
  }
  for (const auto& [name, evaluation] : outcome.elsewhere) {
    text << "  at " << name << std::string(5 - name.size(), ' ') << "  "
         << metrics_line({evaluation.metrics.front()}) << ", " << format(evaluation.model_img_per_s(), 1)
         << " img/s through the model\n";
  }
  const std::string out = request.out.string();
  text << "adapter    " << out << "/adapter.safetensors\nreport     " << out << "/report.html\n"
       << "next       pyra predict --model " << out << " PICTURE...\n";
  return text.str();
}

}  // namespace pyra
