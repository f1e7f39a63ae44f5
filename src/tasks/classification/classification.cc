// One class a picture: softmax and cross-entropy.
#include <algorithm>
#include <cmath>
#include <set>

#include "base/text/numbers.h"
#include "pictures/sets/match_classes.h"
#include "pictures/sets/name_key.h"
#include "pyra/error.h"
#include "tasks/classification/classify.h"
#include "tasks/classification/confusions.h"
#include "tasks/classification/list_labels.h"

namespace pyra {
namespace {

enum Kept { kPredicted, kProbability, kRank, kNumbers };

std::set<std::int64_t> present(const Dataset& dataset) {
  std::set<std::int64_t> labels;
  for (const Sample& sample : dataset.samples) labels.insert(sample.label);
  return labels;
}

std::int64_t occurring(const Dataset& dataset) { return static_cast<std::int64_t>(present(dataset).size()); }

/// Numbers in a list leave out some, or a validation split took all of a class.
std::vector<std::string> note_on_empty(const Dataset& training) {
  const std::set<std::int64_t> labels = present(training);
  std::vector<std::string> empty;
  for (std::size_t label = 0; label < training.class_names.size(); ++label) {
    if (!labels.contains(static_cast<std::int64_t>(label))) empty.push_back(training.class_names[label]);
  }
  if (empty.empty()) return {};
  return {std::to_string(empty.size()) + " of the " + std::to_string(training.class_names.size()) +
          " classes have no training picture: " + quote_few(empty)};
}

void check(const std::string& path, const Target& target, std::int64_t classes) {
  if (target.label >= 0 && target.label < classes) return;
  throw InputError(path + " has label " + std::to_string(target.label) + ", but the model has " +
                   std::to_string(classes) + " classes (0 to " + std::to_string(classes - 1) + ")");
}

double loss(const float* logits, std::int64_t classes, const Target& target) {
  return cross_entropy(logits, classes, target.label);
}

void keep(const float* logits, std::int64_t classes, const Target& target, float* to) {
  const std::int64_t best = best_class(logits, classes);
  to[kPredicted] = static_cast<float>(best);
  to[kProbability] = static_cast<float>(std::exp(-cross_entropy(logits, classes, best)));
  to[kRank] = static_cast<float>(rank_of(logits, classes, target.label));
}

double is_right(const float* kept, std::int64_t, const Target&) { return kept[kRank] == 0 ? 1 : 0; }

/// KL(whole || merged), nats.
double divergence(std::span<const float> whole, std::span<const float> merged) {
  double sum = 0;
  for (std::size_t k = 0; k < whole.size(); ++k) {
    constexpr double kLeast = 1e-30;  // a probability that float32 rounds to 0
    const auto p = static_cast<double>(whole[k]);
    if (p > 0) sum += p * (std::log(p) - std::log(std::max(static_cast<double>(merged[k]), kLeast)));
  }
  return sum;
}

bool same_answer(std::span<const float> whole, std::span<const float> merged) {
  return std::max_element(whole.begin(), whole.end()) - whole.begin() ==
         std::max_element(merged.begin(), merged.end()) - merged.begin();
}

std::vector<double> measured(const Answers& answers) {
  std::int64_t right = 0, among_five = 0;
  for (std::size_t i = 0; i < answers.count(); ++i) {
    right += answers.answer(i)[kRank] < 1 ? 1 : 0;
    among_five += answers.answer(i)[kRank] < 5 ? 1 : 0;
  }
  const auto count = static_cast<double>(answers.count());
  return {100.0 * static_cast<double>(right) / count, 100.0 * static_cast<double>(among_five) / count};
}

std::string name_of(const std::vector<std::string>& names, std::int64_t label) {
  return names.empty() ? std::to_string(label) : names.at(static_cast<std::size_t>(label));
}

std::vector<std::string> csv_row(const Answers& answers, std::size_t i,
                                 const std::vector<std::string>& names) {
  const float* kept = answers.answer(i);
  return {name_of(names, answers.sample(i).label),
          name_of(names, static_cast<std::int64_t>(kept[kPredicted])),
          fixed_number(static_cast<double>(kept[kProbability]), 6)};
}

std::vector<OutputColumn> by_class(const Answers& answers) {
  const auto classes = static_cast<std::size_t>(answers.outputs);
  OutputColumn right{"right", "right", "", true, std::vector<double>(classes, 0)},
      count{"count", "pictures", "", true, std::vector<double>(classes, 0)};
  for (std::size_t i = 0; i < answers.count(); ++i) {
    const auto label = static_cast<std::size_t>(answers.sample(i).label);
    ++count.values.at(label);
    if (answers.answer(i)[kRank] == 0) ++right.values[label];
  }
  return {right, count};
}

std::string caption(const Target& target, std::span<const float> answered,
                    const std::vector<std::string>& names) {
  const auto best = std::max_element(answered.begin(), answered.end());
  return (target.label >= 0 ? name_of(names, target.label) : "unknown") + ", predicted " +
         name_of(names, best - answered.begin()) + " (" + fixed_number(100 * static_cast<double>(*best), 0) +
         " %)";
}

}  // namespace

Task classification_task() {
  return {
      .name = "classification",
      .doc = "one class a picture",
      .problem = "single_label_classification",
      .output = "class",
      .outputs = "classes",
      .least = 2,
      .needs = "a classifier needs two or more class folders",
      .answering = Answering::best,
      .is_target = [](const std::string& column) { return column == "label"; },
      .columns = "`label` (the class of each picture)",
      .take_targets = take_class_labels,
      .match = match_classes,
      .occurring = occurring,
      .notes = note_on_empty,
      .check = check,
      .answer = softmax,
      .loss = loss,
      .divergence = divergence,
      .same_answer = same_answer,
      .kept_numbers = [](std::int64_t) { return std::int64_t{kNumbers}; },
      .keep = keep,
      .metrics = {{"top1", "top-1", "%"}, {"top5", "top-5", "%"}},
      .measure = measured,
      .running = {"top1", "accuracy", "%"},
      .running_of = is_right,
      .csv_columns =
          [](const std::vector<std::string>&) {
            return std::vector<std::string>{"label", "predicted", "probability"};
          },
      .csv_row = csv_row,
      .by_output = by_class,
      .caption = caption,
      .figures = confusions,
  };
}

}  // namespace pyra
