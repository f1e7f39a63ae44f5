// The reducers there are, by name. A new one is a line here and a file beside it.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "model/token_reducer.h"

namespace pyra {

/// What a reducer is built from, for one block.
struct ReducerSetting {
  std::int64_t trained_rate = 0;    // R that it is, or was, trained at; decides the shape of its weights
  std::int64_t dim = 0;             // C
  at::Generator* random = nullptr;  // for initial weights
  std::int64_t block = 0, depth = 1;
  std::int64_t head_dim = 0;  // D
  std::int64_t columns = 0;   // patches in a row of the picture
  std::int64_t patches = 0;
};

struct ReducerEntry {
  std::string name;
  std::string doc;         // one line for --help
  bool bound_to_schedule;  // has weights that belong to the schedule they were trained at
  std::unique_ptr<TokenReducer> (*make)(const ReducerSetting&);
};

const std::vector<ReducerEntry>& reducers();
/// Throws InputError listing the known names.
const ReducerEntry& find_reducer(const std::string& name);

}  // namespace pyra
