#include "train/adapt_trainer.h"

#include "tasks/list.h"
#include "train/learning_rate.h"
#include "train/make_objective.h"
#include "train/placement.h"

namespace pyra {
namespace {

/// A stream of its own for dropout and mixup, so that it does not depend on how weights were drawn.
constexpr std::uint64_t kTrainingStream = 0x7261696e;

/// An epoch's, along the cosine of all epochs; where they have grown, with the warm-up that the run began
/// with.
double learning_rate(const Recipe& recipe, const TrainerPosition& at) {
  Recipe begun = recipe;
  if (at.first_epochs > 0) begun.epochs = at.first_epochs;
  return LearningRate{recipe.lr, recipe.min_lr, recipe.warmup_lr, warmup_epochs(begun), recipe.epochs}.at(
      at.epoch);
}

TrainerSettings settings_of(const AdaptSetup& setup, const Recipe& recipe, at::Device device, bool eager) {
  TrainerSettings settings;
  settings.epochs = recipe.epochs;
  settings.accumulate = recipe.accumulate;
  settings.mixup = recipe.augmentation == "rand" ? recipe.mixup : 0;
  settings.optimizer = {recipe.beta1, recipe.beta2, recipe.eps, recipe.weight_decay};
  settings.learning_rate = [recipe](const TrainerPosition& at, std::int64_t) {
    return learning_rate(recipe, at);
  };
  settings.stream = recipe.seed ^ kTrainingStream;
  settings.checkpointing = recipe.checkpointing;
  settings.autocast = autocasts(recipe, device);
  settings.clip_norm = recipe.clip_norm;
  settings.eager = eager;
  settings.running_unit = find_task(setup.data.train.task).running_mean(1, 1);
  settings.diverged = code::kLossDiverged;
  settings.against_divergence =
      "try a lower learning rate (lr), gradient clipping (clip_norm = 1) or a longer warm-up";
  return settings;
}

}  // namespace

std::unique_ptr<Trainer> make_trainer(const AdaptRequest& request, const AdaptSetup& setup,
                                      const Transform& transform, std::shared_ptr<PictureCache> cache,
                                      Ranks& ranks) {
  const Recipe& recipe = request.recipe;
  LoaderOptions loader = loader_options(request, setup.preprocessing);
  loader.drop_last = recipe.drop_last;
  loader.seed = recipe.seed;
  loader.exif_rotation = recipe.exif_rotation;
  loader.plans = request.resize_on_gpu;
  loader.cache = std::move(cache);
  const at::Device device = setup.trainable.front().tensor.device();
  return std::make_unique<Trainer>(setup.model, setup.trainable, setup.data.train, transform, loader,
                                   settings_of(setup, recipe, device, request.eager),
                                   make_objective(recipe, setup), ranks);
}

}  // namespace pyra
