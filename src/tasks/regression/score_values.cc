#include "tasks/regression/score_values.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text/numbers.h"
#include "base/text/words.h"

namespace pyra {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double truth(const Answers& answers, std::size_t i, std::size_t k) {
  return static_cast<double>(answers.target(i).values[k]);
}
double answer(const Answers& answers, std::size_t i, std::size_t k) {
  return static_cast<double>(answers.answer(i)[k]);
}

double r2_of(const Answers& answers, std::size_t k) {
  double mean = 0, missed = 0, spread = 0;
  for (std::size_t i = 0; i < answers.count(); ++i) mean += truth(answers, i, k);
  mean /= static_cast<double>(answers.count());
  for (std::size_t i = 0; i < answers.count(); ++i) {
    const double y = truth(answers, i, k);
    missed += (y - answer(answers, i, k)) * (y - answer(answers, i, k));
    spread += (y - mean) * (y - mean);
  }
  return spread > 0 ? 1 - missed / spread : kNaN;
}

double mae_of(const Answers& answers, std::size_t k) {
  double sum = 0;
  for (std::size_t i = 0; i < answers.count(); ++i)
    sum += std::abs(truth(answers, i, k) - answer(answers, i, k));
  return sum / static_cast<double>(answers.count());
}

/// Of those that are defined.
double mean_of(const std::vector<double>& values) {
  double sum = 0, count = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    sum += value;
    ++count;
  }
  return count > 0 ? sum / count : kNaN;
}

}  // namespace

double squared_error(const float* outputs, std::int64_t values, const Target& target) {
  return squared_distance(target.values, {outputs, static_cast<std::size_t>(values)});
}

double squared_distance(std::span<const float> whole, std::span<const float> merged) {
  double sum = 0;
  for (std::size_t k = 0; k < whole.size(); ++k) {
    const double apart = static_cast<double>(whole[k]) - static_cast<double>(merged[k]);
    sum += apart * apart;
  }
  return sum / static_cast<double>(whole.size());
}

bool nearly_same(std::span<const float> whole, std::span<const float> merged) {
  return std::equal(whole.begin(), whole.end(), merged.begin(), [](float a, float b) {
    return std::abs(a - b) <= 0.01F * std::max(std::abs(a), std::abs(b));
  });
}

void keep_values(const float* outputs, std::int64_t values, const Target&, float* to) {
  std::copy_n(outputs, values, to);
}

double absolute_error(const float* kept, std::int64_t values, const Target& target) {
  double sum = 0;
  for (std::int64_t k = 0; k < values; ++k) {
    const float wanted = target.values[static_cast<std::size_t>(k)];
    sum += std::abs(static_cast<double>(kept[k]) - static_cast<double>(wanted));
  }
  return sum / static_cast<double>(values);
}

std::vector<double> measure_values(const Answers& answers) {
  const std::vector<OutputColumn> columns = by_value(answers);
  return {mean_of(columns[0].values), mean_of(columns[1].values)};
}

std::vector<std::string> value_columns(const std::vector<std::string>& names) {
  std::vector<std::string> columns;
  for (const std::string& name : names) columns.insert(columns.end(), {name, name + "_predicted"});
  return columns;
}

std::vector<std::string> value_row(const Answers& answers, std::size_t i,
                                   const std::vector<std::string>& names) {
  std::vector<std::string> row;
  for (std::size_t k = 0; k < names.size(); ++k)
    row.insert(row.end(), {exact_number(answers.target(i).values[k]), exact_number(answers.answer(i)[k])});
  return row;
}

std::vector<OutputColumn> by_value(const Answers& answers) {
  OutputColumn r2{"r2", "R2", "", false, {}}, mae{"mae", "MAE", "", false, {}};
  for (std::size_t k = 0; k < static_cast<std::size_t>(answers.outputs); ++k) {
    r2.values.push_back(r2_of(answers, k));
    mae.values.push_back(mae_of(answers, k));
  }
  return {r2, mae};
}

std::string caption_of_values(const Target& target, std::span<const float> answered,
                              const std::vector<std::string>& names) {
  std::vector<std::string> parts;
  for (std::size_t k = 0; k < names.size(); ++k) {
    const bool known = k < target.values.size();
    parts.push_back(names[k] + " " +
                    (known ? short_number(static_cast<double>(target.values[k])) : "unknown") +
                    ", answered " + short_number(static_cast<double>(answered[k])));
  }
  return joined(parts, "; ");
}

AnswerFigures answers_over_truth(const Answers& answers, const std::vector<std::string>& names) {
  AnswerFigures figures;
  for (std::size_t k = 0; k < names.size(); ++k) {
    auto& [name, points] = figures.against.emplace_back();
    name = names[k];
    for (std::size_t i = 0; i < answers.count(); ++i)
      points.emplace_back(truth(answers, i, k), answer(answers, i, k));
  }
  return figures;
}

}  // namespace pyra
