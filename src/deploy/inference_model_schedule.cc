#include <sstream>

#include "deploy/found_schedule.h"
#include "pyra/error.h"
#include "pyra/inference_model.h"
#include "pyra/schedule.h"
#include "reducers/list.h"

namespace pyra {

namespace {

constexpr double kForgiven = 0.98;

void check_range(const InferenceModel& model, const Schedule& schedule) {
  const Schedule steepest = make_schedule("", model.elastic_to, model.config);
  if (schedule.gmac >= kForgiven * steepest.gmac) return;
  std::ostringstream text;
  text.precision(3);
  text << "this elastic adapter was trained for every rate down to " << steepest.gmac << " GMAC ("
       << steepest.speedup() << "x fewer, " << spell_rates(steepest.rates) << "); schedule "
       << schedule.spelling << " leaves " << schedule.gmac << " GMAC (" << schedule.speedup()
       << "x fewer). Ask for speedup=" << steepest.speedup()
       << " or less, or force the schedule to run it all the same";
  throw InputError(text.str(), code::kScheduleRange);
}

}  // namespace

std::vector<std::string> set_schedule(InferenceModel& model, const std::string& spelling, bool force) {
  Schedule schedule = parse_schedule(spelling, model.config);
  check_found_for(schedule, model.backbone_fingerprint, model.reducer);
  set_schedule(model, schedule, force);
  return std::move(schedule.notes);
}

void set_schedule(InferenceModel& model, const Schedule& schedule, bool force) {
  const Reducer& reducer = find_reducer(model.reducer);
  const bool elastic = !model.elastic_to.empty();
  if (elastic && !force) check_range(model, schedule);
  if (reducer.bound_to_schedule && !elastic && !force && schedule.rates != model.trained_rates) {
    throw InputError("this " + model.reducer +
                         " adapter belongs to the schedule it was trained at.\n  trained: " +
                         spell_rates(model.trained_rates) +
                         (model.rates == model.trained_rates ? " (" + model.schedule + ")" : "") +
                         "\n  asked:   " + spell_rates(schedule.rates) + " (" + schedule.spelling +
                         ")\nRun the trained one, or force the other to run it all the same",
                     code::kScheduleBound);
  }
  model.rates = schedule.rates;
  model.schedule = schedule.spelling;
  if (!reducer.has_weights() && !elastic) model.trained_rates = schedule.rates;
  if (schedule.merges() && !reducer.merges) model.reducer = fallback_reducer().name;
}

}  // namespace pyra
