#include "train/make_objective.h"

namespace pyra {
namespace {

constexpr double kTeachersShare = 0.7;  // where the recipe names none

}  // namespace

std::unique_ptr<const Objective> make_objective(const Recipe& recipe, const AdaptSetup& setup) {
  std::shared_ptr<const TaskLoss> loss =
      find_trained_task(setup.data.train.task)
          .make(recipe, setup.data.train, setup.scale, setup.trainable.front().tensor.device());
  if (setup.teacher) {
    const bool same_pixels = recipe.augmentation == "none";
    auto teacher = std::make_shared<Teacher>(
        *setup.teacher, static_cast<std::int64_t>(setup.data.train.samples.size()), same_pixels);
    return std::make_unique<Taught>(std::move(loss), std::move(teacher),
                                    recipe.distil >= 0 ? recipe.distil : kTeachersShare);
  }
  if (!setup.taught.empty())
    return std::make_unique<SelfDistilled>(std::move(loss), setup.taught, distil_share(recipe));
  return std::make_unique<Supervised>(std::move(loss));
}

}  // namespace pyra
