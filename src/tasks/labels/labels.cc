// Several labels a picture, each for itself: sigmoid and binary cross-entropy.
#include "pictures/sets/list_rows.h"
#include "tasks/labels/describe_labels.h"
#include "tasks/labels/list_of_labels.h"
#include "tasks/labels/notes_on_labels.h"
#include "tasks/labels/score_labels.h"
#include "tasks/target_table.h"
#include "tasks/task.h"

namespace pyra {

Task labels_task() {
  return {
      .name = "labels",
      .doc = "any number of labels a picture",
      .problem = "multi_label_classification",
      .output = "label",
      .outputs = "labels",
      .least = 1,
      .needs = "a list whose column `labels` names at least one is needed",
      .answering = Answering::several,
      .is_target = [](const std::string& column) { return column == "labels"; },
      .columns = "`labels` (all labels of each picture, with ; between them)",
      .take_targets = take_labels,
      .match = match_labels,
      .occurring =
          [](const Dataset& dataset) { return static_cast<std::int64_t>(dataset.class_names.size()); },
      .notes = notes_on_labels,
      .check = check_row,
      .answer = label_probabilities,
      .loss = labels_loss,
      .divergence = labels_divergence,
      .same_answer = same_labels,
      .kept_numbers = [](std::int64_t labels) { return labels; },
      .keep = keep_labels,
      .metrics = {{"map", "mAP", "%"}, {"f1_micro", "micro F1", "%"}, {"f1_macro", "macro F1", "%"}},
      .measure = measure_labels,
      .running = {"f1", "F1 by picture", "%"},
      .running_of = picture_f1,
      .csv_columns = label_columns,
      .csv_row = label_row,
      .by_output = by_label,
      .caption = caption_of_labels,
      .figures = nullptr,
  };
}

}  // namespace pyra
