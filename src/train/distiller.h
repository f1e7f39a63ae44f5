// Self-distillation of a token compensator: the loop. Every step draws two rates of merging; the student runs
// at one with the compensator's pieces between them, the teacher is the same backbone at the other without it
// (ToCom, arXiv 2408.06798, section 3.3). No labels are read.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/vit.h"
#include "pyra/dataset.h"
#include "pyra/loader.h"
#include "pyra/transform.h"
#include "train/adam_w.h"

namespace pyra {

struct DistilOptions {
  std::int64_t epochs = 3;
  double lr = 1e-3;  // peak: a linear warm-up over the first twentieth of all steps, then a cosine to zero
  double weight_decay = 1e-4;
  std::uint64_t seed = 0;
};

struct DistilPosition {
  std::int64_t epoch = 0, batch = 0;  // of the step to come
  std::int64_t steps = 0;             // done
  double loss_sum = 0;                // over the steps of this epoch
  double seconds = 0;                 // of all sessions
  std::int64_t epoch_steps = 0;  // done in this epoch: fewer than batch where no picture of one could be read
  double epoch_seconds = 0;      // of this epoch
  std::int64_t first_epochs = 0;  // that the run was begun for, where --epochs has grown since; else 0
};

struct DistilStep {
  std::int64_t epoch = 0, batch = 0, batches = 0;  // just done
  double loss = 0;  // mean over the epoch so far: KL(teacher || student), nats a picture
};

struct DistilEpoch {
  double loss = 0, seconds = 0;
  std::vector<std::string> skipped;  // unreadable pictures that were met in this session
};

/// Mean over the pictures of KL(softmax(teacher) || softmax(student)) of logits [B, K]; a scalar with a
/// gradient for the student.
at::Tensor distillation_loss(const at::Tensor& teacher, const at::Tensor& student);

class Distiller {
 public:
  /// `model` has TocomProjections (adapt/tocom.h); `trainable` are their weights. rates[r]: the schedule of
  /// uniform rate r, two or more of them. Model, data and transform must outlive the distiller.
  Distiller(const Vit& model, ParameterList trainable, std::vector<std::vector<std::int64_t>> rates,
            const Dataset& dataset, const Transform& transform, const DistilOptions& options,
            LoaderOptions loader);

  /// To the end of the current epoch; returns nothing where on_step returned true: the run is then to be
  /// saved. Throws Failure on a loss that is not finite.
  std::optional<DistilEpoch> run_epoch(const std::function<bool(const DistilStep&)>& on_step);
  bool finished() const { return position_.epoch >= options_.epochs; }
  const DistilPosition& position() const { return position_; }

  /// As Trainer's.
  void save(const std::filesystem::path& file, const std::string& identity);
  void restore(const std::filesystem::path& file, const std::string& identity);

 private:
  double step(const at::Tensor& images);
  double lr_at(std::int64_t step, std::int64_t steps) const;

  const Vit& model_;
  std::vector<std::vector<std::int64_t>> rates_;
  const Dataset& dataset_;
  const Transform& transform_;
  DistilOptions options_;
  LoaderOptions loader_options_;
  AdamW optimizer_;
  at::Generator random_;
  DistilPosition position_;
};

}  // namespace pyra
