#include "compare/check_methods.h"

#include <algorithm>

#include "base/text/words.h"
#include "methods/list.h"
#include "pyra/error.h"
#include "reducers/list.h"
#include "schedules/training_schedule.h"

namespace pyra {

std::string entry_of(const CompareFile& file, const CompareMethod& method) {
  return file.source + ": [[method]] '" + method.name + "'";
}

std::size_t find_trained(const CompareFile& file, const CompareMethod& asking, const std::string& key,
                         const std::string& name) {
  std::vector<std::string> known;
  for (std::size_t i = 0; i < file.methods.size(); ++i) {
    if (file.methods[i].evaluated()) continue;
    if (file.methods[i].name == name) return i;
    known.push_back("'" + file.methods[i].name + "'");
  }
  throw InputError(entry_of(file, asking) + ": " + key + " = '" + name +
                   "' is no method that is trained; those are " +
                   (known.empty() ? "none" : listed(known, "and")) + did_you_mean("'" + name + "'", known));
}

namespace {

bool merges(const CompareMethod& method) { return find_reducer(method.reducer).merges; }

void check_trained(const CompareFile& file, const CompareMethod& method) {
  try {
    find_method(method.adapter);
    find_reducer(method.reducer);
  } catch (const InputError& error) {
    throw InputError(entry_of(file, method) + ": " + error.what(), error.code());
  }
  if (merges(method)) return;
  for (const std::string& schedule : method.schedules) {
    if (schedule == "none") continue;
    throw InputError(entry_of(file, method) + ": schedule '" + schedule + "' removes tokens, but reducer " +
                     method.reducer + " keeps every one; name a reducer that merges, or leave schedules out");
  }
}

void check_evaluated(const CompareFile& file, const CompareMethod& method) {
  const CompareMethod& source = file.methods[find_trained(file, method, "from", method.from)];
  const Reducer& reducer = find_reducer(source.reducer);
  if (!reducer.merges && method.from_schedule != "none") {
    throw InputError(entry_of(file, method) + ": from_schedule = '" + method.from_schedule + "', but '" +
                     source.name + "' keeps every token (reducer " + source.reducer +
                     "); from_schedule = \"none\" expected");
  }
  if (reducer.bound_to_schedule && !(reducer.nested && method.from_schedule == kElastic)) {
    throw InputError(entry_of(file, method) + ": the weights of reducer " + reducer.name +
                     " belong to the schedule they were "
                     "trained at, so '" +
                     source.name + "' cannot run at another; take one with another reducer");
  }
}

void check_teacher(const CompareFile& file, const CompareMethod& method) {
  if (method.teacher.empty()) return;
  const CompareMethod& teacher = file.methods[find_trained(file, method, "teacher", method.teacher)];
  if (merges(teacher) || !teacher.teacher.empty()) {
    throw InputError(entry_of(file, method) + ": teacher = '" + method.teacher + "', but that one " +
                     (merges(teacher) ? "merges tokens (reducer " + teacher.reducer + ")"
                                      : std::string("has a teacher itself")) +
                     "; a method with reducer none and no teacher expected");
  }
}

void require_distinct(const std::vector<std::string>& schedules, const std::string& place) {
  for (std::size_t i = 0; i < schedules.size(); ++i) {
    if (std::find(schedules.begin(), schedules.begin() + static_cast<std::ptrdiff_t>(i), schedules[i]) !=
        schedules.begin() + static_cast<std::ptrdiff_t>(i)) {
      throw InputError(place + ": schedule '" + schedules[i] + "' is there twice");
    }
  }
}

void check_data_sets(const CompareFile& file, const CompareMethod& method) {
  for (const std::string& name : method.data_sets) {
    std::vector<std::string> known;
    bool found = false;
    for (const CompareData& data : file.data) {
      found = found || data.name == name;
      known.push_back("'" + data.name + "'");
    }
    if (!found) {
      throw InputError(entry_of(file, method) + ": data = '" + name + "' is no [[data]] entry; those are " +
                       listed(known, "and") + did_you_mean("'" + name + "'", known));
    }
  }
}

void check_roles(const CompareFile& file) {
  for (const MethodRole role : {MethodRole::uncompressed, MethodRole::baseline}) {
    const CompareMethod* first = nullptr;
    for (const CompareMethod& method : file.methods) {
      if (method.role != role) continue;
      if (first != nullptr) {
        throw InputError(entry_of(file, method) + ": role " +
                         (role == MethodRole::baseline ? "baseline" : "uncompressed") +
                         " is already that of '" + first->name + "'; one row has it");
      }
      first = &method;
    }
  }
}

}  // namespace

void check_methods(const CompareFile& file) {
  require_distinct(file.schedules, file.source);
  for (std::size_t i = 1; i < file.seeds.size(); ++i) {
    if (std::find(file.seeds.begin(), file.seeds.begin() + static_cast<std::ptrdiff_t>(i), file.seeds[i]) !=
        file.seeds.begin() + static_cast<std::ptrdiff_t>(i)) {
      throw InputError(file.source + ": seed " + std::to_string(file.seeds[i]) + " is there twice");
    }
  }
  for (const CompareMethod& method : file.methods) {
    require_distinct(method.schedules, entry_of(file, method));
    check_data_sets(file, method);
    if (method.evaluated()) {
      check_evaluated(file, method);
    } else {
      check_trained(file, method);
      check_teacher(file, method);
    }
  }
  check_roles(file);
}

}  // namespace pyra
