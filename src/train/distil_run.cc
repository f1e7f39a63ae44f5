#include "train/distil_run.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/grad_mode.h>

#include <chrono>
#include <sstream>

#include "base/memory/memory.h"
#include "model/load.h"
#include "pictures/sets/data_digest.h"
#include "pyra/error.h"
#include "pyra/schedule.h"
#include "train/run_folder.h"
#include "train/same_pictures.h"
#include "train/tensor_memory.h"
#include "train/to_tensor.h"

namespace pyra {
namespace {

constexpr std::size_t kHeldOutStride = 20, kHeldOut = 256;

/// The teacher and, with the compensator's weights, the student.
Vit make_student(const Backbone& backbone, const TocomSetting& setting, std::uint64_t seed) {
  at::Generator random = at::make_generator<at::CPUGeneratorImpl>(seed);
  Vit model = make_tocom_vit(backbone.config, setting, random);
  const ParameterList all = model.parameters();
  load_parameters(select(all, [](Role role) { return role != Role::adapter; }), backbone.tensors);
  for (const Parameter& parameter : all) parameter.tensor.requires_grad_(parameter.role == Role::adapter);
  return model;
}

std::vector<std::vector<std::int64_t>> uniform_rates(const VitConfig& config, std::int64_t max_rate) {
  std::vector<std::vector<std::int64_t>> rates;
  for (std::int64_t rate = 0; rate <= max_rate; ++rate) {
    rates.push_back(make_schedule("r=" + std::to_string(rate),
                                  std::vector(static_cast<std::size_t>(config.depth), rate), config)
                        .rates);
    if (rate > 0 && rates.back() == rates[static_cast<std::size_t>(rate - 1)]) {
      throw InputError("rates up to r=" + std::to_string(max_rate) + " asked for: this backbone's " +
                           std::to_string(config.tokens()) +
                           " tokens allow no more than r=" + std::to_string(rate - 1),
                       code::kTocomRates);
    }
  }
  return rates;
}

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

/// The ends of the range and its middle, both ways.
std::vector<RateShift> measured_shifts(std::int64_t max_rate) {
  const std::int64_t half = max_rate / 2;
  if (half == 0) return {{0, max_rate}, {max_rate, 0}};
  return {{0, half}, {0, max_rate}, {half, 0}, {half, max_rate}, {max_rate, half}, {max_rate, 0}};
}

std::vector<ShiftGain> measure_gains(const Vit& model, const std::vector<std::vector<std::int64_t>>& rates,
                                     const Dataset& data, const Transform& transform,
                                     const LoaderOptions& options, const std::function<bool()>& stop) {
  const at::NoGradGuard no_grad;
  std::vector<ShiftGain> gains;
  for (const RateShift& shift : measured_shifts(static_cast<std::int64_t>(rates.size()) - 1))
    gains.push_back({shift, 0, 0});
  Loader loader(data, transform, options);
  double count = 0;
  while (auto batch = loader.next()) {
    const at::Tensor images = images_of(*batch, options.height, options.width);
    for (ShiftGain& gain : gains) {
      const auto logits = [&](std::int64_t rate, const Pass& pass) {
        return model.forward(images, rates[static_cast<std::size_t>(rate)], pass).logits;
      };
      Pass compensated;
      compensated.shift = gain.shift;
      const at::Tensor teacher = logits(gain.shift.source, Pass{});
      const auto weight = static_cast<double>(batch->count);
      gain.without += weight * distillation_loss(teacher, logits(gain.shift.target, Pass{})).item<double>();
      gain.with += weight * distillation_loss(teacher, logits(gain.shift.target, compensated)).item<double>();
    }
    count += static_cast<double>(batch->count);
    if (stop && stop())
      throw Interrupted(
          "stopped while the gain was measured; the compensator is written: the gain is measured where the "
          "run is resumed",
          code::kRunStopped);
  }
  for (ShiftGain& gain : gains) {
    gain.without /= count;
    gain.with /= count;
  }
  return gains;
}

void train(Distiller& distiller, const DistilRequest& request, const std::filesystem::path& checkpoint,
           const std::string& identity, std::int64_t images, const DistilObserver& observer) {
  using Clock = std::chrono::steady_clock;
  auto saved_at = Clock::now();
  const auto save = [&] {
    distiller.save(checkpoint, identity);
    saved_at = Clock::now();
  };
  const auto save_if_due = [&] {
    if (std::chrono::duration<double>(Clock::now() - saved_at).count() > request.save_seconds) save();
  };
  while (!distiller.finished()) {
    const auto epoch = distiller.run_epoch([&](const DistilStep& step) {
      if (observer.step) observer.step(step, images);
      save_if_due();
      return observer.stop && observer.stop();
    });
    if (!epoch) {
      save();
      throw Interrupted("stopped in epoch " + std::to_string(distiller.position().epoch + 1) + "; " +
                            checkpoint.string() + " is saved: the run goes on from there where it is resumed",
                        code::kRunStopped);
    }
    if (observer.say) {
      for (const std::string& message : epoch->skipped) observer.say("skipped: " + message);
    }
    if (observer.epoch) observer.epoch(distiller.position().epoch, epoch->loss, epoch->seconds);
    distiller.finished() ? save() : save_if_due();
  }
}

/// What a file says before it is measured what it gains.
Tocom trained(const DistilRequest& request, const Backbone& backbone, const ParameterList& trainable,
              const DistilPosition& position, std::size_t pictures) {
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

void restore(Distiller& distiller, const RunFolder& folder, const DistilRequest& request,
             const std::string& identity, const DistilObserver& observer) {
  const auto say = [&](const std::string& text) {
    if (observer.say) observer.say("note       " + text);
  };
  if (!folder.has_checkpoint())
    return say("nothing was saved in " + request.out.string() +
               ".run yet: the run starts from the beginning");
  distiller.restore(folder.file("last.ckpt"), identity);
  if (const std::int64_t first = distiller.position().first_epochs; first > 0) {
    say("begun for " + std::to_string(first) + " epochs, now for " + std::to_string(request.options.epochs) +
        ": the learning rate goes on along the cosine of the new number; a run begun for it would have had "
        "another rate before");
  }
}

}  // namespace

DistilOutcome run_distil(const DistilRequest& request, const DistilObserver& observer) {
  Dataset all = read_pictures(request.data);
  const Backbone backbone = read_backbone(request.backbone, request.backbone_overrides);
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

  const RunFolder folder(request.out.string() + ".run", request.resume);
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
  Distiller distiller(model, trainable, rates, data.train, *train_transform, request.options, loader);
  const std::string identity = identity_of(request, backbone.fingerprint, data.train);
  if (request.resume) restore(distiller, folder, request, identity, observer);
  const auto pictures = static_cast<std::int64_t>(data.train.samples.size());
  train(distiller, request, folder.file("last.ckpt"), identity,
        pictures_an_epoch(pictures, request.batch, true), observer);

  DistilOutcome outcome;
  Tocom& tocom = outcome.tocom =
      trained(request, backbone, trainable, distiller.position(), data.train.samples.size());
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
