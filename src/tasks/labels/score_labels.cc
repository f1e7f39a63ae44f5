#include "tasks/labels/score_labels.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace pyra {
namespace {

constexpr double kHalf = 0.5;

double log_one_plus_exp(double x) { return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x)); }

/// p log(p / q), 0 at p = 0; q as float32 may have rounded it to 0.
double divergence_term(double p, double q) {
  constexpr double kLeast = 1e-30;
  return p > 0 ? p * (std::log(p) - std::log(std::max(q, kLeast))) : 0;
}

double mean_of(const std::vector<double>& values) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

std::vector<float> label_probabilities(const float* logits, std::int64_t labels) {
  std::vector<float> probabilities(static_cast<std::size_t>(labels));
  std::transform(logits, logits + labels, probabilities.begin(),
                 [](float z) { return static_cast<float>(1 / (1 + std::exp(-static_cast<double>(z)))); });
  return probabilities;
}

double labels_loss(const float* logits, std::int64_t labels, const Target& target) {
  double sum = 0;
  for (std::int64_t k = 0; k < labels; ++k) {
    const auto z = static_cast<double>(logits[k]);
    sum += log_one_plus_exp(z) - static_cast<double>(target.values[static_cast<std::size_t>(k)]) * z;
  }
  return sum / static_cast<double>(labels);
}

double labels_divergence(std::span<const float> whole, std::span<const float> merged) {
  double sum = 0;
  for (std::size_t k = 0; k < whole.size(); ++k) {
    const auto p = static_cast<double>(whole[k]), q = static_cast<double>(merged[k]);
    sum += divergence_term(p, q) + divergence_term(1 - p, 1 - q);
  }
  return sum / static_cast<double>(whole.size());
}

bool same_labels(std::span<const float> whole, std::span<const float> merged) {
  return std::equal(whole.begin(), whole.end(), merged.begin(),
                    [](float a, float b) { return (a >= kHalf) == (b >= kHalf); });
}

void keep_labels(const float* logits, std::int64_t labels, const Target&, float* to) {
  const std::vector<float> probabilities = label_probabilities(logits, labels);
  std::copy(probabilities.begin(), probabilities.end(), to);
}

double picture_f1(const float* kept, std::int64_t labels, const Target& target) {
  LabelCounts counts;
  for (std::int64_t k = 0; k < labels; ++k) {
    const bool given = kept[k] >= kHalf, borne = target.values[static_cast<std::size_t>(k)] > 0;
    counts.hits += given && borne ? 1 : 0;
    counts.given += given ? 1 : 0;
    counts.borne += borne ? 1 : 0;
  }
  return counts.given + counts.borne > 0 ? counts.f1() : 1;
}

double average_precision(const Answers& answers, std::size_t label) {
  std::vector<std::pair<float, bool>> scored;
  double positives = 0;
  for (std::size_t i = 0; i < answers.count(); ++i) {
    const bool borne = answers.target(i).values[label] > 0;
    scored.emplace_back(answers.answer(i)[label], borne);
    positives += borne ? 1 : 0;
  }
  if (positives == 0) return std::numeric_limits<double>::quiet_NaN();
  std::sort(scored.begin(), scored.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  double sum = 0, hits = 0, hits_before = 0;
  for (std::size_t i = 0; i < scored.size(); ++i) {
    hits += scored[i].second ? 1 : 0;
    if (i + 1 < scored.size() && scored[i + 1].first == scored[i].first) continue;
    sum += (hits - hits_before) / positives * (hits / static_cast<double>(i + 1));
    hits_before = hits;
  }
  return sum;
}

std::vector<LabelCounts> count_labels(const Answers& answers) {
  std::vector<LabelCounts> counts(static_cast<std::size_t>(answers.outputs));
  for (std::size_t i = 0; i < answers.count(); ++i) {
    const Target target = answers.target(i);
    for (std::size_t k = 0; k < counts.size(); ++k) {
      const bool given = static_cast<double>(answers.answer(i)[k]) >= answers.threshold;
      const bool borne = target.values[k] > 0;
      counts[k].hits += given && borne ? 1 : 0;
      counts[k].given += given ? 1 : 0;
      counts[k].borne += borne ? 1 : 0;
    }
  }
  return counts;
}

std::vector<double> measure_labels(const Answers& answers) {
  LabelCounts all;
  std::vector<double> precisions, f1s;
  const std::vector<LabelCounts> counts = count_labels(answers);
  for (std::size_t k = 0; k < counts.size(); ++k) {
    all.hits += counts[k].hits;
    all.given += counts[k].given;
    all.borne += counts[k].borne;
    if (counts[k].borne == 0) continue;
    precisions.push_back(average_precision(answers, k));
    f1s.push_back(counts[k].f1());
  }
  return {100 * mean_of(precisions), 100 * all.f1(), 100 * mean_of(f1s)};
}

}  // namespace pyra
