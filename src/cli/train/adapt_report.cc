// report.html of one run.

#include <algorithm>

#include "cli/format.h"
#include "cli/train/adapt_summary.h"
#include "cli/train/confusions.h"
#include "pyra/error.h"
#include "show/follow_picture.h"
#include "show/report.h"
#include "train/deploy.h"

namespace pyra {
namespace {

constexpr std::size_t kPictures = 6;

void add_curves(Report& report, const std::vector<EpochRecord>& log) {
  Series loss{"training loss", {}, {}}, val_loss{"validation loss", {}, {}};
  Series top1{"training top-1", {}, {}}, val_top1{"validation top-1", {}, {}};
  for (const EpochRecord& record : log) {
    const auto epoch = static_cast<double>(record.epoch + 1);
    const auto add = [&](Series& series, double y) {
      series.x.push_back(epoch);
      series.y.push_back(y);
    };
    add(loss, record.loss);
    add(top1, record.top1);
    if (record.val_loss) add(val_loss, *record.val_loss);
    if (record.val_top1) add(val_top1, *record.val_top1);
  }
  report.loss.push_back(std::move(loss));
  report.accuracy.push_back(std::move(top1));
  if (!val_loss.x.empty()) report.loss.push_back(std::move(val_loss));
  if (!val_top1.x.empty()) report.accuracy.push_back(std::move(val_top1));
}

/// A few test pictures (training pictures where there is no test), evenly spread over the data set.
void add_pictures(Report& report, const AdaptSetup& setup) {
  const auto& samples = (setup.data.test ? *setup.data.test : setup.data.train).samples;
  const auto& names = setup.data.train.class_names;
  const Engine engine = make_engine(setup);
  const std::size_t count = std::min(kPictures, samples.size());
  for (std::size_t i = 0; i < count; ++i) {
    const Sample& sample = samples[(2 * i + 1) * samples.size() / (2 * count)];
    try {
      const FollowedPicture picture = run_picture(engine, setup.preprocessing, sample.path, true);
      const auto best = std::max_element(picture.probabilities.begin(), picture.probabilities.end());
      const std::string predicted = names[static_cast<std::size_t>(best - picture.probabilities.begin())];
      const std::string truth = sample.label >= 0 ? names[static_cast<std::size_t>(sample.label)] : "unknown";
      report.pictures.push_back(draw_followed(
          setup.config, picture, truth + ", predicted " + predicted + " (" + format(100 * *best, 0) + " %)"));
    } catch (const InputError&) {
      continue;  // an unreadable picture was reported, or refused, while training
    }
  }
}

}  // namespace

void write_adapt_report(const AdaptRequest& request, const AdaptSetup& setup, const AdaptOutcome& outcome) {
  const auto& metrics = outcome.manifest.metrics;
  Report report;
  report.title = setup.tuning.method + " + " + setup.tuning.reducer + " (" + setup.schedule.spelling +
                 ") on " + std::filesystem::absolute(request.data).lexically_normal().filename().string();
  if (outcome.test) {
    report.headline.emplace_back(format(outcome.test->top1, 1) + " %", "test top-1");
    report.facts.emplace_back("test top-1, top-5", format(outcome.test->top1, 2) + " %, " +
                                                       format(outcome.test->top5, 2) + " % of " +
                                                       std::to_string(outcome.test->count) + " pictures");
    report.facts.emplace_back("inference", format(outcome.test->model_img_per_s(), 1) +
                                               " img/s through the model, " +
                                               format(outcome.test->img_per_s(), 1) + " with decoding");
  }
  if (outcome.best_epoch) {
    const auto& best = outcome.log.at(static_cast<std::size_t>(*outcome.best_epoch));
    report.headline.emplace_back(format(metrics.at("val_top1"), 1) + " %", "validation top-1");
    report.facts.emplace_back("validation top-1", format(metrics.at("val_top1"), 2) + " % at the end, best " +
                                                      format(*best.val_top1, 2) + " % in epoch " +
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
  report.facts.emplace_back(
      "backbone", request.backbone.filename().string() + " (" + setup.fingerprint.substr(0, 12) + ")");
  report.facts.emplace_back("preprocessing", describe(setup.preprocessing));
  report.facts.emplace_back("seed", std::to_string(request.recipe.seed));
  add_curves(report, outcome.log);
  report.tokens_per_block = setup.schedule.tokens;
  if (outcome.test)
    add_confusions(report, outcome.test->label, outcome.test->predicted, setup.data.train.class_names);
  add_pictures(report, setup);
  report.commands.push_back(request.command);
  write_report(request.out / "report.html", report);
}

}  // namespace pyra
