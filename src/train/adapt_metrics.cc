#include "train/adapt_metrics.h"

#include "base/memory/memory.h"

namespace pyra {

void add_training_metrics(AdaptOutcome& outcome, const Recipe& recipe, const TrainerPosition& position) {
  auto& metrics = outcome.manifest.metrics;
  metrics["epochs"] = static_cast<double>(recipe.epochs);
  metrics["train_seconds"] = position.seconds;
  metrics["train_img_per_s"] = mean_training_rate(outcome.log);
  metrics["peak_rss_mb"] = peak_rss_mb();
  if (!outcome.log.empty() && outcome.log.back().val_top1) metrics["val_top1"] = *outcome.log.back().val_top1;
  if (position.first_epochs > 0) metrics["first_epochs"] = static_cast<double>(position.first_epochs);
}

void add_test_metrics(AdaptOutcome& outcome) {
  auto& metrics = outcome.manifest.metrics;
  metrics["peak_rss_mb"] = peak_rss_mb();
  metrics["test_top1"] = outcome.test->top1;
  metrics["test_top5"] = outcome.test->top5;
  metrics["test_count"] = static_cast<double>(outcome.test->count);
  metrics["img_per_s"] = outcome.test->model_img_per_s();
  for (const auto& [name, evaluation] : outcome.elsewhere) metrics["test_top1_" + name] = evaluation.top1;
}

}  // namespace pyra
