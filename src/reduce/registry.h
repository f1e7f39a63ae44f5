// The reducers of reducers/list.h in training.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <memory>

#include "model/token_reducer.h"
#include "reducers/reducer.h"

namespace pyra {

/// What a reducer is built from, for one block.
struct ReducerSetting {
  const VitConfig& config;
  std::int64_t block;
  std::int64_t trained_rate;  // R that it is, or was, trained at; decides the shape of its weights
  at::Generator& random;      // for initial weights
};

/// Its own class where it learns or has a GPU's kernels, else its rule (RuleReducer).
std::unique_ptr<TokenReducer> make_reducer(const Reducer& reducer, const ReducerSetting& setting);

/// A reducer that has a file here.
struct TrainedReducer {
  const char* name;  // in reducers/list.h
  std::unique_ptr<TokenReducer> (*make)(const Reducer& reducer, const ReducerSetting& setting);
};

}  // namespace pyra
