// A whole model from a backbone's config, a way of tuning, a reducer and a schedule.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/vit.h"

namespace pyra {

struct Tuning {
  std::string method = "none";              // name in methods/list.h
  std::int64_t width = 0;                   // 0: the paper's for this dim
  double dropout = 0;                       // inside the adapter
  double drop_path = 0;                     // of the last block; grows linearly from 0
  std::string reducer = "none";             // name in reducers/list.h
  std::vector<std::int64_t> rates;          // [depth], clamped; empty: none
  std::vector<std::int64_t> trained_rates;  // [depth]; empty: the same as rates
};

/// Adapter and reducer weights start as their papers say, drawn from `random`; backbone and head are zero.
Vit assemble(const VitConfig& config, const Tuning& tuning, at::Generator& random);

/// The method's trainable parameters; requires_grad is set on them and cleared on the others.
ParameterList freeze(const Vit& model, const Tuning& tuning);

/// Number of scalar weights.
std::int64_t count_elements(const ParameterList& parameters);

}  // namespace pyra
