#include "tasks/labels/describe_labels.h"

#include <limits>

#include "base/text/numbers.h"
#include "base/text/words.h"
#include "tasks/labels/score_labels.h"

namespace pyra {
namespace {

/// The names whose number reaches `threshold`.
std::string those(std::span<const float> numbers, double threshold, const std::vector<std::string>& names,
                  std::string_view between) {
  std::vector<std::string> reached;
  for (std::size_t k = 0; k < numbers.size(); ++k) {
    if (static_cast<double>(numbers[k]) >= threshold) reached.push_back(names[k]);
  }
  return joined(reached, between);
}

std::string or_none(std::string names) { return names.empty() ? "no label" : std::move(names); }

}  // namespace

std::vector<std::string> label_columns(const std::vector<std::string>& names) {
  std::vector<std::string> columns{"labels", "predicted"};
  columns.insert(columns.end(), names.begin(), names.end());
  return columns;
}

std::vector<std::string> label_row(const Answers& answers, std::size_t i,
                                   const std::vector<std::string>& names) {
  const std::span answer(answers.answer(i), names.size());
  std::vector<std::string> row{those(answers.target(i).values, 0.5, names, ";"),
                               those(answer, answers.threshold, names, ";")};
  for (const float probability : answer) row.push_back(exact_number(probability));
  return row;
}

std::vector<OutputColumn> by_label(const Answers& answers) {
  OutputColumn count{"count", "pictures", "", true, {}}, precision{"average_precision", "AP", "%", false, {}},
      f1{"f1", "F1", "%", false, {}};
  const std::vector<LabelCounts> counts = count_labels(answers);
  for (std::size_t k = 0; k < counts.size(); ++k) {
    count.values.push_back(counts[k].borne);
    precision.values.push_back(100 * average_precision(answers, k));
    f1.values.push_back(counts[k].borne > 0 ? 100 * counts[k].f1()
                                            : std::numeric_limits<double>::quiet_NaN());
  }
  return {count, precision, f1};
}

std::string caption_of_labels(const Target& target, std::span<const float> answered,
                              const std::vector<std::string>& names) {
  return or_none(those(target.values, 0.5, names, ", ")) +
         "; given: " + or_none(those(answered, 0.5, names, ", "));
}

}  // namespace pyra
