// A schedule from a file of `pyra schedule` beside the model that is to run at it.
#pragma once

#include <string>

#include "pyra/schedule.h"

namespace pyra {

/// Throws InputError where the schedule was found with a reducer whose place another one takes that could
/// have been searched with itself. Weights of another kind (of the backbone, of a reducer that is trained)
/// add a note: rates that suit one model mostly suit its like. Of a schedule that is from no file nothing is
/// said.
void check_found_for(Schedule& schedule, const std::string& backbone_fingerprint, const std::string& reducer);

}  // namespace pyra
