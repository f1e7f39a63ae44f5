// How good a model's answers to labelled pictures are, by the task of the data set.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "pyra/dataset.h"
#include "pyra/loader.h"
#include "pyra/transform.h"

namespace pyra {

/// Seam: whatever turns `count` normalised pictures [count, 3, H, W] into logits [count, K]: an engine, a
/// model in training. Called from one thread at a time.
using Classify = std::function<void(const float* images, std::int64_t count, float* logits)>;

/// One figure that says how good answers are; higher is better where it decides.
struct Metric {
  std::string key;    // in JSON, logs and manifests: "top1", "map", "r2"
  std::string title;  // for people: "top-1", "mAP", "R2"
  std::string unit;   // "%" or ""
  double value = 0;   // NaN where it is not defined
};

struct Evaluation {
  std::int64_t count = 0;
  std::int64_t outputs = 0;  // K
  /// Of the task, the one that decides between two models first. classification: top1, top5; labels: map,
  /// f1_micro, f1_macro; regression: r2, mae.
  std::vector<Metric> metrics;
  double loss = 0;           // mean over the pictures of the task's: cross-entropy, binary cross-entropy ...
  double seconds = 0;        // end to end, decoding included
  double model_seconds = 0;  // forward passes alone
  std::int64_t skipped = 0;  // unreadable pictures
  std::vector<std::string> skipped_messages;
  std::vector<std::int64_t> index;  // [count] positions in the data set, in the order of `kept`
  /// [count, A]: what the task keeps of each answer. classification, A = 3: the class, its probability, how
  /// many classes came before the true one; labels, A = K: probabilities; regression, A = K: values.
  std::vector<float> kept;

  /// Throws InputError naming those there are.
  double metric(const std::string& key) const;
  double img_per_s() const { return seconds > 0 ? static_cast<double>(count) / seconds : 0; }
  double model_img_per_s() const {
    return model_seconds > 0 ? static_cast<double>(count) / model_seconds : 0;
  }
};

/// Called after each batch with the pictures done (unreadable ones and those of other shards too), all there
/// are, and a figure of the task that costs nothing to keep: the accuracy, F1, mean error so far.
using EvaluationProgress = std::function<void(std::int64_t done, std::int64_t total, const Metric& so_far)>;

/// Runs the model of K = `outputs` once over `dataset`, whose task it has. Ties go to the lowest class.
/// Throws InputError for a target that the model has no output for and for logits that are NaN or infinite;
/// `stop` is asked after each batch and ends the run with Interrupted.
Evaluation evaluate(const Classify& classify, std::int64_t outputs, const Dataset& dataset,
                    const Transform& transform, const LoaderOptions& options,
                    const EvaluationProgress& progress = {}, const std::function<bool()>& stop = {});

/// Makes `evaluation.metrics` of what was kept. threshold: the probability from which a label counts as
/// given, for F1; other tasks have no use for it.
void measure(Evaluation& evaluation, const Dataset& dataset, double threshold = 0.5);

}  // namespace pyra
