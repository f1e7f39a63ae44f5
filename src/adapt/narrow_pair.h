// What the bottlenecks share: a map down to `width` channels and one up again.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <string>

#include "adapt/registry.h"
#include "model/linear.h"

namespace pyra {

struct NarrowPair {
  /// down [width, C] starts Kaiming-uniform, drawn from the setting's generator; up at zero, so that step 0
  /// is the backbone.
  explicit NarrowPair(const MethodSetting& setting);
  void collect(ParameterList& list, const std::string& down_name, const std::string& up_name) const;

  Linear down, up;
  double dropout;
};

}  // namespace pyra
