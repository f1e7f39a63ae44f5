// What a pyra_model is.
#pragma once

#include <memory>
#include <string>

#include "api/scheduled_engines.h"
#include "pyra.h"
#include "pyra/transform.h"

struct pyra_model {
  pyra::InferenceModel described;  // without tensors
  std::unique_ptr<const pyra::Transform> transform;
  std::unique_ptr<pyra::ScheduledEngines> engines;  // on the CPU
  std::unique_ptr<const pyra::Runner> gpu;          // on a GPU

  /// At the model's own schedule.
  const pyra::Runner& runner() const { return gpu != nullptr ? *gpu : engines->own(); }
};

namespace pyra {

/// Packs `model`, called `name` in notes, and runs it once on a blank picture.
std::unique_ptr<pyra_model> make_model(InferenceModel model, const std::string& name,
                                       const pyra_options& options);

/// One call as pyra_run_call() describes it. Throws InputError where `call` asks for nothing.
void run_call(const pyra_model& model, const float* images, std::int64_t batch, const pyra_call& call);

}  // namespace pyra
