// Models that the GPU's engine must run as the CPU's does: one table for the emulator and for a real GPU.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "pyra/inference_model.h"

namespace pyra::testing {

struct EngineCase {
  std::string name;
  InferenceModel model;
};
void PrintTo(const EngineCase& c, std::ostream* out);

std::vector<EngineCase> engine_cases();

}  // namespace pyra::testing
