#include "train/adapt_run.h"

#include <ATen/Context.h>

#include <chrono>
#include <sstream>

#include "base/memory/memory.h"
#include "io/atomic_file.h"
#include "pyra/error.h"
#include "train/adapt_metrics.h"
#include "train/adapter_file.h"
#include "train/classify.h"
#include "train/make_objective.h"
#include "train/placement.h"
#include "train/ranks/sharded.h"
#include "train/run_folder.h"
#include "train/run_record.h"
#include "train/same_data.h"
#include "train/tensor_memory.h"

namespace pyra {
namespace {

constexpr std::size_t kCacheBytes = std::size_t{256} << 20;  // decoded pictures: 1,700 of 224 x 224

std::string significant(double value) {
  std::ostringstream text;
  text.precision(3);
  text << value;
  return text.str();
}

/// One run on one rank.
class AdaptRun {
 public:
  AdaptRun(const AdaptRequest& request, AdaptSetup& setup, const AdaptObserver& observer, Ranks& ranks);
  /// Every epoch that is left, each validated, logged and now and then saved.
  void train();
  /// Tests, and writes what was trained. The weights are back on the CPU and folded afterwards.
  AdaptOutcome finish();

 private:
  /// From last.ckpt, where rank 0 has one.
  void restore();
  /// Trains and validates one epoch. Throws Interrupted where the observer says stop.
  void run_epoch();
  EpochRecord validated(const EpochResult& epoch);
  void keep_if_best(const EpochRecord& record);
  void save();
  bool save_is_due() const;
  Evaluation evaluate_on(const Dataset& part, const Classify& classify, const std::function<bool()>& stop);
  /// On test pictures; of an elastic adapter at its steepest, and elsewhere too.
  void test(const ClassifyAt& classify_at);
  std::string goes_on() const {
    return checkpoint_.string() + " is saved: the run goes on from there where it is resumed";
  }

