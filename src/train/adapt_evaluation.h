// Validation and test of `pyra adapt`, shared out among its ranks.
#pragma once

#include <functional>
#include <memory>

#include "train/adapt_run.h"
#include "train/classify.h"

namespace pyra {

class AdaptEvaluation {
 public:
  /// Everything given outlives it.
  AdaptEvaluation(const AdaptRequest& request, const AdaptSetup& setup, const AdaptObserver& observer,
                  Ranks& ranks);
  /// Of setup.data.val, which must be there, by the model as it stands.
  Evaluation validate(const Classify& classify) const;
  /// Of setup.data.test, which must be there, into outcome.test; of an elastic adapter at its steepest, and
  /// elsewhere too. Throws Interrupted where the observer says stop.
  void test(const ClassifyAt& classify_at, AdaptOutcome& outcome) const;

 private:
  Evaluation evaluate_on(const Dataset& part, const Classify& classify,
                         const std::function<bool()>& stop) const;
  double scaled_loss(const Evaluation& result) const;

  const AdaptSetup& setup_;
  const AdaptObserver& observer_;
  Ranks& ranks_;
  std::unique_ptr<Transform> transform_;
  LoaderOptions options_;
};

}  // namespace pyra
