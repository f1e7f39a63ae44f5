#include <array>

#include "base/text/words.h"
#include "train/losses/task_loss.h"

namespace pyra {

// One file each.
extern const TrainedTask kClassification;
extern const TrainedTask kLabels;
extern const TrainedTask kRegression;

const TrainedTask& find_trained_task(const std::string& name) {
  static const std::array all{kClassification, kLabels, kRegression};
  return find_by_name(all, "task of training", name);
}

}  // namespace pyra
