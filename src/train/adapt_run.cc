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

/// On test pictures; of an elastic adapter at its steepest, and elsewhere too.
void evaluate_trained(const AdaptSetup& setup, const ClassifyAt& classify_at, const std::function<Evaluation(const Classify&)>& evaluate_by, AdaptOutcome& outcome) {
  outcome.test = evaluate_by(classify_at(setup.schedule.rates));
  if (setup.elastic_to.empty()) return;
  for (const char* name : {"none", "low"}) outcome.elsewhere[name] = evaluate_by(classify_at(parse_schedule(name, setup.config).rates));
}

double mean_training_rate(const std::vector<EpochRecord>& log) {
  double images = 0, seconds = 0;
  for (const EpochRecord& record : log) {
    images += static_cast<double>(record.images);
    seconds += record.seconds;
  }
  return seconds > 0 ? images / seconds : 0;
}

std::optional<std::int64_t> best_epoch(const std::vector<EpochRecord>& log) {
  std::optional<std::int64_t> best;
  double top1 = -1;
  for (const EpochRecord& record : log) {
    if (record.val_top1.value_or(-1) > top1) {
      top1 = *record.val_top1;
      best = record.epoch;
    }
  }
  return best;
}

}  // namespace

AdaptOutcome run_adapt(const AdaptRequest& request, AdaptSetup& setup, const AdaptObserver& observer, Ranks& ranks) {
  std::optional<RunFolder> folder;  // of the rank that writes
  if (ranks.first()) folder.emplace(request.out, request.resume);
  wait_for_all(ranks);
  const auto train_transform = make_train_transform(setup.preprocessing, request.recipe.augmentation);
  const auto eval_transform = make_eval_transform(setup.preprocessing);
  const LoaderOptions options = loader_options(request, setup.preprocessing);
  const std::string identity = identity_of(request, setup);
  if (ranks.count() > 1) require_same(ranks, "the run", identity);
  keep_tensor_memory();
  const at::Device device = open_device(request.device);
  if (request.tf32) at::globalContext().setFloat32MatmulPrecision("high");
  const bool autocast = autocasts(request.recipe, device);
  auto moved = place(setup.model, request.recipe, device);
  LoaderOptions train_options = options;
  train_options.plans = request.resize_on_gpu;
  train_options.cache = std::make_shared<PictureCache>(kCacheBytes);
  Trainer trainer(setup.model, setup.trainable, setup.data.train, *train_transform, request.recipe, train_options,
                  make_objective(request.recipe, setup), ranks, request.eager);
  const auto checkpoint = request.out / "last.ckpt";
  if (request.resume) trainer.restore(checkpoint, identity);
  std::optional<RunLog> log;
  if (folder) {
    log.emplace(folder->file("log.jsonl"), trainer.position().epoch);
    write_text(folder->file("recipe.toml"), recorded_recipe(request, setup));
  }
  const auto save = [&] {
    if (folder) trainer.save(checkpoint, identity);
  };

  AdaptOutcome outcome{make_manifest(request, setup), {}, {}, {}, {}};
  auto saved_at = std::chrono::steady_clock::now();
  // Validation is not interrupted: its epoch is trained but not yet logged, which no checkpoint describes.
  const auto evaluate_on = [&](const Dataset& part, const Classify& classify, const std::function<bool()>& stop) {
    LoaderOptions own = options;
    own.shard = shard_of(ranks);
    return join(ranks, evaluate(classify, setup.config.classes, part, *eval_transform, own, observer.evaluation, stop));
  };
  const auto run_epoch = [&] {
    try {
      return trainer.run_epoch([&](const StepResult& step) {
        if (observer.step) observer.step(step);
        return observer.stop && observer.stop();
      });
    } catch (const RankFailure& failure) {
      if (!folder) throw;
      const bool intact = trainer.intact();
      if (intact) save();
      if (!intact && !std::filesystem::exists(checkpoint)) throw RankFailure(std::string(failure.what()) + "; the sum of its last step is lost and nothing was saved before: start again");
      throw RankFailure(std::string(failure.what()) + "; " + checkpoint.string() + " is saved: the same command with --resume goes on from there, on any number of ranks");
    }
  };
  while (!trainer.finished()) {
    const auto epoch = run_epoch();
    if (!epoch) {
      save();
      throw Interrupted("stopped in epoch " + std::to_string(trainer.position().epoch + 1) + "; " +
                        checkpoint.string() + " is saved: the same command with --resume goes on from there");
    }
    EpochRecord record{epoch->epoch, epoch->loss, epoch->top1, epoch->lr, epoch->seconds, epoch->img_per_s,
                       epoch->images, static_cast<std::int64_t>(epoch->skipped.size()), 0, {}, {}};
    if (observer.say) {
      for (const std::string& message : epoch->skipped) observer.say("skipped: " + message);
    }
    if (setup.data.val) {
      const Evaluation val = evaluate_on(*setup.data.val, classify_with(setup.model, setup.schedule.rates, device, autocast), {});
      record.val_top1 = val.top1;
      record.val_loss = val.loss;
    }
    record.peak_rss_mb = static_cast<double>(peak_rss_bytes()) / kMegabyte;
    if (log) log->add(record);
    if (observer.epoch) observer.epoch(record);
    if (log && setup.data.val && best_epoch(log->records()) == record.epoch) {
      AdapterManifest best = outcome.manifest;
      best.metrics["epoch"] = static_cast<double>(record.epoch + 1);
      best.metrics["val_top1"] = *record.val_top1;
      save_adapter(folder->file("adapter.best.safetensors"), adapter_tensors(setup.model, best.method), best);
    }
    const auto now = std::chrono::steady_clock::now();
    if (trainer.finished() || std::chrono::duration<double>(now - saved_at).count() > kSaveInterval) {
      save();
      saved_at = now;
    }
  }

  const auto evaluate_test = [&](const Classify& classify) { return evaluate_on(*setup.data.test, classify, observer.stop); };
  if (setup.data.test && !device.is_cpu()) {
    evaluate_trained(setup, [&](const auto& rates) { return classify_with(setup.model, rates, device, autocast); }, evaluate_test, outcome);
  }
  moved.reset();
  const TensorMap trained = adapter_tensors(setup.model, outcome.manifest.method);
  setup.model.fold();
  if (setup.data.test && device.is_cpu()) evaluate_trained(setup, by_engine(setup), evaluate_test, outcome);
  if (!folder) return outcome;
  outcome.log = log->records();
  if (setup.data.val) outcome.best_epoch = best_epoch(outcome.log);
  auto& metrics = outcome.manifest.metrics;
  metrics["epochs"] = static_cast<double>(request.recipe.epochs);
  metrics["train_seconds"] = trainer.position().seconds;
  metrics["train_img_per_s"] = mean_training_rate(outcome.log);
  metrics["peak_rss_mb"] = static_cast<double>(peak_rss_bytes()) / kMegabyte;
  if (!outcome.log.empty() && outcome.log.back().val_top1) metrics["val_top1"] = *outcome.log.back().val_top1;
  if (outcome.test) {
    metrics["test_top1"] = outcome.test->top1;
    metrics["test_top5"] = outcome.test->top5;
    metrics["test_count"] = static_cast<double>(outcome.test->count);
    metrics["img_per_s"] = outcome.test->model_img_per_s();
    for (const auto& [name, evaluation] : outcome.elsewhere) metrics["test_top1_" + name] = evaluation.top1;
  }
  save_adapter(folder->file("adapter.safetensors"), trained, outcome.manifest);
  return outcome;
}

AdaptOutcome run_adapt(const AdaptRequest& request, AdaptSetup& setup, const AdaptObserver& observer) {
  SingleRank alone;
  return run_adapt(request, setup, observer, alone);
}

}  // namespace pyra
