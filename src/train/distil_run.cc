#include "train/distil_run.h"

#include <sstream>

#include "architecture/head/of_head.h"
#include "base/memory/memory.h"
#include "model/load.h"
#include "pictures/sets/data_digest.h"
#include "pyra/error.h"
#include "tasks/list.h"
#include "train/compensation.h"
#include "train/learning_rate.h"
#include "train/same_pictures.h"
#include "train/student.h"
#include "train/tensor_memory.h"

namespace pyra {
namespace {

/// A stream for the rates, apart from the one that draws weights.
constexpr std::uint64_t kRateStream = 0x746f636f;
constexpr std::size_t kHeldOutStride = 20, kHeldOut = 256;

struct Split {
  Dataset train, held_out;
};

Split split(Dataset all) {
  Split parts;
  for (std::size_t i = 0; i < all.samples.size(); ++i) {
    const bool kept_out =
        i % kHeldOutStride == kHeldOutStride - 1 && parts.held_out.samples.size() < kHeldOut;
    (kept_out ? parts.held_out : parts.train).samples.push_back(std::move(all.samples[i]));
  }
  return parts;
}

std::string identity_of(const DistilRequest& request, const std::string& fingerprint, const Dataset& data) {
  std::ostringstream text;
  text << "tocom of backbone " << fingerprint << "\ntraining data " << digest(data) << "\nrank "
       << request.setting.rank << "\nmax_rate " << request.setting.max_rate << "\nscale "
       << request.setting.scale << "\nepochs " << request.options.epochs << "\nbatch " << request.batch
       << "\nlr " << request.options.lr << "\nweight_decay " << request.options.weight_decay << "\nseed "
       << request.options.seed << "\naugmentation " << request.augmentation << "\nprecision "
       << (request.precision == Element::bf16 ? "bf16" : "f32");
  return text.str();
}

TrainerSettings settings_of(const DistilOptions& options) {
  TrainerSettings settings;
  settings.epochs = options.epochs;
  settings.optimizer.weight_decay = options.weight_decay;
  settings.learning_rate = [options](const TrainerPosition& at, std::int64_t batches) {
    return StepLearningRate{options.lr}.at(at.steps, batches * options.epochs);
  };
  settings.stream = options.seed ^ kRateStream;
  settings.diverged = code::kTocomDiverged;
  settings.against_divergence = "try a lower learning rate";
  return settings;
}

/// What a file says before it is measured what it gains.
Tocom trained(const DistilRequest& request, const Backbone& backbone, const ParameterList& trainable,
              const TrainerPosition& position, std::size_t pictures) {
  Tocom tocom;
  tocom.config = backbone.config;
  tocom.backbone_fingerprint = backbone.fingerprint;
  tocom.rank = request.setting.rank;
  tocom.max_rate = request.setting.max_rate;
  tocom.scale = request.setting.scale;
  tocom.tensors = to_tensor_map(trainable);
  tocom.command = request.command;
  tocom.metrics["train_seconds"] = position.seconds;
  tocom.metrics["pictures"] = static_cast<double>(pictures);
  tocom.metrics["epochs"] = static_cast<double>(request.options.epochs);
  if (position.first_epochs > 0) tocom.metrics["first_epochs"] = static_cast<double>(position.first_epochs);
  return tocom;
}

/// Answers are compared as those of a classifier; of a head that gives labels or values, what it reads is.
Backbone to_distil(Backbone backbone) {
  fit_positions(backbone, Preprocessing(backbone.preprocessing));
  const bool classes =
      backbone.problem_type.empty() || is_standard_task(find_task_of_problem(backbone.problem_type).name);
  if (classes || backbone.config.classes == 0) return backbone;
  take_off_head(backbone.tensors, backbone.config);
  backbone.assumptions.push_back("the head is left out, which answers no classes (problem_type " +
                                 backbone.problem_type + ")");
  return backbone;
}

}  // namespace

DistilOutcome run_distil(const DistilRequest& request, const DistilObserver& observer) {
  Dataset all = read_pictures(request.data);
  const Backbone backbone = to_distil(read_backbone(request.backbone, request.backbone_overrides));
  const VitConfig& config = backbone.config;
  const auto rates = uniform_rates(config, request.setting.max_rate);
  const std::string left_out = describe_left_out(all.left_out);
  const std::vector<std::string> notes = all.notes;
  const Split data = split(std::move(all));
  if (data.held_out.samples.empty()) {
    throw InputError(std::to_string(data.train.samples.size()) + " pictures; at least " +
                     std::to_string(kHeldOutStride) +
                     " are needed, a few of which are kept out to measure the gain");
  }
  if (observer.say) {
    for (const std::string& note : backbone.assumptions) observer.say("note       " + note);
    observer.say("data       " + std::to_string(data.train.samples.size()) + " pictures, " +
                 std::to_string(data.held_out.samples.size()) + " more kept out");
    for (const std::string& note : notes) observer.say("note       " + note);
    if (!left_out.empty()) observer.say("note       not read because of their ending: " + left_out);
    observer.say("preprocess " + describe(backbone.preprocessing) + "; augmentation " + request.augmentation);
    if (config.classes == 0)
      observer.say("note       the backbone has no task head: its final features are distilled as logits");
  }
  const auto train_transform = make_train_transform(backbone.preprocessing, request.augmentation);
  const auto eval_transform = make_eval_transform(backbone.preprocessing);
  LoaderOptions loader;
  loader.batch = request.batch;
  loader.workers = request.workers;
  loader.height = config.image_height;
  loader.width = config.image_width;
  loader.on_corrupt = request.on_corrupt;
  LoaderOptions train_loader = loader;
  train_loader.drop_last = true;
  train_loader.seed = request.options.seed;

  const std::filesystem::path folder_path = request.out.string() + ".run";
  const RunFolder folder(folder_path, request.resume);
  const std::filesystem::path root =
      request.data.size() == 1 ? request.data.front() : std::filesystem::path();
  const auto say = [&](const std::string& note) {
    if (!note.empty() && observer.say) observer.say("note       " + note);
  };
  const PictureReading reading{request.workers, observer.stop, say};
  say(keep_same_pictures({folder.file("pictures.txt"), root, "training", reading}, data.train,
                         request.resume && folder.has_checkpoint()));
  keep_tensor_memory();
  Vit model = make_student(backbone, request.setting, request.options.seed);
  const ParameterList trainable = select(model.parameters(), [](Role role) { return role == Role::adapter; });
  model.pack(request.precision);
  SingleRank alone;
  Trainer trainer(model, trainable, data.train, *train_transform, train_loader, settings_of(request.options),
                  std::make_unique<Compensation>(rates), alone);
  TrainingLoop loop(
      trainer,
      {folder_path, &folder, identity_of(request, backbone.fingerprint, data.train), request.save_seconds},
      observer, alone);
  if (request.resume) loop.restore();
  loop.train([&](const EpochResult& epoch) {
    if (observer.epoch) observer.epoch(epoch);
  });

  DistilOutcome outcome;
  Tocom& tocom = outcome.tocom =
      trained(request, backbone, trainable, trainer.position(), data.train.samples.size());
  write_tocom(request.out, tocom);
  outcome.gains = measure_gains(model, rates, data.held_out, *eval_transform, loader, observer.stop);
  tocom.metrics["peak_rss_mb"] = peak_rss_mb();
  for (const ShiftGain& gain : outcome.gains) {
    const std::string name =
        "kl_" + std::to_string(gain.shift.source) + "_to_" + std::to_string(gain.shift.target);
    tocom.metrics[name + "_without"] = gain.without;
    tocom.metrics[name] = gain.with;
  }
  write_tocom(request.out, tocom);
  return outcome;
}

}  // namespace pyra
