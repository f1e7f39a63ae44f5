#include <algorithm>
#include <chrono>

#include "base/memory/memory.h"
#include "pyra/error.h"
#include "train/adapt_run.h"
#include "train/adapt_trainer.h"
#include "train/placement.h"
#include "train/tensor_memory.h"

namespace pyra {

StepCost measure_step(const AdaptRequest& request, AdaptSetup& setup, Ranks& ranks) {
  constexpr int kSteps =
      3;  // the first warms up; on a GPU none of them is recorded yet, so it will be faster than this
  keep_tensor_memory();
  const auto moved = place(setup.model, request.recipe, open_device(request.device));
  const auto transform = make_train_transform(setup.preprocessing, request.recipe.augmentation);
  const auto trainer = make_trainer(request, setup, *transform, nullptr, ranks);
  std::vector<double> finished;
  const auto start = std::chrono::steady_clock::now();
  trainer->run_epoch([&](const StepResult&) {
    finished.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    return finished.size() == kSteps ? AfterStep::stop : AfterStep::go_on;
  });
  const auto images = static_cast<std::int64_t>(setup.data.train.samples.size());
  const double steps = static_cast<double>(std::max<std::size_t>(1, finished.size() - 1));
  const double seconds = finished.size() > 1 ? finished.back() - finished.front() : finished.front();
  StepCost cost;
  cost.img_per_s = steps *
                   static_cast<double>(std::min(request.recipe.batch * request.recipe.accumulate, images)) /
                   seconds;
  cost.peak_rss_mb = peak_rss_mb();
  cost.run_seconds =
      static_cast<double>(request.recipe.epochs) *
      static_cast<double>(pictures_an_epoch(images, request.recipe.batch, request.recipe.drop_last)) /
      cost.img_per_s;
  return cost;
}

}  // namespace pyra
