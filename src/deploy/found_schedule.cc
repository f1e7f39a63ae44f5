#include "deploy/found_schedule.h"

#include "pyra/error.h"
#include "reducers/list.h"

namespace pyra {

void check_found_for(Schedule& schedule, const std::string& backbone_fingerprint,
                     const std::string& reducer) {
  if (!schedule.found || !schedule.merges()) return;
  const ScheduleOrigin& found = *schedule.found;
  if (!found.fingerprint.empty() && found.fingerprint != backbone_fingerprint) {
    schedule.notes.push_back(
        "schedule '" + found.file + "' was found for a backbone of the same shape with other weights (" +
        found.fingerprint.substr(0, 12) + ", this one is " + backbone_fingerprint.substr(0, 12) +
        "); pyra schedule finds the rates for this one");
  }
  const Reducer& asked = find_reducer(reducer);
  const std::string here = (asked.merges ? asked : fallback_reducer()).name;
  if (found.reducer.empty() || found.reducer == here) return;
  if (!find_reducer(here).has_weights()) {
    throw InputError("schedule '" + found.file + "' was found with reducer " + found.reducer +
                         ", but is to run with " + here + "; run it with " + found.reducer +
                         ", search one for " + here +
                         " (pyra schedule), or give its rates as a list: " + schedule.spelling,
                     code::kScheduleReducer);
  }
  schedule.notes.push_back("schedule '" + found.file + "' was found with reducer " + found.reducer +
                           " and is used with " + here);
}

}  // namespace pyra
