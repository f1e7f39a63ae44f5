#include "train/adapt_run.h"

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "io/atomic_file.h"
#include "pyra/memory.h"
#include "pyra/version.h"
#include "train/adapter_file.h"
#include "train/data_digest.h"
#include "train/deploy.h"
#include "train/make_objective.h"
#include "train/pack.h"
#include "train/run_folder.h"
#include "train/tensor_memory.h"
#include "pyra/error.h"

namespace pyra {
namespace {

constexpr double kMegabyte = 1e6;
constexpr double kSaveInterval = 30;  // seconds; what a power cut may cost
constexpr std::size_t kCacheBytes = std::size_t{256} << 20;  // decoded pictures: 1,700 of 224 x 224

LoaderOptions loader_options(const AdaptRequest& request, const Preprocessing& preprocessing) {
  LoaderOptions options;
  options.batch = request.recipe.batch;
  options.workers = request.workers;
  options.height = preprocessing.crop_height;
  options.width = preprocessing.crop_width;
  options.exif_rotation = preprocessing.exif_rotation;
  options.fast_decode = request.recipe.fast_decode;
  options.on_corrupt = request.recipe.on_corrupt == "skip" ? OnCorrupt::skip : OnCorrupt::fail;
  return options;
}

/// As it can be repeated: a schedule that came from a file stands in it by its rates.
Recipe repeatable_recipe(const AdaptRequest& request, const AdaptSetup& setup) {
  Recipe recipe = request.recipe;
  if (recipe.schedule.ends_with(".json")) recipe.schedule = setup.schedule.spelling;
  return recipe;
}

std::string recorded_recipe(const AdaptRequest& request, const AdaptSetup& setup) {
  return recipe_to_toml(repeatable_recipe(request, setup));
}

/// Values alone: a run goes on in a version that documents its fields otherwise.
std::string recipe_values(const Recipe& recipe) {
  std::string text;
  for (const RecipeField& field : recipe_fields()) text += field.name + " = " + field.text(recipe) + "\n";
  return text;
}

std::string identity_of(const AdaptRequest& request, const AdaptSetup& setup) {
  return "backbone " + setup.fingerprint + "\nrates " + spell_rates(setup.schedule.rates) + "\ntraining data " +
         digest(setup.data.train) + "\n" + (setup.teacher ? "teacher " + fingerprint(setup.teacher->tensors) + "\n" : "") +
         recipe_values(repeatable_recipe(request, setup));
}

/// The model as it stands between two epochs.
Classify classify_with(const Vit& model) {
  return [&model](const float* images, std::int64_t count, float* logits) {
    const at::NoGradGuard no_grad;
    const VitConfig& config = model.config();
    const at::Tensor input =
        at::from_blob(const_cast<float*>(images), {count, 3, config.image_height, config.image_width}, at::kFloat);
    const at::Tensor output = model.forward(input, Pass{}).logits.to(at::kFloat).contiguous();
    std::copy_n(output.const_data_ptr<float>(), output.numel(), logits);
  };
}

AdapterManifest make_manifest(const AdaptRequest& request, const AdaptSetup& setup) {
  AdapterManifest manifest;
  manifest.config = setup.config;
  const auto absolute = std::filesystem::absolute(request.backbone).lexically_normal();
  manifest.backbone_path = absolute.string();
  manifest.backbone_relative_path =
      absolute.lexically_relative(std::filesystem::absolute(request.out).lexically_normal()).string();
  manifest.backbone_fingerprint = setup.fingerprint;
  manifest.method = setup.method.adapter;
  manifest.width = setup.method.width;
  manifest.reducer = setup.method.reducer;
  manifest.schedule = setup.schedule.spelling;
  manifest.rates = setup.schedule.rates;
  if (!setup.elastic_to.empty()) manifest.elastic_rates = setup.method.trained_rates;
  manifest.preprocessing = setup.preprocessing;
  manifest.class_names = setup.data.train.class_names;
  manifest.recipe = recorded_recipe(request, setup);
  manifest.seed = request.recipe.seed;
  manifest.command = request.command;
  manifest.pyra_version = kVersion;
  manifest.metrics["trainable_parameters"] = static_cast<double>(count_elements(setup.trainable));
  manifest.metrics["gmac"] = setup.schedule.gmac;
  return manifest;
}

/// An elastic adapter's other two, beside the steepest.
std::map<std::string, Evaluation> evaluate_elastic(const AdaptSetup& setup, const Engine& steepest,
                                                   const std::function<Evaluation(const Classify&)>& evaluate_by) {
  std::map<std::string, Evaluation> results;
  const auto model = std::make_shared<const PackedModel>(steepest.model());
  for (const char* name : {"none", "low"}) {
    const Engine engine(model, parse_schedule(name, setup.config).rates, {at::get_num_threads(), {}});
    results[name] = evaluate_by([&](const float* images, std::int64_t count, float* logits) { engine.run(images, count, logits); });
  }
  return results;
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

AdaptOutcome run_adapt(const AdaptRequest& request, AdaptSetup& setup, const AdaptObserver& observer) {
  const RunFolder folder(request.out, request.resume);
  const auto train_transform = make_train_transform(setup.preprocessing, request.recipe.augmentation);
  const auto eval_transform = make_eval_transform(setup.preprocessing);
  const LoaderOptions options = loader_options(request, setup.preprocessing);
  const std::string identity = identity_of(request, setup);
  keep_tensor_memory();
  pack(setup.model, request.recipe);  // until fold()
  LoaderOptions train_options = options;
  train_options.cache = std::make_shared<PictureCache>(kCacheBytes);
  Trainer trainer(setup.model, setup.trainable, setup.data.train, *train_transform, request.recipe, train_options,
                  make_objective(request.recipe, setup));
  const auto checkpoint = folder.file("last.ckpt");
  if (request.resume) trainer.restore(checkpoint, identity);
  RunLog log(folder.file("log.jsonl"), trainer.position().epoch);
  write_text(folder.file("recipe.toml"), recorded_recipe(request, setup));

  AdaptOutcome outcome{make_manifest(request, setup), {}, {}, {}, {}};
  auto saved_at = std::chrono::steady_clock::now();
  // Validation is not interrupted: its epoch is trained but not yet logged, which no checkpoint describes.
  const auto evaluate_on = [&](const Dataset& part, const Classify& classify, const std::function<bool()>& stop) {
    return evaluate(classify, setup.config.classes, part, *eval_transform, options, observer.evaluation, stop);
  };
  while (!trainer.finished()) {
    const auto epoch = trainer.run_epoch([&](const StepResult& step) {
      if (observer.step) observer.step(step);
      return observer.stop && observer.stop();
    });
    if (!epoch) {
      trainer.save(checkpoint, identity);
      throw Interrupted("stopped in epoch " + std::to_string(trainer.position().epoch + 1) + "; " +
                        checkpoint.string() + " is saved: the same command with --resume goes on from there");
    }
    EpochRecord record{epoch->epoch, epoch->loss, epoch->top1, epoch->lr, epoch->seconds, epoch->img_per_s,
                       epoch->images, static_cast<std::int64_t>(epoch->skipped.size()), 0, {}, {}};
    if (observer.say) {
      for (const std::string& message : epoch->skipped) observer.say("skipped: " + message);
    }
    if (setup.data.val) {
      const Evaluation val = evaluate_on(*setup.data.val, classify_with(setup.model), {});
      record.val_top1 = val.top1;
      record.val_loss = val.loss;
    }
    record.peak_rss_mb = static_cast<double>(peak_rss_bytes()) / kMegabyte;
    log.add(record);
    if (observer.epoch) observer.epoch(record);
    if (setup.data.val && best_epoch(log.records()) == record.epoch) {
      AdapterManifest best = outcome.manifest;
      best.metrics["epoch"] = static_cast<double>(record.epoch + 1);
      best.metrics["val_top1"] = *record.val_top1;
      save_adapter(folder.file("adapter.best.safetensors"), adapter_tensors(setup.model, best.method), best);
    }
    const auto now = std::chrono::steady_clock::now();
    if (trainer.finished() || std::chrono::duration<double>(now - saved_at).count() > kSaveInterval) {
      trainer.save(checkpoint, identity);
      saved_at = now;
    }
  }

  const TensorMap trained = adapter_tensors(setup.model, outcome.manifest.method);
  setup.model.fold();
  if (setup.data.test) {  // as it will run
    const Engine engine = make_engine(setup);
    const auto classify = [&](const float* images, std::int64_t count, float* logits) { engine.run(images, count, logits); };
    outcome.test = evaluate_on(*setup.data.test, classify, observer.stop);
    if (!setup.elastic_to.empty()) outcome.elsewhere = evaluate_elastic(setup, engine, [&](const Classify& at_rates) {
      return evaluate_on(*setup.data.test, at_rates, observer.stop);
    });
  }
  outcome.log = log.records();
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
  save_adapter(folder.file("adapter.safetensors"), trained, outcome.manifest);
  return outcome;
}

StepCost measure_step(const AdaptRequest& request, AdaptSetup& setup) {
  constexpr int kSteps = 3;  // the first warms up
  keep_tensor_memory();
  pack(setup.model, request.recipe);
  const auto transform = make_train_transform(setup.preprocessing, request.recipe.augmentation);
  Trainer trainer(setup.model, setup.trainable, setup.data.train, *transform, request.recipe,
                  loader_options(request, setup.preprocessing), make_objective(request.recipe, setup));
  std::vector<double> finished;
  const auto start = std::chrono::steady_clock::now();
  const auto epoch = trainer.run_epoch([&](const StepResult&) {
    finished.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    return finished.size() == kSteps;
  });
  if (finished.empty()) throw InputError("the training pictures are fewer than one batch; lower --batch or set --drop-last false");
  const double steps = static_cast<double>(std::max<std::size_t>(1, finished.size() - 1));
  const double seconds = finished.size() > 1 ? finished.back() - finished.front() : finished.front();
  StepCost cost;
  cost.img_per_s = steps * static_cast<double>(request.recipe.batch * request.recipe.accumulate) / seconds;
  cost.peak_rss_mb = static_cast<double>(peak_rss_bytes()) / kMegabyte;
  cost.run_seconds = static_cast<double>(request.recipe.epochs) *
                     static_cast<double>(setup.data.train.samples.size()) / cost.img_per_s;
  return cost;
}

}  // namespace pyra
