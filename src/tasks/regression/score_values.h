// How good answers of values are, and what is told of them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tasks/task.h"

namespace pyra {

/// Mean over the values of (answer - truth)^2, in the values' own units.
double squared_error(const float* outputs, std::int64_t values, const Target& target);
/// The same between two models.
double squared_distance(std::span<const float> whole, std::span<const float> merged);
/// Every value moves by less than a hundredth.
bool nearly_same(std::span<const float> whole, std::span<const float> merged);

void keep_values(const float* outputs, std::int64_t values, const Target& target, float* to);
/// Mean over the values of |answer - truth|.
double absolute_error(const float* kept, std::int64_t values, const Target& target);

/// Task::measure: R2 and mean absolute error, means over the values. R2 = 1 - sum (y - answer)^2 / sum (y -
/// mean y)^2 over the pictures; of a value that is the same in all of them it is not defined and does not
/// count.
std::vector<double> measure_values(const Answers& answers);

std::vector<std::string> value_columns(const std::vector<std::string>& names);
std::vector<std::string> value_row(const Answers& answers, std::size_t i,
                                   const std::vector<std::string>& names);
std::vector<OutputColumn> by_value(const Answers& answers);
std::string caption_of_values(const Target& target, std::span<const float> answered,
                              const std::vector<std::string>& names);
AnswerFigures answers_over_truth(const Answers& answers, const std::vector<std::string>& names);

}  // namespace pyra
