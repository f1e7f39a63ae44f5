// How far merging moves a model's answers, told without labels.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "pyra/engine.h"
#include "pyra/loader.h"
#include "search/cost.h"
#include "tasks/task.h"

namespace pyra {

struct Departure {
  double divergence = 0;  // mean Task::divergence() of every token kept and merged; classes: KL in nats
  double agreement = 1;   // share of the pictures whose answer stays: of classes, the best one
};

/// Seam: the search asks nothing else about a model.
using Depart = std::function<Departure(const Rates& rates)>;

/// A model on pictures that are kept in memory.
class Divergence {
 public:
  /// `pictures`: normalised, at least one, of the model's size. Runs each once with every token kept. Throws
  /// InputError for pixels or logits that are NaN or infinite.
  Divergence(const Task& task, PackedModel model, std::vector<Batch> pictures, int threads);

  Departure at(const Rates& rates) const;
  std::int64_t count() const { return count_; }

 private:
  /// Of values in units of their own: each in units of its spread over these pictures, so that none counts
  /// for more because of its unit.
  void use_own_units();
  /// answer() in the units that are compared.
  std::vector<float> answer(const float* logits) const;
  void logits_at(const Rates& rates, const std::function<void(const Batch&, const float*)>& each) const;

  const Task& task_;
  PackedModel model_;
  std::vector<Batch> pictures_;
  int threads_;
  std::int64_t count_ = 0;
  std::vector<float> units_;               // [K]; empty: the answers' own
  std::vector<std::vector<float>> whole_;  // [batch][count, K]: answers with every token kept
};

}  // namespace pyra
