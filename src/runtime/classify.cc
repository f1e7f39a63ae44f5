#include "runtime/classify.h"

#include <algorithm>
#include <cmath>

namespace pyra {
namespace {

/// log of the sum of exponentials, the largest logit taken out so that nothing overflows.
double log_sum(const float* logits, std::int64_t classes) {
  const double largest = static_cast<double>(*std::max_element(logits, logits + classes));
  double sum = 0;
  for (std::int64_t k = 0; k < classes; ++k) sum += std::exp(static_cast<double>(logits[k]) - largest);
  return largest + std::log(sum);
}

}  // namespace

std::vector<float> softmax(const float* logits, std::int64_t classes) {
  const double sum = log_sum(logits, classes);
  std::vector<float> probabilities(static_cast<std::size_t>(classes));
  std::transform(logits, logits + classes, probabilities.begin(),
                 [sum](float logit) { return static_cast<float>(std::exp(static_cast<double>(logit) - sum)); });
  return probabilities;
}

double cross_entropy(const float* logits, std::int64_t classes, std::int64_t truth) {
  return log_sum(logits, classes) - static_cast<double>(logits[truth]);
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
