#include "train/adapt_run.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <chrono>

#include "io/atomic_file.h"
#include "pyra/error.h"
#include "pyra/memory.h"
#include "ranks/sharded.h"
#include "train/adapter_file.h"
#include "train/deploy.h"
#include "train/make_objective.h"
#include "train/placement.h"
#include "train/run_folder.h"
#include "train/run_record.h"
#include "train/same_pictures.h"
#include "train/tensor_memory.h"

namespace pyra {
namespace {

constexpr double kMegabyte = 1e6;
constexpr double kSaveInterval = 30;  // seconds; what a power cut may cost
constexpr std::size_t kCacheBytes = std::size_t{256} << 20;  // decoded pictures: 1,700 of 224 x 224

/// The model as it stands between two epochs.
Classify classify_with(const Vit& model, std::vector<std::int64_t> rates, at::Device device, bool autocast) {
  return [&model, rates = std::move(rates), device, autocast](const float* images, std::int64_t count, float* logits) {
    const at::NoGradGuard no_grad;
    const VitConfig& config = model.config();
    const at::Tensor input =
        at::from_blob(const_cast<float*>(images), {count, 3, config.image_height, config.image_width}, at::kFloat).to(device);
    const at::Tensor output = model.forward(input, rates, Pass{.autocast = autocast}).logits.to(at::kCPU, at::kFloat).contiguous();
    std::copy_n(output.const_data_ptr<float>(), output.numel(), logits);
  };
}

/// The model as it will run, at any rates.
using ClassifyAt = std::function<Classify(const std::vector<std::int64_t>& rates)>;

/// By the engine of the CPU.
ClassifyAt by_engine(const AdaptSetup& setup) {
  const auto model = pack_deployed(setup);
  return [model](const std::vector<std::int64_t>& rates) -> Classify {
    const auto engine = std::make_shared<const Engine>(make_engine(model, rates));
    return [engine](const float* images, std::int64_t count, float* logits) { engine->run(images, count, logits); };
  };
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
  /// Empty where the observer said stop. Whatever ends an epoch, the run is saved as far as it is whole.
  std::optional<EpochResult> run_epoch();
  EpochRecord validated(const EpochResult& epoch);
  void keep_if_best(const EpochRecord& record);
  void save();
  Evaluation evaluate_on(const Dataset& part, const Classify& classify, const std::function<bool()>& stop);
  /// On test pictures; of an elastic adapter at its steepest, and elsewhere too.
  void test(const ClassifyAt& classify_at);
  void write_metrics();

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
  AdaptOutcome outcome_;
};

AdaptRun::AdaptRun(const AdaptRequest& request, AdaptSetup& setup, const AdaptObserver& observer, Ranks& ranks)
    : request_(request), setup_(setup), observer_(observer), ranks_(ranks), checkpoint_(request.out / "last.ckpt") {
  if (ranks.first()) folder_.emplace(request.out, request.resume);
  wait_for_all(ranks);
  train_transform_ = make_train_transform(setup.preprocessing, request.recipe.augmentation);
  eval_transform_ = make_eval_transform(setup.preprocessing);
  options_ = loader_options(request, setup.preprocessing);
  if (folder_) {
    keep_same_pictures(folder_->file("pictures.txt"), setup.data.train, data_root(request), request.resume, request.workers, "training");
    if (setup.data.val) keep_same_pictures(folder_->file("pictures.val.txt"), *setup.data.val, data_root(request), request.resume, request.workers, "validation");
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
  trainer_.emplace(setup.model, setup.trainable, setup.data.train, *train_transform_, request.recipe, train_options, make_objective(request.recipe, setup), ranks,
                   request.eager);
  if (request.resume) trainer_->restore(checkpoint_, identity_);
  if (folder_) {
    log_.emplace(folder_->file("log.jsonl"), trainer_->position().epoch);
    write_text(folder_->file("recipe.toml"), recorded_recipe(request, setup));
  }
  outcome_.manifest = make_manifest(request, setup);
}

void AdaptRun::train() {
  auto saved_at = std::chrono::steady_clock::now();
  while (!trainer_->finished()) {
    const auto epoch = run_epoch();
    if (!epoch) {
      save();
      throw Interrupted("stopped in epoch " + std::to_string(trainer_->position().epoch + 1) + "; " + checkpoint_.string() +
                        " is saved: the same command with --resume goes on from there");
    }
    if (observer_.say) {
      for (const std::string& message : epoch->skipped) observer_.say("skipped: " + message);
    }
    const EpochRecord record = validated(*epoch);
    if (log_) log_->add(record);
    if (observer_.epoch) observer_.epoch(record);
    keep_if_best(record);
    const auto now = std::chrono::steady_clock::now();
    if (trainer_->finished() || std::chrono::duration<double>(now - saved_at).count() > kSaveInterval) {
      save();
      saved_at = now;
    }
  }
}

std::optional<EpochResult> AdaptRun::run_epoch() {
  try {
    return trainer_->run_epoch([this](const StepResult& step) {
      if (observer_.step) observer_.step(step);
      return observer_.stop && observer_.stop();
    });
  } catch (const RankFailure& failure) {
    if (!folder_) throw;
    const std::string why = failure.what();
    if (trainer_->intact()) save();
    else if (!std::filesystem::exists(checkpoint_)) throw RankFailure(why + "; the sum of its last step is lost and nothing was saved before: start again");
    throw RankFailure(why + "; " + checkpoint_.string() + " is saved: the same command with --resume goes on from there, on any number of ranks");
  }
}

EpochRecord AdaptRun::validated(const EpochResult& epoch) {
  EpochRecord record{epoch.epoch,  epoch.loss, epoch.top1, epoch.lr, epoch.seconds, epoch.img_per_s, epoch.images, static_cast<std::int64_t>(epoch.skipped.size()), 0,
                     {}, {}};
  if (setup_.data.val) {
    // Not interrupted: its epoch is trained but not yet logged, which no checkpoint describes.
    const Evaluation val = evaluate_on(*setup_.data.val, classify_with(setup_.model, setup_.schedule.rates, device_, autocast_), {});
    record.val_top1 = val.top1;
    record.val_loss = val.loss;
  }
  record.peak_rss_mb = static_cast<double>(peak_rss_bytes()) / kMegabyte;
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
  if (folder_) trainer_->save(checkpoint_, identity_);
}

Evaluation AdaptRun::evaluate_on(const Dataset& part, const Classify& classify, const std::function<bool()>& stop) {
  LoaderOptions own = options_;
  own.shard = shard_of(ranks_);
  return join(ranks_, evaluate(classify, setup_.config.classes, part, *eval_transform_, own, observer_.evaluation, stop));
}

void AdaptRun::test(const ClassifyAt& classify_at) {
  const auto at_rates = [&](const std::vector<std::int64_t>& rates) { return evaluate_on(*setup_.data.test, classify_at(rates), observer_.stop); };
  outcome_.test = at_rates(setup_.schedule.rates);
  if (setup_.elastic_to.empty()) return;
  for (const char* name : {"none", "low"}) outcome_.elsewhere[name] = at_rates(parse_schedule(name, setup_.config).rates);
}

AdaptOutcome AdaptRun::finish() {
  const bool on_gpu = !device_.is_cpu();
  if (setup_.data.test && on_gpu) {
    test([this](const auto& rates) { return classify_with(setup_.model, rates, device_, autocast_); });
  }
  moved_.reset();
  const TensorMap trained = adapter_tensors(setup_.model, outcome_.manifest.method);
  setup_.model.fold();
  if (setup_.data.test && !on_gpu) test(by_engine(setup_));
  if (folder_) {
    write_metrics();
    save_adapter(folder_->file("adapter.safetensors"), trained, outcome_.manifest);
  }
  return std::move(outcome_);
}

void AdaptRun::write_metrics() {
  outcome_.log = log_->records();
  if (setup_.data.val) outcome_.best_epoch = best_epoch(outcome_.log);
  auto& metrics = outcome_.manifest.metrics;
  metrics["epochs"] = static_cast<double>(request_.recipe.epochs);
  metrics["train_seconds"] = trainer_->position().seconds;
  metrics["train_img_per_s"] = mean_training_rate(outcome_.log);
  metrics["peak_rss_mb"] = static_cast<double>(peak_rss_bytes()) / kMegabyte;
  if (!outcome_.log.empty() && outcome_.log.back().val_top1) metrics["val_top1"] = *outcome_.log.back().val_top1;
  if (!outcome_.test) return;
  metrics["test_top1"] = outcome_.test->top1;
  metrics["test_top5"] = outcome_.test->top5;
  metrics["test_count"] = static_cast<double>(outcome_.test->count);
  metrics["img_per_s"] = outcome_.test->model_img_per_s();
  for (const auto& [name, evaluation] : outcome_.elsewhere) metrics["test_top1_" + name] = evaluation.top1;
}

}  // namespace

AdaptOutcome run_adapt(const AdaptRequest& request, AdaptSetup& setup, const AdaptObserver& observer, Ranks& ranks) {
  AdaptRun run(request, setup, observer, ranks);
  run.train();
  return run.finish();
}

AdaptOutcome run_adapt(const AdaptRequest& request, AdaptSetup& setup, const AdaptObserver& observer) {
  SingleRank alone;
  return run_adapt(request, setup, observer, alone);
}

}  // namespace pyra
