// report.html of one run.

#include <algorithm>
#include <cmath>

#include "base/text/numbers.h"
#include "base/text/path_text.h"
#include "base/text/words.h"
#include "cli/format.h"
#include "cli/train/adapt_summary.h"
#include "fetch/hub_cache.h"
#include "pyra/error.h"
#include "show/follow_picture.h"
#include "show/report.h"
#include "tasks/list.h"
#include "tasks/metric_text.h"
#include "train/deploy.h"

namespace pyra {
namespace {

constexpr std::size_t kPictures = 6;

/// The metric that is drawn beside the figure of training: the same one, or that which decides.
const Metric& metric_beside(const Task& task) {
  const auto found = std::find_if(task.metrics.begin(), task.metrics.end(),
                                  [&](const Metric& metric) { return metric.key == task.running.key; });
  return found == task.metrics.end() ? task.deciding() : *found;
}

void add_curves(Report& report, const Task& task, const std::vector<EpochRecord>& log) {
  Series loss{"training loss", {}, {}}, val_loss{"validation loss", {}, {}};
  const Metric& beside = metric_beside(task);
  Series running{"training " + task.running.title, {}, {}}, validated{"validation " + beside.title, {}, {}};
  for (const EpochRecord& record : log) {
    const auto epoch = static_cast<double>(record.epoch + 1);
    const auto add = [&](Series& series, double y) {
      series.x.push_back(epoch);
      series.y.push_back(y);
    };
    add(loss, record.loss);
    add(running, record.running);
    if (record.val_loss) add(val_loss, *record.val_loss);
    if (const double value = record.validated(beside).value; std::isfinite(value)) add(validated, value);
  }
  report.loss.push_back(std::move(loss));
  const bool same = task.running.key == beside.key;
  report.metric = capitalised(same ? task.running.title : task.running.title + " and " + beside.title);
  report.metric_unit = beside.unit;
  report.accuracy.push_back(std::move(running));
  if (!val_loss.x.empty()) report.loss.push_back(std::move(val_loss));
  if (!validated.x.empty()) report.accuracy.push_back(std::move(validated));
}

/// What the task draws of the test's answers; what it tells label by label, value by value.
void add_answers(Report& report, const Task& task, const AdaptSetup& setup, const Evaluation& test) {
  const Answers answers{*setup.data.test, test.index, test.kept, test.outputs};
  const std::vector<std::string>& names = setup.data.train.class_names;
  if (task.figures != nullptr) report.answers = task.figures(answers, names);
  if (task.answering == Answering::best) return;  // the confusions say more
  report.output_columns = {""};
  for (const std::string& name : names) report.outputs.push_back({{name}});
  for (const OutputColumn& column : task.by_output(answers)) {
    report.output_columns.push_back(metric_title({column.key, column.title, column.unit}));
    for (std::size_t k = 0; k < names.size(); ++k) {
      const double value = column.values[k];
      report.outputs[k].cells.push_back(column.whole          ? format(value, 0)
                                        : column.unit.empty() ? short_number(value)
                                                              : fixed_number(value, 1));
    }
  }
}

/// A few test pictures (training pictures where there is no test), evenly spread over the data set.
void add_pictures(Report& report, const Task& task, const AdaptSetup& setup) {
  const Dataset& data = setup.data.test ? *setup.data.test : setup.data.train;
  const auto& samples = data.samples;
  const auto& names = setup.data.train.class_names;
  const Engine engine = make_engine(setup);
  const std::size_t count = std::min(kPictures, samples.size());
  for (std::size_t i = 0; i < count; ++i) {
    const Sample& sample = samples[(2 * i + 1) * samples.size() / (2 * count)];
    try {
      const FollowedPicture picture = run_picture(task, engine, setup.preprocessing, sample.path, true);
      report.pictures.push_back(
          draw_followed(setup.config, picture, task.caption(data.target(sample), picture.answer, names)));
    } catch (const InputError&) {
      continue;  // an unreadable picture was reported, or refused, while training
    }
  }
}

}  // namespace

void write_adapt_report(const AdaptRequest& request, const AdaptSetup& setup, const AdaptOutcome& outcome) {
  const auto& metrics = outcome.manifest.metrics;
  const Task& task = find_task(setup.data.train.task);
  Report report;
  report.title = setup.tuning.method + " + " + setup.tuning.reducer + " (" + setup.schedule.spelling +
                 ") on " + last_name(request.data);
  if (outcome.test) {
    const Metric& deciding = outcome.test->metrics.front();
    report.headline.emplace_back(metric_value(deciding, 1), "test " + deciding.title);
    report.facts.emplace_back("test", metrics_line(outcome.test->metrics) + " of " +
                                          std::to_string(outcome.test->count) + " pictures");
    report.facts.emplace_back("inference", format(outcome.test->model_img_per_s(), 1) +
                                               " img/s through the model, " +
                                               format(outcome.test->img_per_s(), 1) + " with decoding");
  }
  if (outcome.best_epoch) {
    const auto [last, best] = validated(task, outcome);
    report.headline.emplace_back(metric_value(last, 1), "validation " + last.title);
    report.facts.emplace_back("validation " + last.title, metric_value(last) + " at the end, best " +
                                                              metric_value(best) + " in epoch " +
                                                              std::to_string(*outcome.best_epoch + 1));
  }
  report.headline.emplace_back(format(setup.schedule.speedup(), 2) + "x", "fewer multiply-adds");
  report.headline.emplace_back(std::to_string(setup.schedule.tokens.front()) + " \u2192 " +
                                   std::to_string(setup.schedule.tokens.back()),
                               "tokens, first to last block");
  report.facts.emplace_back("MACs", format(setup.schedule.gmac, 3) + " of " +
                                        format(setup.schedule.gmac_uncompressed, 3) + " GMAC (" +
                                        format(setup.schedule.speedup(), 2) + "x fewer)");
  report.facts.emplace_back("trainable parameters", std::to_string(count_elements(setup.trainable)));
  report.facts.emplace_back("training", format_seconds(metrics.at("train_seconds")) + ", " +
                                            format(metrics.at("train_img_per_s"), 1) +
                                            " img/s, peak memory " + format(metrics.at("peak_rss_mb"), 0) +
                                            " MB");
  const std::string hub_name = hub_name_of(request.backbone);
  report.facts.emplace_back("backbone", (hub_name.empty() ? request.backbone.filename().string() : hub_name) +
                                            " (" + setup.fingerprint.substr(0, 12) + ")");
  report.facts.emplace_back("preprocessing", describe(setup.preprocessing));
  report.facts.emplace_back("seed", std::to_string(request.recipe.seed));
  add_curves(report, task, outcome.log);
  report.tokens_per_block = setup.schedule.tokens;
  if (outcome.test) add_answers(report, task, setup, *outcome.test);
  add_pictures(report, task, setup);
  report.commands.push_back(request.command);
  write_report(request.out / "report.html", report);
}

}  // namespace pyra
