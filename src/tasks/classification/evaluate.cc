#include "pyra/evaluate.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "pyra/error.h"
#include "tasks/classification/classify.h"

namespace pyra {
namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void check_labels(const Dataset& dataset, std::int64_t classes) {
  for (const Sample& sample : dataset.samples) {
    if (sample.label < 0 || sample.label >= classes) {
      throw InputError(sample.path + " has label " + std::to_string(sample.label) + ", but the model has " +
                       std::to_string(classes) + " classes (0 to " + std::to_string(classes - 1) + ")");
    }
  }
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
  explicit Score(std::int64_t classes) : classes_(classes) {}

  void add(const Batch& batch, const std::vector<float>& logits, Evaluation& result) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(batch.count); ++i) {
      const float* scores = logits.data() + static_cast<std::ptrdiff_t>(i) * classes_;
      const std::int64_t label = batch.labels[i], best = best_class(scores, classes_);
      const std::int64_t rank = rank_of(scores, classes_, label);
      right_ += rank == 0 ? 1 : 0;
      among_five_ += rank < 5 ? 1 : 0;
      loss_ += cross_entropy(scores, classes_, label);
      result.index.push_back(batch.indices[i]);
      result.label.push_back(label);
      result.predicted.push_back(best);
      result.probability.push_back(static_cast<float>(std::exp(-cross_entropy(scores, classes_, best))));
    }
    result.count += batch.count;
    const auto count = static_cast<double>(result.count);
    result.top1 = 100.0 * static_cast<double>(right_) / count;
    result.top5 = 100.0 * static_cast<double>(among_five_) / count;
    result.loss = loss_ / count;
  }

 private:
  std::int64_t classes_, right_ = 0, among_five_ = 0;
  double loss_ = 0;
};

}  // namespace

Evaluation evaluate(const Classify& classify, std::int64_t classes, const Dataset& dataset,
                    const Transform& transform, const LoaderOptions& options,
                    const EvaluationProgress& progress, const std::function<bool()>& stop) {
  check_labels(dataset, classes);
  const auto start = std::chrono::steady_clock::now();
  Loader loader(dataset, transform, options);
  const auto all = static_cast<std::int64_t>(dataset.samples.size());
  Evaluation result;
  Score score(classes);
  std::vector<float> logits;
  while (const auto batch = loader.next()) {
    if (batch->count == 0) continue;  // of a shard
    logits.resize(static_cast<std::size_t>(batch->count * classes));
    const auto model_start = std::chrono::steady_clock::now();
    classify(batch->images.data(), batch->count, logits.data());
    result.model_seconds += seconds_since(model_start);
    check_finite(logits);
    score.add(*batch, logits, result);
    if (progress) progress(std::min((batch->number + 1) * options.batch, all), all, result.top1);
    if (stop && stop()) throw Interrupted("stopped after " + std::to_string(result.count) + " pictures");
  }
  result.skipped_messages = loader.skipped();
  result.skipped = static_cast<std::int64_t>(result.skipped_messages.size());
  if (result.count == 0 && options.shard.count == 1)
    throw InputError("none of the " + std::to_string(all) + " pictures could be read");
  result.seconds = seconds_since(start);
  return result;
}

}  // namespace pyra