  const AdaptRequest& request_;
  AdaptSetup& setup_;
  const AdaptObserver& observer_;
  Ranks& ranks_;
  std::optional<RunFolder> folder_;  // of the rank that writes, like log_
  std::filesystem::path checkpoint_;
  std::unique_ptr<Transform> train_transform_, eval_transform_;
  LoaderOptions options_;
  std::string identity_;
  at::Device device_ = at::kCPU;
  bool autocast_ = false;
  std::unique_ptr<MovedWeights> moved_;
  std::optional<Trainer> trainer_;
  std::optional<RunLog> log_;
  std::chrono::steady_clock::time_point saved_at_;
  AdaptOutcome outcome_;
};

AdaptRun::AdaptRun(const AdaptRequest& request, AdaptSetup& setup, const AdaptObserver& observer,
                   Ranks& ranks)
    : request_(request),
      setup_(setup),
      observer_(observer),
      ranks_(ranks),
      checkpoint_(request.out / "last.ckpt") {
  if (ranks.first()) folder_.emplace(request.out, request.resume);
  wait_for_all(ranks);
  train_transform_ = make_train_transform(setup.preprocessing, request.recipe.augmentation);
  eval_transform_ = make_eval_transform(setup.preprocessing);
  options_ = loader_options(request, setup.preprocessing);
  if (folder_) {
    const auto say = [&](const std::string& note) {
      if (observer.say) observer.say("note       " + note);
    };
    const PictureReading reading{request.workers, observer.stop, say};
    for (const std::string& note : keep_same_data(request, setup.data, *folder_, reading)) say(note);
  }
  identity_ = identity_of(request, setup);
  if (ranks.count() > 1) require_same(ranks, "the run", identity_);
  keep_tensor_memory();
  device_ = open_device(request.device);
  if (request.tf32) at::globalContext().setFloat32MatmulPrecision("high");
  autocast_ = autocasts(request.recipe, device_);
  moved_ = place(setup.model, request.recipe, device_);
  LoaderOptions train_options = options_;
  train_options.plans = request.resize_on_gpu;
  train_options.cache = std::make_shared<PictureCache>(kCacheBytes);
  trainer_.emplace(setup.model, setup.trainable, setup.data.train, *train_transform_, request.recipe,
                   train_options, make_objective(request.recipe, setup), ranks, request.eager);
  if (request.resume) restore();
  if (folder_) {
    log_.emplace(folder_->file("log.jsonl"), trainer_->position().epoch);
    write_text(folder_->file("recipe.toml"), recorded_recipe(request, setup));
  }
  outcome_.manifest = make_manifest(request, setup);
}

void AdaptRun::restore() {
  if (ranks_.broadcast(folder_ && folder_->has_checkpoint() ? "restore" : "") == "restore") {
    trainer_->restore(checkpoint_, identity_);
  } else if (observer_.say) {
    observer_.say("note       nothing was saved in " + request_.out.string() +
                  " yet: the run starts from the beginning");
  }
  const TrainerPosition& at = trainer_->position();
  if (at.first_epochs == 0 || !observer_.say) return;
  std::ostringstream text;
  text << "note       begun for " << at.first_epochs << " epochs, now for " << request_.recipe.epochs
       << ": the learning rate goes on along the cosine of " << request_.recipe.epochs << " epochs"
       << (trainer_->finished() ? ""
                                : " (epoch " + std::to_string(at.epoch + 1) + ": " +
                                      significant(trainer_->learning_rate()) + ")")
       << "; a run begun for that number would have had another rate before";
  observer_.say(text.str());
}

void AdaptRun::train() {
  saved_at_ = std::chrono::steady_clock::now();
  while (!trainer_->finished()) {
    const std::string number = std::to_string(trainer_->position().epoch + 1);
    try {
      run_epoch();
    } catch (const Interrupted&) {
      save();
      throw Interrupted("stopped in epoch " + number + "; " + goes_on(), code::kRunStopped);
    } catch (const RankFailure& failure) {
      if (!folder_) throw;
      const std::string why = failure.what();
      if (trainer_->intact())
        save();
      else if (!folder_->has_checkpoint())
        throw RankFailure(why +
                          "; the sum of its last step is lost and nothing was saved before: start again");
      throw RankFailure(why + "; " + goes_on() + ", on any number of ranks", code::kRunStopped);
    }
  }
}

void AdaptRun::run_epoch() {
  const auto on_step = [this](const StepResult& step) {
    if (observer_.step) observer_.step(step);
    if (observer_.stop && observer_.stop()) return AfterStep::stop;
    return save_is_due() ? AfterStep::save : AfterStep::go_on;
  };
  const auto epoch = trainer_->run_epoch(on_step, [this] { save(); });
  if (!epoch) throw Interrupted("");
  if (observer_.say) {
    for (const std::string& message : epoch->messages) observer_.say("skipped: " + message);
  }
  const EpochRecord record = validated(*epoch);
  if (log_) log_->add(record);
  if (observer_.epoch) observer_.epoch(record);
  keep_if_best(record);
  trainer_->next_epoch();
  if (trainer_->finished() || save_is_due()) save();
}

EpochRecord AdaptRun::validated(const EpochResult& epoch) {
  EpochRecord record{
      epoch.epoch,   epoch.loss, epoch.top1, epoch.lr, epoch.seconds, epoch.img_per_s, epoch.images,
      epoch.skipped, 0,          {},         {}};
  if (setup_.data.val) {
    // Of several ranks none leaves the others in the midst of it.
    const auto stop = ranks_.count() == 1 ? observer_.stop : std::function<bool()>();
    const Evaluation val = evaluate_on(
        *setup_.data.val, classify_with(setup_.model, setup_.schedule.rates, device_, autocast_), stop);
    record.val_top1 = val.top1;
    record.val_loss = val.loss;
  }
  record.peak_rss_mb = peak_rss_mb();
  return record;
}

void AdaptRun::keep_if_best(const EpochRecord& record) {
  if (!log_ || !setup_.data.val || best_epoch(log_->records()) != record.epoch) return;
  AdapterManifest best = outcome_.manifest;
  best.metrics["epoch"] = static_cast<double>(record.epoch + 1);
  best.metrics["val_top1"] = *record.val_top1;
  save_adapter(folder_->file("adapter.best.safetensors"), adapter_tensors(setup_.model, best.method), best);
}

void AdaptRun::save() {
  if (!folder_) return;
  trainer_->save(checkpoint_, identity_);
  saved_at_ = std::chrono::steady_clock::now();
}

bool AdaptRun::save_is_due() const {
  return folder_ && std::chrono::duration<double>(std::chrono::steady_clock::now() - saved_at_).count() >
                        request_.save_seconds;
}

Evaluation AdaptRun::evaluate_on(const Dataset& part, const Classify& classify,
                                 const std::function<bool()>& stop) {
  LoaderOptions own = options_;
  own.shard = shard_of(ranks_);
  return join(ranks_, evaluate(classify, setup_.config.classes, part, *eval_transform_, own,
                               observer_.evaluation, stop));
}

void AdaptRun::test(const ClassifyAt& classify_at) {
  const auto at_rates = [&](const std::vector<std::int64_t>& rates) {
    return evaluate_on(*setup_.data.test, classify_at(rates), observer_.stop);
  };
  outcome_.test = at_rates(setup_.schedule.rates);
  if (setup_.elastic_to.empty()) return;
  for (const char* name : {"none", "low"})
    outcome_.elsewhere[name] = at_rates(parse_schedule(name, setup_.config).rates);
}

AdaptOutcome AdaptRun::finish() {
  const TensorMap trained = adapter_tensors(setup_.model, outcome_.manifest.method);
  const auto write = [&] {
    if (folder_) save_adapter(folder_->file("adapter.safetensors"), trained, outcome_.manifest);
  };
  if (folder_) {
    outcome_.log = log_->records();
    if (setup_.data.val) outcome_.best_epoch = best_epoch(outcome_.log);
    add_training_metrics(outcome_, request_.recipe, trainer_->position());
  }
  write();
  try {
    if (setup_.data.test && !device_.is_cpu()) {
      test([this](const auto& rates) { return classify_with(setup_.model, rates, device_, autocast_); });
    }
    const bool on_cpu = device_.is_cpu();
    moved_.reset();
    setup_.model.fold();
    if (observer_.trained) observer_.trained();
    if (setup_.data.test && on_cpu) test(classify_by_engine(setup_));
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
