// Accuracy of a model on labelled pictures.
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

struct Evaluation {
  std::int64_t count = 0;
  double top1 = 0, top5 = 0;  // per cent
  double loss = 0;            // mean cross-entropy
  double seconds = 0;         // end to end, decoding included
  double model_seconds = 0;   // forward passes alone
  std::int64_t skipped = 0;   // unreadable pictures
  std::vector<std::string> skipped_messages;
  std::vector<std::int64_t> index;  // [count] positions in the data set, in the order of the fields below
  std::vector<std::int64_t> label, predicted;  // [count]
  std::vector<float> probability;              // [count] of the predicted class

  double img_per_s() const { return seconds > 0 ? static_cast<double>(count) / seconds : 0; }
  double model_img_per_s() const {
    return model_seconds > 0 ? static_cast<double>(count) / model_seconds : 0;
  }
};

/// Called after each batch with the pictures done (unreadable ones and those of other shards too), all there
/// are, and the top-1 so far.
using EvaluationProgress = std::function<void(std::int64_t done, std::int64_t total, double top1)>;

/// Runs the model of K = `classes` once over `dataset`. Ties go to the lowest class. Throws InputError for a
/// label that the model has no class for and for logits that are NaN or infinite; `stop` is asked after each
/// batch and ends the run with Interrupted.
Evaluation evaluate(const Classify& classify, std::int64_t classes, const Dataset& dataset,
                    const Transform& transform, const LoaderOptions& options,
                    const EvaluationProgress& progress = {}, const std::function<bool()>& stop = {});

}  // namespace pyra
