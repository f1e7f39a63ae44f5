#include "api/scheduled_engines.h"

#include <algorithm>

#include "pyra/inference_model.h"

namespace pyra {
namespace {

constexpr std::size_t kSchedulesKept = 16;  // spellings; the one asked for longest ago goes first

InferenceModel without_tensors(InferenceModel model) {
  model.tensors.clear();
  return model;
}

}  // namespace

ScheduledEngines::ScheduledEngines(const InferenceModel& model, Precision precision,
                                   const EngineOptions& options, bool force)
    : described_(without_tensors(model)),
      packed_(model, precision),
      options_(options),
      force_(force),
      own_(std::make_shared<const Engine>(packed_, model.rates, options)) {}

std::shared_ptr<const Engine> ScheduledEngines::at(const std::string& spelling) {
  if (spelling == described_.schedule) return own_;
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(asked_.begin(), asked_.end(),
                                  [&](const Asked& asked) { return asked.spelling == spelling; });
  if (found != asked_.end()) {
    std::rotate(found, found + 1, asked_.end());
    return asked_.back().engine;
  }
  InferenceModel model = described_;
  set_schedule(model, spelling, force_);
  if (asked_.size() == kSchedulesKept) asked_.pop_front();
  asked_.push_back({spelling, of_rates(model.rates)});
  return asked_.back().engine;
}

std::shared_ptr<const Engine> ScheduledEngines::of_rates(const std::vector<std::int64_t>& rates) const {
  if (own_->rates() == rates) return own_;
  for (const Asked& asked : asked_) {
    if (asked.engine->rates() == rates) return asked.engine;
  }
  return std::make_shared<const Engine>(packed_, rates, options_);
}

}  // namespace pyra
