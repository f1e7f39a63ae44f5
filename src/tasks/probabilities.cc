#include "pyra/probabilities.h"

#include <algorithm>
#include <string>

#include "pyra/error.h"
#include "tasks/list.h"

namespace pyra {

void to_probabilities(const InferenceModel& model, std::span<const float> logits,
                      std::span<float> probabilities) {
  const auto classes = static_cast<std::size_t>(model.config.classes);
  if (classes == 0) {
    throw InputError(
        "this model has no task head: what it gives are features, which have no probabilities; "
        "ask for logits or features");
  }
  const Task& task = find_task(model.task);
  if (task.answering == Answering::numbers) {
    throw InputError("this model's task is " + task.name + " (" + task.doc +
                     "): its outputs are values, which have no probabilities; ask for logits");
  }
  if (logits.size() != probabilities.size() || logits.size() % classes != 0) {
    throw InputError("logits of " + std::to_string(logits.size()) + " numbers and probabilities of " +
                     std::to_string(probabilities.size()) + "; expected as many, " + std::to_string(classes) +
                     " a picture");
  }
  for (std::size_t first = 0; first < logits.size(); first += classes) {
    const std::vector<float> row = task.answer(logits.data() + first, model.config.classes);
    std::copy(row.begin(), row.end(), probabilities.begin() + static_cast<std::ptrdiff_t>(first));
  }
}

}  // namespace pyra
