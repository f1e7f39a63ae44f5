// Values of a picture: outputs as they are, squared error.
#include "pictures/sets/list_rows.h"
#include "tasks/regression/list_of_values.h"
#include "tasks/regression/score_values.h"
#include "tasks/target_table.h"
#include "tasks/task.h"

namespace pyra {

Task regression_task() {
  return {
      .name = "regression",
      .doc = "one or more values a picture",
      .problem = "regression",
      .output = "value",
      .outputs = "values",
      .least = 1,
      .needs = "a list whose column `value` holds numbers is needed",
      .answering = Answering::numbers,
      .scaled = true,
      .is_target = is_value_column,
      .columns = "`value`, or several columns whose names begin with it, such as `value_width` (numbers)",
      .take_targets = take_values,
      .match = match_values,
      .occurring =
          [](const Dataset& dataset) { return static_cast<std::int64_t>(dataset.class_names.size()); },
      .notes = notes_on_values,
      .check = check_row,
      .answer = [](const float* outputs,
                   std::int64_t values) { return std::vector<float>(outputs, outputs + values); },
      .loss = squared_error,
      .divergence = squared_distance,
      .same_answer = nearly_same,
      .kept_numbers = [](std::int64_t values) { return values; },
      .keep = keep_values,
      .metrics = {{"r2", "R2", ""}, {"mae", "MAE", ""}},
      .measure = measure_values,
      .running = {"mae", "mean absolute error", ""},
      .running_of = absolute_error,
      .csv_columns = value_columns,
      .csv_row = value_row,
      .by_output = by_value,
      .caption = caption_of_values,
      .figures = answers_over_truth,
  };
}

}  // namespace pyra
