// A search as a verb runs it: pictures, progress, and for a budget of time the measurement that has the last
// word.
#pragma once

#include <memory>

#include "cli/budget.h"
#include "pyra/dataset.h"
#include "pyra/preprocessing.h"
#include "search/search.h"

namespace pyra {

struct FindSettings {
  std::int64_t pictures = 256;  // at most so many of the data set, evenly spaced: folders come class by class
  int evaluations = 150;        // schedules tried at most
};

/// The best schedule within the budget; result.best.cost is measured where the budget is time. Throws
/// Interrupted, and InputError for pictures that cannot be read.
SearchResult find_schedule(const Console& console, const Task& task, const PackedModel& model,
                           const Preprocessing& preprocessing, const Dataset& dataset, Budget& budget,
                           const FindSettings& settings);

/// Throws InputError where the budget asks more of an elastic model than it was trained for (the most is
/// named).
void check_elastic_budget(const InferenceModel& model, const Budget& budget);

/// The reducer that a search runs the model with. Throws InputError where its weights belong to one schedule.
void prepare_for_search(InferenceModel& model);

}  // namespace pyra
