// The steps of every training run, whatever its objective: one object per run, its whole state savable
// between two steps.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/vit.h"
#include "pyra/dataset.h"
#include "pyra/loader.h"
#include "pyra/transform.h"
#include "train/batch_step.h"
#include "train/device_input.h"
#include "train/objective.h"
#include "train/ranks/gradient_sum.h"
#include "train/tally.h"
#include "train/trainer_position.h"
#include "train/trainer_settings.h"

namespace pyra {

/// What is wanted after an optimizer step.
enum class AfterStep { go_on, save, stop };

struct StepResult {
  std::int64_t epoch = 0, batch = 0, batches = 0;  // just done
  double loss = 0;                                 // mean over the epoch so far
  double running = 0;  // Task::running of the training pictures of the epoch so far (as augmented)
  double lr = 0;
  double img_per_s = 0;     // since this session's start of the epoch
  std::int64_t images = 0;  // of a whole epoch

  /// Pictures of the whole run so far, as if none were unreadable.
  std::int64_t images_done() const { return epoch * images + images * batch / batches; }
};

struct EpochResult {
  std::int64_t epoch = 0;
  double loss = 0, running = 0, lr = 0, seconds = 0, img_per_s = 0;  // lr: of its last step
  std::int64_t images = 0;
  std::int64_t skipped = 0;           // unreadable pictures
  std::vector<std::string> messages;  // about those that were met in this session
};

class Trainer {
 public:
  /// Trains where the trainable parameters are. `model`, `dataset` and `transform` must outlive the trainer.
  /// `trainable`: parameters with requires_grad set. `loader`: batch, seed and how pictures are read; what an
  /// epoch of training takes is added. `objective`: what every step asks of its batch. The processes of
  /// `ranks` share every batch out and add their gradients; all take the same step.
  Trainer(const Vit& model, ParameterList trainable, const Dataset& dataset, const Transform& transform,
          LoaderOptions loader, TrainerSettings settings, std::unique_ptr<const Objective> objective,
          Ranks& ranks);

  /// Trains to the end of the current epoch, which remains the current one until next_epoch(). `on_step` is
  /// asked after every optimizer step. Where any rank wants to stop, nullopt is returned: save() then keeps
  /// the run. Where rank 0 wants to save, `keep` is called on every rank after the same step (on a GPU the
  /// next at which the loss is read). Throws Failure on a loss that is not finite, saying what to try;
  /// RankFailure where another rank left: save() keeps the run up to the last step.
  std::optional<EpochResult> run_epoch(const std::function<AfterStep(const StepResult&)>& on_step,
                                       const std::function<void()>& keep = {});
  /// After a whole one.
  void next_epoch() { position_ = position_.next_epoch(); }

  /// After a RankFailure: whether save() would keep the run up to the last step; else that step's sum of
  /// gradients was lost midway.
  bool intact() { return gradients_->intact(); }
  bool finished() const { return position_.epoch >= settings_.epochs; }
  std::int64_t epochs() const { return settings_.epochs; }
  const TrainerPosition& position() const { return position_; }

  /// Weights, moments, random state and position. `identity` names the run (backbone, recipe, data);
  /// restore() throws InputError, printing what differs, when it is another. The number of epochs may have
  /// grown: position().first_epochs then says from what.
  void save(const std::filesystem::path& file, const std::string& identity);
  void restore(const std::filesystem::path& file, const std::string& identity);
  /// Of the step to come.
  double learning_rate() const { return settings_.learning_rate(position_, batches_); }

 private:
  /// Adds `share` times the mean gradient of this rank's part of a batch of `whole` pictures.
  void accumulate_gradient(Batch& batch, std::int64_t whole, double share);
  /// One step from the gradients of all ranks, and their counts.
  void step(double lr, std::int64_t batch);
  /// Pictures of all ranks in this batch.
  std::int64_t pictures_in(const Batch& batch);
  /// What this rank counted since it was last read: losses, figures, pictures.
  std::vector<double> read_tally(std::int64_t batch);
  /// Whether that is done after this batch's step.
  bool reads_after(std::int64_t batch) const;
  void count(const std::vector<double>& counts);
  /// Counts of all ranks that no step has added up yet.
  void count_rest(std::int64_t batch);

  const Vit& model_;
  const Dataset& dataset_;
  const Transform& transform_;
  LoaderOptions loader_options_;
  TrainerSettings settings_;
  std::int64_t images_, batches_;  // of an epoch
  AdamW optimizer_;
  std::unique_ptr<const Objective> objective_;
  Ranks& ranks_;
  at::Device device_;
  DeviceInput input_;
  at::Generator random_, common_;  // of this rank, of all
  std::unique_ptr<BatchStep> step_;
  std::unique_ptr<GradientSum> gradients_;
  Tally tally_;
  TrainerPosition position_;
};

}  // namespace pyra
