// How good answers of several labels are.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tasks/task.h"

namespace pyra {

/// Sigmoid of each logit, in float32 from double.
std::vector<float> label_probabilities(const float* logits, std::int64_t labels);
/// Mean over the labels of -log of the truth's probability, exact for large logits too.
double labels_loss(const float* logits, std::int64_t labels, const Target& target);
/// Mean over the labels of KL(Bernoulli(whole) || Bernoulli(merged)), nats.
double labels_divergence(std::span<const float> whole, std::span<const float> merged);
/// The same labels reach one half.
bool same_labels(std::span<const float> whole, std::span<const float> merged);

/// Task::keep: the probabilities.
void keep_labels(const float* logits, std::int64_t labels, const Target& target, float* to);
/// 2 TP / (2 TP + FP + FN) of one picture at one half; 1 where there is nothing to find and nothing is found.
double picture_f1(const float* kept, std::int64_t labels, const Target& target);

/// Of one label over all pictures: sum over the distinct scores s, from the highest, of
/// (recall(s) - recall(s before)) precision(s), as scikit-learn's average_precision_score has it: pictures of
/// equal scores count together. NaN where no picture bears the label.
double average_precision(const Answers& answers, std::size_t label);

struct LabelCounts {
  double hits = 0, given = 0, borne = 0;
  /// 2 TP / (2 TP + FP + FN); 0 where there is neither.
  double f1() const { return given + borne > 0 ? 2 * hits / (given + borne) : 0; }
};
/// Of each label at answers.threshold.
std::vector<LabelCounts> count_labels(const Answers& answers);

/// Task::measure: mAP, micro F1, macro F1, per cent. mAP and macro F1 are means over the labels that some
/// picture bears.
std::vector<double> measure_labels(const Answers& answers);

}  // namespace pyra
