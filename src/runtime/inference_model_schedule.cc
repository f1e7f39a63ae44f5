#include "pyra/error.h"
#include "pyra/inference_model.h"
#include "pyra/schedule.h"
#include "runtime/inference_model_reducers.h"

namespace pyra {

void set_schedule(InferenceModel& model, const std::string& spelling, bool force) {
  set_schedule(model, parse_schedule(spelling, model.config), force);
}

void set_schedule(InferenceModel& model, const Schedule& schedule, bool force) {
  const RunnableReducer& reducer = find_runnable_reducer(model.reducer);
  if (reducer.bound_to_schedule && !force && schedule.rates != model.trained_rates) {
    throw InputError("this " + model.reducer + " adapter belongs to the schedule it was trained at.\n  trained: " +
                     spell_rates(model.trained_rates) + (model.rates == model.trained_rates ? " (" + model.schedule + ")" : "") +
                     "\n  asked:   " + spell_rates(schedule.rates) + " (" +
                     schedule.spelling + ")\nLeave --schedule out, or add --force-schedule to run it all the same");
  }
  model.rates = schedule.rates;
  model.schedule = schedule.spelling;
  if (!reducer.has_weights) model.trained_rates = schedule.rates;
  if (schedule.merges() && !reducer.merges) model.reducer = "tome";
}

}  // namespace pyra
