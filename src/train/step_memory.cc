#include "train/step_memory.h"

#include <array>
#include <cstdio>

#include "methods/list.h"
#include "pyra/error.h"

namespace pyra {
namespace {

std::string gigabytes(double bytes) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f GB", bytes / 1e9);
  return text.data();
}

}  // namespace

double least_step_bytes(const VitConfig& config, const Schedule& schedule, const Recipe& recipe,
                        std::int64_t pictures) {
  if (!find_method(recipe.method).reaches_blocks()) return 0;  // what a reducer that learns keeps is little
  const std::int64_t kept = recipe.checkpointing ? config.dim : 3 * config.dim + config.mlp_up();
  const double bytes = recipe.precision == "bf16" && !recipe.checkpointing ? 2 : 4;
  double tokens = 0;
  for (std::size_t block = 1; block < schedule.rates.size(); ++block) {
    tokens +=
        static_cast<double>(schedule.tokens[block + 1]);  // after merging, which MLP alone sees: counted low
  }
  return tokens * static_cast<double>(kept) * bytes * static_cast<double>(pictures);
}

void check_step_memory(const AdaptSetup& setup, const Recipe& recipe, std::int64_t pictures, double free) {
  const double needed = least_step_bytes(setup.config, setup.schedule, recipe, pictures);
  if (needed <= free) return;
  throw Failure(
      "one step of " + std::to_string(pictures) + " pictures of " +
          std::to_string(setup.config.image_height) + "x" + std::to_string(setup.config.image_width) +
          " needs at least " + gigabytes(needed) + " of memory, and " + gigabytes(free) +
          " are free: take fewer pictures a step (batch, with accumulate for the same learning), a smaller "
          "crop" +
          (recipe.checkpointing ? "" : ", or checkpointing"),
      code::kStepMemory);
}

}  // namespace pyra
