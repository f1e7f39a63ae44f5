#include "train/trainer.h"

#include <ATen/CPUGeneratorImpl.h>

#include <chrono>
#include <cmath>

#include "pyra/error.h"
#include "train/make_step.h"
#include "train/ranks/gradients.h"
#include "train/ranks/sharded.h"
#include "train/run_state.h"

namespace pyra {
namespace {

constexpr std::int64_t kReadEvery = 10;  // steps on a GPU between two looks at the loss

/// Of one batch on one of several ranks: no rank depends on what the others drew, nor on how often the run
/// was resumed.
std::uint64_t batch_stream(std::uint64_t stream, std::int64_t epoch, std::int64_t batch, int rank) {
  std::uint64_t mixed = stream;
  for (const std::int64_t part : {epoch, batch, std::int64_t{rank}}) {
    mixed = (mixed ^ static_cast<std::uint64_t>(part)) * 0x9e3779b97f4a7c15ULL;
    mixed ^= mixed >> 29;
  }
  return mixed;
}

}  // namespace

Trainer::Trainer(const Vit& model, ParameterList trainable, const Dataset& dataset,
                 const Transform& transform, LoaderOptions loader, TrainerSettings settings,
                 std::unique_ptr<const Objective> objective, Ranks& ranks)
    : model_(model),
      dataset_(dataset),
      transform_(transform),
      loader_options_(std::move(loader)),
      settings_(std::move(settings)),
      images_(pictures_an_epoch(static_cast<std::int64_t>(dataset.samples.size()), loader_options_.batch,
                                loader_options_.drop_last)),
      batches_((images_ + loader_options_.batch - 1) / loader_options_.batch),
      optimizer_(std::move(trainable), settings_.optimizer),
      objective_(std::move(objective)),
      ranks_(ranks),
      device_(optimizer_.parameters().front().tensor.device()),
      input_(device_, transform.values()),
      random_(at::make_generator<at::CPUGeneratorImpl>(settings_.stream)),
      common_(random_.clone()),
      step_(make_step(
          {model, *objective_, optimizer_, random_, ranks.count() > 1 ? std::optional(common_) : std::nullopt,
           settings_.checkpointing, settings_.autocast, settings_.clip_norm},
          settings_.eager)),
      gradients_(make_gradient_sum(ranks, device_)) {
  loader_options_.shuffle = true;
  // Fewer pictures than a batch are a batch.
  loader_options_.drop_last =
      loader_options_.drop_last && static_cast<std::int64_t>(dataset.samples.size()) >= loader_options_.batch;
  loader_options_.empty_batches = true;
  loader_options_.shard = shard_of(ranks);
}

void Trainer::save(const std::filesystem::path& file, const std::string& identity) {
  save_state(file, {optimizer_, random_, identity}, position_to_json(position_));
}

void Trainer::restore(const std::filesystem::path& file, const std::string& identity) {
  const RestoredState found = restore_state(file, {optimizer_, random_, identity});
  try {
    position_ = position_from_json(found.position, loader_options_.batch);
  } catch (const InputError& error) {
    throw InputError(file.string() + " has an unreadable position: " + error.what());
  }
  if (found.grown_from && position_.first_epochs == 0) position_.first_epochs = *found.grown_from;
}

void Trainer::accumulate_gradient(Batch& batch, std::int64_t whole, double share) {
  if (batch.count == 0) return;  // nothing of it is this rank's
  if (ranks_.count() > 1) {
    random_.set_current_seed(batch_stream(settings_.stream, position_.epoch, batch.number, ranks_.rank()));
    common_.set_current_seed(batch_stream(settings_.stream, position_.epoch, batch.number, ranks_.count()));
    share *= static_cast<double>(batch.count) / static_cast<double>(whole);
  }
  const DeviceBatch input = input_.load(batch, loader_options_.height, loader_options_.width);
  MixedBatch mixed = mixup(input.images, input.targets, settings_.mixup, random_);
  mixed.indices = batch.indices;
  const StepOutcome outcome = step_->accumulate(mixed, share);
  tally_.add(outcome.loss, outcome.running, batch.count);
}

std::int64_t Trainer::pictures_in(const Batch& batch) {
  if (ranks_.count() == 1) return batch.count;
  if (loader_options_.on_corrupt == OnCorrupt::skip)
    return sum(ranks_, batch.count);  // any rank may have found unreadable ones
  return std::min(loader_options_.batch,
                  static_cast<std::int64_t>(dataset_.samples.size()) - batch.number * loader_options_.batch);
}

std::vector<double> Trainer::read_tally(std::int64_t batch) {
  gradients_->settle();
  const Counts counts = tally_.take();
  if (std::isfinite(counts.loss_sum)) return {counts.loss_sum, counts.running, counts.images};
  const char* became = std::isnan(counts.loss_sum) ? "NaN (no number)" : "infinite";
  throw Failure(std::string("the loss became ") + became + " in epoch " +
                    std::to_string(position_.epoch + 1) + ", batch " + std::to_string(batch + 1) + "; " +
                    settings_.against_divergence,
                settings_.diverged);
}

void Trainer::count(const std::vector<double>& counts) {
  if (counts.empty()) return;
  position_.loss_sum += counts[0];
  position_.running += counts[1];
  position_.images += static_cast<std::int64_t>(counts[2]);
}

void Trainer::count_rest(std::int64_t batch) { count(sum(ranks_, read_tally(batch))); }

// Reading waits for a GPU, which then stands still: not every step.
bool Trainer::reads_after(std::int64_t batch) const {
  return device_.is_cpu() || batch % kReadEvery == kReadEvery - 1;
}

void Trainer::step(double lr, std::int64_t batch) {
  std::vector<double> counts;
  if (reads_after(batch)) counts = read_tally(batch);
  gradients_->add(optimizer_.parameters(), counts);
  count(counts);
  step_->update(lr);
  ++position_.steps;
}

std::optional<EpochResult> Trainer::run_epoch(const std::function<AfterStep(const StepResult&)>& on_step,
                                              const std::function<void()>& keep) {
  LoaderOptions options = loader_options_;
  options.epoch = position_.epoch;
  options.first_batch = position_.batch;
  Loader loader(dataset_, transform_, options);
  double lr = learning_rate();
  const TrainerPosition before = position_;
  const auto start = std::chrono::steady_clock::now();

  const auto read_clock = [&] {
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    position_.seconds = before.seconds + seconds;
    position_.epoch_seconds = before.epoch_seconds + seconds;
  };
  const auto count_skipped = [&] {
    position_.skipped = before.skipped + sum(ranks_, static_cast<std::int64_t>(loader.skipped().size()));
  };
  const auto rate = [&] {
    const double seconds = position_.seconds - before.seconds;
    return seconds > 0 ? static_cast<double>(position_.images - before.images) / seconds : 0;
  };
  const auto mean_loss = [&] {
    return position_.images > 0 ? position_.loss_sum / static_cast<double>(position_.images) : 0;
  };
  const auto running = [&] {
    return position_.images > 0
               ? settings_.running_unit * position_.running / static_cast<double>(position_.images)
               : 0;
  };
  // The position moves with the weights, at a step: whenever something ends the epoch in between, save()
  // finds both alike.
  std::int64_t pending = 0;  // pictures of all ranks since the last step
  while (auto batch = loader.next()) {
    // The last group of an epoch may be smaller; its gradients then weigh as much as they are.
    const std::int64_t in_group = batch->number % settings_.accumulate;
    const std::int64_t group = std::min(settings_.accumulate, batches_ - (batch->number - in_group));
    const std::int64_t whole = pictures_in(*batch);
    accumulate_gradient(*batch, whole, 1.0 / static_cast<double>(group));
    pending += whole;
    if (in_group + 1 < group) continue;
    lr = learning_rate();
    if (pending > 0) step(lr, batch->number);
    pending = 0;
    position_.batch = batch->number + 1;
    read_clock();
    const AfterStep wish =
        on_step({position_.epoch, position_.batch, batches_, mean_loss(), running(), lr, rate(), images_});
    const auto wishes = sum(
        ranks_, {wish == AfterStep::stop ? 1.0 : 0.0, wish == AfterStep::save && ranks_.first() ? 1.0 : 0.0});
    const bool stops = wishes[0] > 0, saves = wishes[1] > 0 && reads_after(batch->number);
    if (!stops && !saves) continue;
    count_rest(batch->number);
    count_skipped();
    if (stops) return std::nullopt;
    if (keep) keep();
  }
  count_rest(position_.batch - 1);
  read_clock();  // a GPU is done only now
  count_skipped();
  if (position_.images == 0)
    throw InputError("no training picture could be read in epoch " + std::to_string(position_.epoch + 1));
  if (ranks_.count() > 1)
    require_same(ranks_, "the weights after epoch " + std::to_string(position_.epoch + 1),
                 "digest " + digest(optimizer_.parameters()));
  const double seconds = position_.epoch_seconds;
  return EpochResult{position_.epoch,
                     mean_loss(),
                     running(),
                     lr,
                     seconds,
                     seconds > 0 ? static_cast<double>(position_.images) / seconds : 0,
                     position_.images,
                     position_.skipped,
                     collect(ranks_, loader.skipped())};
}

}  // namespace pyra
