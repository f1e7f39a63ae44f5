#include "train/adapt_run.h"

#include <ATen/Context.h>

#include <cmath>

#include "base/memory/memory.h"
#include "io/atomic_file.h"
#include "pyra/error.h"
#include "tasks/list.h"
#include "train/adapt_evaluation.h"
#include "train/adapt_metrics.h"
#include "train/adapt_trainer.h"
#include "train/adapter_file.h"
#include "train/placement.h"
#include "train/run_record.h"
#include "train/same_data.h"
#include "train/tensor_memory.h"

namespace pyra {
namespace {

constexpr std::size_t kCacheBytes = std::size_t{256} << 20;  // decoded pictures: 1,700 of 224 x 224

/// One run on one rank.
class AdaptRun {
 public:
  AdaptRun(const AdaptRequest& request, AdaptSetup& setup, const AdaptObserver& observer, Ranks& ranks);
  /// Every epoch that is left, each validated and logged.
  void train();
  /// Tests, and writes what was trained. The weights are back on the CPU and folded afterwards.
  AdaptOutcome finish();

 private:
  void after_epoch(const EpochResult& epoch);
  EpochRecord validated(const EpochResult& epoch);
  void keep_if_best(const EpochRecord& record);

  const AdaptRequest& request_;
  AdaptSetup& setup_;
  const AdaptObserver& observer_;
  Ranks& ranks_;
  const Task& task_;
  std::optional<RunFolder> folder_;  // of the rank that writes, like log_
  std::unique_ptr<Transform> train_transform_;
  AdaptEvaluation evaluation_;
  at::Device device_ = at::kCPU;
  bool autocast_ = false;
  std::unique_ptr<MovedWeights> moved_;
  std::unique_ptr<Trainer> trainer_;
  std::optional<TrainingLoop> loop_;
  std::optional<RunLog> log_;
  AdaptOutcome outcome_;
};

AdaptRun::AdaptRun(const AdaptRequest& request, AdaptSetup& setup, const AdaptObserver& observer,
                   Ranks& ranks)
    : request_(request),
      setup_(setup),
      observer_(observer),
      ranks_(ranks),
      task_(find_task(setup.data.train.task)),
      evaluation_(request, setup, observer, ranks) {
  if (ranks.first()) folder_.emplace(request.out, request.resume);
  wait_for_all(ranks);
  train_transform_ = make_train_transform(setup.preprocessing, request.recipe.augmentation);
  if (folder_) {
    const auto say = [&](const std::string& note) {
      if (observer.say) observer.say("note       " + note);
    };
    const PictureReading reading{request.workers, observer.stop, say};
    for (const std::string& note : keep_same_data(request, setup.data, *folder_, reading)) say(note);
  }
  const std::string identity = identity_of(request, setup);
  if (ranks.count() > 1) require_same(ranks, "the run", identity);
  keep_tensor_memory();
  device_ = open_device(request.device);
  if (request.tf32) at::globalContext().setFloat32MatmulPrecision("high");
  autocast_ = autocasts(request.recipe, device_);
  moved_ = place(setup.model, request.recipe, device_);
  trainer_ =
      make_trainer(request, setup, *train_transform_, std::make_shared<PictureCache>(kCacheBytes), ranks);
  loop_.emplace(*trainer_,
                RunPlace{request.out, folder_ ? &*folder_ : nullptr, identity, request.save_seconds},
                observer, ranks);
  if (request.resume) loop_->restore();
  if (folder_) {
    log_.emplace(folder_->file("log.jsonl"), trainer_->position().epoch, task_);
    write_text(folder_->file("recipe.toml"), recorded_recipe(request, setup));
  }
  outcome_.manifest = make_manifest(request, setup);
}

void AdaptRun::train() {
  loop_->train([this](const EpochResult& epoch) { after_epoch(epoch); });
}

void AdaptRun::after_epoch(const EpochResult& epoch) {
  const EpochRecord record = validated(epoch);
  if (log_) log_->add(record);
  if (observer_.epoch) observer_.epoch(record);
  keep_if_best(record);
}

EpochRecord AdaptRun::validated(const EpochResult& epoch) {
  EpochRecord record{epoch.epoch,
                     epoch.loss,
                     epoch.running,
                     epoch.lr,
                     epoch.seconds,
                     epoch.img_per_s,
                     epoch.images,
                     epoch.skipped,
                     0,
                     {},
                     {}};
  if (setup_.data.val) {
    const Evaluation val = evaluation_.validate(
        classify_with(setup_.model, setup_.schedule.rates, device_, autocast_, setup_.scale));
    for (const Metric& metric : val.metrics) {
      if (std::isfinite(metric.value)) record.val[metric.key] = metric.value;
    }
    record.val_loss = val.loss;
  }
  record.peak_rss_mb = peak_rss_mb();
  return record;
}

void AdaptRun::keep_if_best(const EpochRecord& record) {
  if (!log_ || !setup_.data.val || best_epoch(log_->records(), task_) != record.epoch) return;
  AdapterManifest best = outcome_.manifest;
  best.metrics["epoch"] = static_cast<double>(record.epoch + 1);
  for (const auto& [key, value] : record.val) best.metrics["val_" + key] = value;
  save_adapter(folder_->file("adapter.best.safetensors"), adapter_tensors(setup_.model, best.method), best);
}

AdaptOutcome AdaptRun::finish() {
  const TensorMap trained = adapter_tensors(setup_.model, outcome_.manifest.method);
  const auto write = [&] {
    if (folder_) save_adapter(folder_->file("adapter.safetensors"), trained, outcome_.manifest);
  };
  if (folder_) {
    outcome_.log = log_->records();
    if (setup_.data.val) outcome_.best_epoch = best_epoch(outcome_.log, task_);
    add_training_metrics(outcome_, request_.recipe, trainer_->position());
  }
  write();
  try {
    if (setup_.data.test && !device_.is_cpu()) {
      const auto classify_at = [this](const auto& rates) {
        return classify_with(setup_.model, rates, device_, autocast_, setup_.scale);
      };
      evaluation_.test(classify_at, outcome_);
    }
    const bool on_cpu = device_.is_cpu();
    moved_.reset();
    setup_.model.fold();
    if (observer_.trained) observer_.trained();
    if (setup_.data.test && on_cpu) evaluation_.test(classify_by_engine(setup_), outcome_);
  } catch (const Interrupted& stopped) {
    throw Interrupted(std::string(stopped.what()) + " of the test; training is done and " +
                          (request_.out / "adapter.safetensors").string() +
                          " written: the run is tested where it is resumed",
                      code::kRunStopped);
  }
  if (folder_ && outcome_.test) add_test_metrics(outcome_);
  write();
  return std::move(outcome_);
}

}  // namespace

AdaptOutcome run_adapt(const AdaptRequest& request, AdaptSetup& setup, const AdaptObserver& observer,
                       Ranks& ranks) {
  AdaptRun run(request, setup, observer, ranks);
  run.train();
  return run.finish();
}

AdaptOutcome run_adapt(const AdaptRequest& request, AdaptSetup& setup, const AdaptObserver& observer) {
  SingleRank alone;
  return run_adapt(request, setup, observer, alone);
}

}  // namespace pyra
