#include "train/distiller.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>

#include "base/json/json_record.h"
#include "base/json/json_text.h"
#include "pyra/error.h"
#include "train/run_state.h"
#include "train/to_tensor.h"

namespace pyra {
namespace {

constexpr std::uint64_t kRateStream = 0x746f636f;  // apart from the stream that draws weights
constexpr double kWarmup = 0.05;                   // of all steps

/// Two different rates, all pairs alike.
RateShift draw_shift(std::size_t rates, at::Generator& random) {
  auto* generator = at::check_generator<at::CPUGeneratorImpl>(random);
  const std::lock_guard lock(generator->mutex_);
  const auto draw = [&](std::size_t count) {
    return static_cast<std::int64_t>(generator->random64() % count);
  };
  const std::int64_t source = draw(rates), other = draw(rates - 1);
  return {source, other < source ? other : other + 1};
}

template <class Position, class Visit>
void visit_fields(Position& position, Visit&& visit) {
  visit("epoch", position.epoch);
  visit("batch", position.batch);
  visit("steps", position.steps);
  visit("loss_sum", position.loss_sum);
  visit("seconds", position.seconds);
}

/// Those that older versions did not write.
template <class Position, class Visit>
void visit_later_fields(Position& position, Visit&& visit) {
  visit("epoch_steps", position.epoch_steps);
  visit("epoch_seconds", position.epoch_seconds);
  visit("first_epochs", position.first_epochs);
}

}  // namespace

at::Tensor distillation_loss(const at::Tensor& teacher, const at::Tensor& student) {
  const at::Tensor wanted = at::log_softmax(teacher, 1), given = at::log_softmax(student, 1);
  return (wanted.exp() * (wanted - given)).sum() / teacher.size(0);
}

Distiller::Distiller(const Vit& model, ParameterList trainable, std::vector<std::vector<std::int64_t>> rates,
                     const Dataset& dataset, const Transform& transform, const DistilOptions& options,
                     LoaderOptions loader)
    : model_(model),
      rates_(std::move(rates)),
      dataset_(dataset),
      transform_(transform),
      options_(options),
      loader_options_(std::move(loader)),
      optimizer_(std::move(trainable), {.weight_decay = options.weight_decay}),
      random_(at::make_generator<at::CPUGeneratorImpl>(options.seed ^ kRateStream)) {
  loader_options_.shuffle = true;
  loader_options_.drop_last = static_cast<std::int64_t>(dataset.samples.size()) >= loader_options_.batch;
  loader_options_.seed = options.seed;
  loader_options_.empty_batches = true;
}

double Distiller::lr_at(std::int64_t step, std::int64_t steps) const {
  const double done = static_cast<double>(step) / static_cast<double>(std::max<std::int64_t>(steps, 1));
  if (done < kWarmup)
    return options_.lr * (done + 1.0 / static_cast<double>(steps)) /
           (kWarmup + 1.0 / static_cast<double>(steps));
  return options_.lr * 0.5 * (1 + std::cos(std::numbers::pi * (done - kWarmup) / (1 - kWarmup)));
}

double Distiller::step(const at::Tensor& images) {
  const RateShift shift = draw_shift(rates_.size(), random_);
  const auto rates_of = [&](std::int64_t rate) -> const auto& {
    return rates_[static_cast<std::size_t>(rate)];
  };
  at::Tensor teacher;
  {
    const at::NoGradGuard no_grad;
    teacher = model_.forward(images, rates_of(shift.source), Pass{}).logits;
  }
  Pass pass;
  pass.shift = shift;
  const at::Tensor loss =
      distillation_loss(teacher, model_.forward(images, rates_of(shift.target), pass).logits);
  const double value = loss.item<double>();
  if (!std::isfinite(value)) {
    throw Failure("the loss became " + std::to_string(value) + " in epoch " +
                      std::to_string(position_.epoch + 1) + ", batch " + std::to_string(position_.batch + 1) +
                      "; try a lower learning rate",
                  code::kTocomDiverged);
  }
  loss.backward();
  return value;
}

std::optional<DistilEpoch> Distiller::run_epoch(const std::function<bool(const DistilStep&)>& on_step) {
  LoaderOptions options = loader_options_;
  options.epoch = position_.epoch;
  options.first_batch = position_.batch;
  Loader loader(dataset_, transform_, options);
  const std::int64_t batches = loader.batches();
  const DistilPosition before = position_;
  const auto start = std::chrono::steady_clock::now();
  const auto mean = [&] {
    return position_.epoch_steps > 0 ? position_.loss_sum / static_cast<double>(position_.epoch_steps) : 0;
  };
  while (auto batch = loader.next()) {
    if (batch->count > 0) {
      position_.loss_sum += step(images_of(*batch, loader_options_.height, loader_options_.width));
      optimizer_.step(lr_at(position_.steps, batches * options_.epochs));
      optimizer_.zero_grad();
      ++position_.steps;
      ++position_.epoch_steps;
    }
    position_.batch = batch->number + 1;
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    position_.seconds = before.seconds + seconds;
    position_.epoch_seconds = before.epoch_seconds + seconds;
    if (on_step({position_.epoch, position_.batch, batches, mean()})) return std::nullopt;
  }
  if (position_.epoch_steps == 0)
    throw InputError("no picture could be read in epoch " + std::to_string(position_.epoch + 1));
  DistilEpoch result{mean(), position_.epoch_seconds, loader.skipped()};
  position_ = {position_.epoch + 1, 0, position_.steps, 0, position_.seconds, 0, 0, position_.first_epochs};
  return result;
}

void Distiller::save(const std::filesystem::path& file, const std::string& identity) {
  nlohmann::json position;
  visit_fields(position_, WriteFields(position));
  visit_later_fields(position_, WriteFields(position));
  save_state(file, {optimizer_, random_, identity}, json_text(position));
}

void Distiller::restore(const std::filesystem::path& file, const std::string& identity) {
  const RestoredState found = restore_state(file, {optimizer_, random_, identity});
  try {
    const auto position = parse_json(found.position, "the text");
    visit_fields(position_, ReadFields(position));
    position_.epoch_steps = position_.batch;
    if (position.contains("first_epochs")) visit_later_fields(position_, ReadFields(position));
    if (found.grown_from && position_.first_epochs == 0) position_.first_epochs = *found.grown_from;
  } catch (const InputError& error) {
    throw InputError(file.string() + " has an unreadable position: " + error.what());
  }
}

}  // namespace pyra
