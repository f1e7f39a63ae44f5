// The training loop's steps as a recipe states them.
#pragma once

#include <memory>

#include "train/adapt_setup.h"
#include "train/trainer.h"

namespace pyra {

/// Of request.recipe's training pictures in `setup`, where the model was placed. `transform`: of training.
/// `cache` may be null. All but the request outlive the trainer.
std::unique_ptr<Trainer> make_trainer(const AdaptRequest& request, const AdaptSetup& setup,
                                      const Transform& transform, std::shared_ptr<PictureCache> cache,
                                      Ranks& ranks);

}  // namespace pyra
