#include "tasks/classification/classify.h"

#include <algorithm>
#include <cmath>

namespace pyra {
namespace {

/// Every log-probability is logit - largest - log_sum: the largest is taken out first, so that nothing
/// overflows and nothing small is lost beside it.
struct Normaliser {
  Normaliser(const float* logits, std::int64_t classes)
      : largest(static_cast<double>(*std::max_element(logits, logits + classes))) {
    double sum = 0;
    for (std::int64_t k = 0; k < classes; ++k) sum += std::exp(static_cast<double>(logits[k]) - largest);
    log_sum = std::log(sum);
  }
  double log_probability(float logit) const { return static_cast<double>(logit) - largest - log_sum; }

  double largest, log_sum;
};

}  // namespace

std::vector<float> softmax(const float* logits, std::int64_t classes) {
  const Normaliser normaliser(logits, classes);
  std::vector<float> probabilities(static_cast<std::size_t>(classes));
  std::transform(logits, logits + classes, probabilities.begin(), [&](float logit) {
    return static_cast<float>(std::exp(normaliser.log_probability(logit)));
  });
  return probabilities;
}

double cross_entropy(const float* logits, std::int64_t classes, std::int64_t truth) {
  return -Normaliser(logits, classes).log_probability(logits[truth]);
}

std::int64_t rank_of(const float* logits, std::int64_t classes, std::int64_t truth) {
  const float score = logits[truth];
  return std::count_if(logits, logits + classes, [score](float logit) { return logit > score; }) +
         std::count(logits, logits + truth, score);
}

std::int64_t best_class(const float* logits, std::int64_t classes) {
  return std::max_element(logits, logits + classes) - logits;
}

}  // namespace pyra
