#include "pyra/evaluate.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/text/words.h"
#include "pyra/error.h"
#include "tasks/list.h"
#include "tasks/metric_text.h"

namespace pyra {
namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// No comparison of scores would notice.
void check_finite(const std::vector<float>& logits) {
  if (std::all_of(logits.begin(), logits.end(), [](float x) { return std::isfinite(x); })) return;
  throw InputError(
      "the model answers with NaN or infinity instead of logits: its weights are damaged or too large");
}

/// Sums over the pictures seen so far.
class Score {
 public:
  Score(const Task& task, const Dataset& dataset, std::int64_t outputs)
      : task_(task), dataset_(dataset), outputs_(outputs), width_(task.kept_numbers(outputs)) {}

  void add(const Batch& batch, const std::vector<float>& logits, Evaluation& result) {
    for (std::int64_t i = 0; i < batch.count; ++i) {
      const std::int64_t index = batch.indices[static_cast<std::size_t>(i)];
      const Target target = dataset_.target(dataset_.samples[static_cast<std::size_t>(index)]);
      const float* scores = logits.data() + i * outputs_;
      loss_ += task_.loss(scores, outputs_, target);
      const std::size_t at = result.kept.size();
      result.kept.resize(at + static_cast<std::size_t>(width_));
      task_.keep(scores, outputs_, target, result.kept.data() + at);
      running_ += task_.running_of(result.kept.data() + at, outputs_, target);
      result.index.push_back(index);
    }
    result.count += batch.count;
    if (result.count > 0) result.loss = loss_ / static_cast<double>(result.count);
  }

  Metric so_far(std::int64_t count) const {
    return with_value(task_.running, task_.running_mean(running_, static_cast<double>(count)));
  }

 private:
  const Task& task_;
  const Dataset& dataset_;
  std::int64_t outputs_, width_;
  double loss_ = 0, running_ = 0;
};

}  // namespace

double Evaluation::metric(const std::string& key) const {
  std::vector<std::string> known;
  for (const Metric& metric : metrics) {
    if (metric.key == key) return metric.value;
    known.push_back(metric.key);
  }
  refuse_unknown("metric", key, known);
}

void measure(Evaluation& evaluation, const Dataset& dataset, double threshold) {
  const Task& task = find_task(dataset.task);
  evaluation.metrics = task.metrics;
  if (evaluation.count == 0) return;
  const std::vector<double> values =
      task.measure({dataset, evaluation.index, evaluation.kept, evaluation.outputs, threshold});
  for (std::size_t i = 0; i < values.size(); ++i) evaluation.metrics[i].value = values[i];
}

Evaluation evaluate(const Classify& classify, std::int64_t outputs, const Dataset& dataset,
                    const Transform& transform, const LoaderOptions& options,
                    const EvaluationProgress& progress, const std::function<bool()>& stop) {
  const Task& task = find_task(dataset.task);
  for (const Sample& sample : dataset.samples) task.check(sample.path, dataset.target(sample), outputs);
  const auto start = std::chrono::steady_clock::now();
  Loader loader(dataset, transform, options);
  const auto all = static_cast<std::int64_t>(dataset.samples.size());
  Evaluation result;
  result.outputs = outputs;
  Score score(task, dataset, outputs);
  std::vector<float> logits;
  while (const auto batch = loader.next()) {
    if (batch->count == 0) continue;  // of a shard
    logits.resize(static_cast<std::size_t>(batch->count * outputs));
    const auto model_start = std::chrono::steady_clock::now();
    classify(batch->images.data(), batch->count, logits.data());
    result.model_seconds += seconds_since(model_start);
    check_finite(logits);
    score.add(*batch, logits, result);
    if (progress)
      progress(std::min((batch->number + 1) * options.batch, all), all, score.so_far(result.count));
    if (stop && stop()) throw Interrupted("stopped after " + std::to_string(result.count) + " pictures");
  }
  result.skipped_messages = loader.skipped();
  result.skipped = static_cast<std::int64_t>(result.skipped_messages.size());
  if (result.count == 0 && options.shard.count == 1)
    throw InputError("none of the " + std::to_string(all) + " pictures could be read");
  measure(result, dataset);
  result.seconds = seconds_since(start);
  return result;
}

}  // namespace pyra
