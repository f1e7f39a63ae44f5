// One class a picture, but each class is judged for itself: whether its text goes with the picture, by the
// sigmoid of SigLIP (arXiv 2303.15343). What is answered is the best; probabilities need not add up to 1.
#include <algorithm>
#include <cmath>

#include "tasks/classification/classify.h"
#include "tasks/labels/score_labels.h"
#include "tasks/task.h"

namespace pyra {

Task classification_task();

namespace {

/// -log of the truth's probability and of all others' absence, in nats.
double loss(const float* logits, std::int64_t classes, const Target& target) {
  double sum = 0;
  for (std::int64_t k = 0; k < classes; ++k) {
    const double against = static_cast<double>(k == target.label ? -logits[k] : logits[k]);
    sum += std::max(against, 0.0) + std::log1p(std::exp(-std::abs(against)));
  }
  return sum;
}

/// As classification keeps it, but for the probability.
void keep(const float* logits, std::int64_t classes, const Target& target, float* to) {
  const std::int64_t best = best_class(logits, classes);
  to[0] = static_cast<float>(best);
  to[1] = label_probabilities(logits + best, 1).front();
  to[2] = static_cast<float>(rank_of(logits, classes, target.label));
}

}  // namespace

Task matching_task() {
  Task task = classification_task();
  task.name = "matching";
  task.doc = "the class whose text goes best with a picture, each by itself";
  task.problem = "";
  task.targets_of = "classification";
  task.least = 1;
  task.is_target = [](const std::string&) { return false; };
  task.answer = label_probabilities;
  task.loss = loss;
  task.divergence = labels_divergence;
  task.keep = keep;
  return task;
}

}  // namespace pyra
