#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>

#include "base/text/numbers.h"
#include "base/text/words.h"
#include "base/threads/processors.h"
#include "pyra/adapt.h"
#include "pyra/error.h"
#include "tasks/list.h"
#include "tasks/metric_text.h"
#include "train/adapt_run.h"
#include "train/step_memory.h"

namespace pyra {
namespace {

Recipe recipe_of(const std::map<std::string, std::string>& given) {
  Recipe recipe;
  for (const auto& [name, text] : given)
    find_by_name(recipe_fields(), "field of a recipe", name).assign(recipe, text);
  return recipe;
}

void check_paths(const AdaptJob& job) {
  for (const auto& [name, path] :
       {std::pair{"backbone", &job.backbone}, {"data", &job.data}, {"out", &job.out}}) {
    if (path->empty())
      throw InputError(std::string("AdaptJob::") + name + " is empty; name a file or a folder");
  }
}

std::string epoch_line(const Task& task, const EpochRecord& epoch, std::int64_t epochs) {
  const Metric validated = epoch.validated(task.deciding());
  return "epoch      " + std::to_string(epoch.epoch + 1) + " of " + std::to_string(epochs) + ": loss " +
         three_digits(epoch.loss) + ", " + three_digits(epoch.img_per_s) + " img/s" +
         (std::isfinite(validated.value) ? ", validation " + metrics_line({validated}) : "");
}

}  // namespace

AdaptResult adapt(const AdaptJob& job) {
  check_paths(job);
  AdaptRequest request;
  request.backbone = job.backbone;
  request.data = job.data;
  request.out = job.out;
  request.recipe = recipe_of(job.recipe);
  request.resume = job.resume;
  request.workers = job.threads > 0 ? job.threads : usable_processors();
  request.command = "pyra::adapt()";
  at::set_num_threads(request.workers);
  AdaptSetup setup = prepare_adapt(request);
  check_step_memory(
      setup, request.recipe,
      std::min(request.recipe.batch, static_cast<std::int64_t>(setup.data.train.samples.size())));
  AdaptObserver observer;
  observer.say = job.say;
  observer.stop = job.stop;
  if (job.say) {
    for (const std::string& note : setup.notes) job.say("note       " + note);
    observer.epoch = [&](const EpochRecord& epoch) {
      job.say(epoch_line(find_task(setup.data.train.task), epoch, request.recipe.epochs));
    };
  }
  return {job.out / "adapter.safetensors", run_adapt(request, setup, observer).manifest};
}

}  // namespace pyra
