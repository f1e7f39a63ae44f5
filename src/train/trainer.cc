#include "train/trainer.h"

#include <ATen/CPUGeneratorImpl.h>

#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/json/json_record.h"
#include "base/json/json_text.h"
#include "pictures/load/loader_options.h"
#include "pyra/error.h"
#include "train/make_step.h"
#include "train/ranks/gradients.h"
#include "train/ranks/sharded.h"
#include "train/run_state.h"

namespace pyra {
namespace {

/// A stream of its own for dropout and mixup, so that it does not depend on how weights were drawn.
constexpr std::uint64_t kTrainingStream = 0x7261696e;
constexpr std::int64_t kReadEvery = 10;  // steps on a GPU between two looks at the loss

/// Of one batch on one of several ranks: no rank depends on what the others drew, nor on how often the run
/// was resumed.
std::uint64_t batch_stream(std::uint64_t seed, std::int64_t epoch, std::int64_t batch, int rank) {
  std::uint64_t mixed = seed ^ kTrainingStream;
  for (const std::int64_t part : {epoch, batch, std::int64_t{rank}}) {
    mixed = (mixed ^ static_cast<std::uint64_t>(part)) * 0x9e3779b97f4a7c15ULL;
    mixed ^= mixed >> 29;
  }
  return mixed;
}

template <class Position, class Visit>
void visit_fields(Position& position, Visit&& visit) {
  visit("epoch", position.epoch);
  visit("batch", position.batch);
  visit("loss_sum", position.loss_sum);
  visit("correct", position.correct);
  visit("images", position.images);
  visit("seconds", position.seconds);
}

/// Those that older versions did not write.
template <class Position, class Rate, class Visit>
void visit_later_fields(Position& position, Rate& rate, Visit&& visit) {
  visit("epoch_seconds", position.epoch_seconds);
  visit("skipped", position.skipped);
  visit("first_epochs", position.first_epochs);
  visit("warmup", rate.warmup);
}

}  // namespace

Trainer::Trainer(const Vit& model, ParameterList trainable, const Dataset& dataset,
                 const Transform& transform, const Recipe& recipe, LoaderOptions loader,
                 std::unique_ptr<const Objective> objective, Ranks& ranks, bool eager)
    : model_(model),
      dataset_(dataset),
      transform_(transform),
      recipe_(recipe),
      loader_options_(loader),
      optimizer_(std::move(trainable), {recipe.beta1, recipe.beta2, recipe.eps, recipe.weight_decay}),
      learning_rate_{recipe.lr, recipe.min_lr, recipe.warmup_lr, warmup_epochs(recipe), recipe.epochs},
      objective_(std::move(objective)),
      ranks_(ranks),
      device_(optimizer_.parameters().front().tensor.device()),
      input_(device_, transform.values()),
      random_(at::make_generator<at::CPUGeneratorImpl>(recipe.seed ^ kTrainingStream)),
      common_(random_.clone()),
      step_(make_step({model, *objective_, optimizer_, random_,
                       ranks.count() > 1 ? std::optional(common_) : std::nullopt},
                      recipe, eager)),
      gradients_(make_gradient_sum(ranks, device_)) {
  loader_options_.batch = recipe.batch;
  loader_options_.shuffle = true;
  // Fewer pictures than a batch are a batch.
  loader_options_.drop_last =
      recipe.drop_last && static_cast<std::int64_t>(dataset.samples.size()) >= recipe.batch;
  loader_options_.empty_batches = true;
  loader_options_.seed = recipe.seed;
  loader_options_.exif_rotation = recipe.exif_rotation;
  loader_options_.fast_decode = recipe.fast_decode;
  loader_options_.on_corrupt = on_corrupt(recipe.on_corrupt);
  loader_options_.shard = shard_of(ranks);
}

void Trainer::save(const std::filesystem::path& file, const std::string& identity) {
  nlohmann::json position;
  visit_fields(position_, WriteFields(position));
  visit_later_fields(position_, learning_rate_, WriteFields(position));
  save_state(file, {optimizer_, random_, identity}, json_text(position));
}

void Trainer::restore(const std::filesystem::path& file, const std::string& identity) {
  const RestoredState found = restore_state(file, {optimizer_, random_, identity});
  Recipe begun = recipe_;
  begun.epochs = found.grown_from.value_or(recipe_.epochs);
  try {
    const auto position = parse_json(found.position, "the text");
    visit_fields(position_, ReadFields(position));
    learning_rate_.warmup = warmup_epochs(begun);
    if (position.contains("first_epochs"))
      visit_later_fields(position_, learning_rate_, ReadFields(position));
    if (found.grown_from && position_.first_epochs == 0) position_.first_epochs = *found.grown_from;
  } catch (const InputError& error) {
    throw InputError(file.string() + " has an unreadable position: " + error.what());
  }
}

void Trainer::accumulate_gradient(Batch& batch, std::int64_t whole, double share) {
  if (batch.count == 0) return;  // nothing of it is this rank's
  if (ranks_.count() > 1) {
    random_.set_current_seed(batch_stream(recipe_.seed, position_.epoch, batch.number, ranks_.rank()));
    common_.set_current_seed(batch_stream(recipe_.seed, position_.epoch, batch.number, ranks_.count()));
    share *= static_cast<double>(batch.count) / static_cast<double>(whole);
  }
  const double alpha = recipe_.augmentation == "rand" ? recipe_.mixup : 0;
  const DeviceBatch input = input_.load(batch, loader_options_.height, loader_options_.width);
  MixedBatch mixed = mixup(input.images, input.labels, alpha, random_);
  mixed.indices = batch.indices;
  const StepOutcome outcome = step_->accumulate(mixed, share);
  tally_.add(outcome.loss, outcome.logits, mixed.first);
}

std::int64_t Trainer::pictures_in(const Batch& batch) {
  if (ranks_.count() == 1) return batch.count;
  if (loader_options_.on_corrupt == OnCorrupt::skip)
    return sum(ranks_, batch.count);  // any rank may have found unreadable ones
  return std::min(recipe_.batch,
                  static_cast<std::int64_t>(dataset_.samples.size()) - batch.number * recipe_.batch);
}

std::vector<double> Trainer::read_tally(std::int64_t batch) {
  gradients_->settle();
  const Counts counts = tally_.take();
  if (std::isfinite(counts.loss_sum)) return {counts.loss_sum, counts.correct, counts.images};
  throw Failure("the loss became " + std::to_string(counts.loss_sum) + " in epoch " +
                    std::to_string(position_.epoch + 1) + ", batch " + std::to_string(batch + 1) +
                    "; try a lower learning rate (lr), gradient clipping (clip_norm = 1) or a longer warm-up",
                code::kLossDiverged);
}

void Trainer::count(const std::vector<double>& counts) {
  if (counts.empty()) return;
  position_.loss_sum += counts[0];
  position_.correct += static_cast<std::int64_t>(counts[1]);
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
}

std::optional<EpochResult> Trainer::run_epoch(const std::function<AfterStep(const StepResult&)>& on_step,
                                              const std::function<void()>& keep) {
  LoaderOptions options = loader_options_;
  options.epoch = position_.epoch;
  options.first_batch = position_.batch;
  Loader loader(dataset_, transform_, options);
  const double lr = learning_rate_.at(position_.epoch);
  const std::int64_t batches = loader.batches();
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
  const auto top1 = [&] {
    return position_.images > 0
               ? 100.0 * static_cast<double>(position_.correct) / static_cast<double>(position_.images)
               : 0;
  };
  // The position moves with the weights, at a step: whenever something ends the epoch in between, save()
  // finds both alike.
  std::int64_t pending = 0;  // pictures of all ranks since the last step
  while (auto batch = loader.next()) {
    // The last group of an epoch may be smaller; its gradients then weigh as much as they are.
    const std::int64_t in_group = batch->number % recipe_.accumulate;
    const std::int64_t group = std::min(recipe_.accumulate, batches - (batch->number - in_group));
    const std::int64_t whole = pictures_in(*batch);
    accumulate_gradient(*batch, whole, 1.0 / static_cast<double>(group));
    pending += whole;
    if (in_group + 1 < group) continue;
    if (pending > 0) step(lr, batch->number);
    pending = 0;
    position_.batch = batch->number + 1;
    read_clock();
    const AfterStep wish =
        on_step({position_.epoch, position_.batch, batches, mean_loss(), top1(), lr, rate()});
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
                     top1(),
                     lr,
                     seconds,
                     seconds > 0 ? static_cast<double>(position_.images) / seconds : 0,
                     position_.images,
                     position_.skipped,
                     collect(ranks_, loader.skipped())};
}

void Trainer::next_epoch() {
  TrainerPosition next;
  next.epoch = position_.epoch + 1;
  next.seconds = position_.seconds;
  next.first_epochs = position_.first_epochs;
  position_ = next;
}

}  // namespace pyra
