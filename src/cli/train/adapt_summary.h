// What `pyra adapt` says before and after training, to people, to machines and as a report.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>

#include "train/adapt_run.h"

namespace pyra {

/// Lines for people: backbone, data, method, schedule, preprocessing, everything assumed.
std::string describe_setup(const AdaptRequest& request, const AdaptSetup& setup);
nlohmann::ordered_json setup_to_json(const AdaptRequest& request, const AdaptSetup& setup);

std::string describe_outcome(const AdaptRequest& request, const AdaptOutcome& outcome);
nlohmann::ordered_json outcome_to_json(const AdaptRequest& request, const AdaptSetup& setup,
                                       const AdaptOutcome& outcome);

/// The deciding metric on validation after the last epoch and after the best one, which there is.
std::pair<Metric, Metric> validated(const Task& task, const AdaptOutcome& outcome);

/// report.html in the run's folder.
void write_adapt_report(const AdaptRequest& request, const AdaptSetup& setup, const AdaptOutcome& outcome);

}  // namespace pyra
