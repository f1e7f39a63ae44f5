#include "train/adapt_metrics.h"

#include <cmath>

#include "base/memory/memory.h"

namespace pyra {

void add_training_metrics(AdaptOutcome& outcome, const Recipe& recipe, const TrainerPosition& position) {
  auto& metrics = outcome.manifest.metrics;
  metrics["epochs"] = static_cast<double>(recipe.epochs);
  metrics["train_seconds"] = position.seconds;
  metrics["train_img_per_s"] = mean_training_rate(outcome.log);
  metrics["peak_rss_mb"] = peak_rss_mb();
  if (!outcome.log.empty()) {
    for (const auto& [key, value] : outcome.log.back().val) metrics["val_" + key] = value;
  }
  if (position.first_epochs > 0) metrics["first_epochs"] = static_cast<double>(position.first_epochs);
}

void add_test_metrics(AdaptOutcome& outcome) {
  auto& metrics = outcome.manifest.metrics;
  metrics["peak_rss_mb"] = peak_rss_mb();
  const auto known = [&](const std::string& name, double value) {
    if (std::isfinite(value)) metrics[name] = value;
  };
  for (const Metric& metric : outcome.test->metrics) known("test_" + metric.key, metric.value);
  metrics["test_count"] = static_cast<double>(outcome.test->count);
  metrics["img_per_s"] = outcome.test->model_img_per_s();
  for (const auto& [name, evaluation] : outcome.elsewhere) {
    const Metric& deciding = evaluation.metrics.front();
    known("test_" + deciding.key + "_" + name, deciding.value);
  }
}

}  // namespace pyra
