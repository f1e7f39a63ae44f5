#include "architecture/positions/rotary.h"

#include <cmath>
#include <numbers>

#include "architecture/inference.h"
#include "architecture/part.h"

namespace pyra {
namespace {

constexpr Field kFields[] = {{.name = "rotary", .place = &VitConfig::rotary, .optional = true},
                             {.name = "rope_theta", .place = &VitConfig::rope_theta, .optional = true}};

void check(const VitConfig& config) {
  if (config.head_dim() % 4 != 0) {
    refuse_config("rotary positions turn a quarter of a head's channels for each of two coordinates, which " +
                  std::to_string(config.head_dim()) + " channels are not divisible into");
  }
  if (!(config.rope_theta > 1 && config.rope_theta < 1e9))
    refuse_config("rope_theta is " + std::to_string(config.rope_theta) + ", expected 1 to 1e9");
}

/// Tensors do not show them: a family says so, or what lies beside the file.
void infer(Inference& from) {
  from.config.rotary = from.sidecar.rope_theta.has_value();
  from.config.rope_theta = from.sidecar.rope_theta.value_or(VitConfig{}.rope_theta);
}

}  // namespace

std::vector<float> rotary_places(const VitConfig& config) {
  std::vector<float> places(static_cast<std::size_t>(2 * config.prefix_tokens()), 0.0F);
  const auto rows = static_cast<float>(config.image_height / config.patch),
             columns = static_cast<float>(config.image_width / config.patch);
  for (float y = 0.5F; y < rows; ++y) {
    for (float x = 0.5F; x < columns; ++x)
      places.insert(places.end(), {2 * (y / rows) - 1, 2 * (x / columns) - 1});
  }
  return places;
}

std::vector<float> rotary_frequencies(const VitConfig& config) {
  const std::int64_t count = config.head_dim() / 4;
  std::vector<float> frequencies;
  for (std::int64_t k = 0; k < count; ++k) {
    const double share = static_cast<double>(k) / static_cast<double>(count);
    frequencies.push_back(static_cast<float>(2 * std::numbers::pi * std::pow(config.rope_theta, -share)));
  }
  return frequencies;
}

Part rotary_positions_part() {
  return {.name = "rotary positions",
          .doc = "queries and keys are turned by the place of their patch (RoPE)",
          .fields = kFields,
          .present = [](const VitConfig& config) { return config.rotary; },
          .check = check,
          .mark = [](const VitConfig& config) { return "rotary " + std::to_string(config.rope_theta); },
          .infer = infer};
}

}  // namespace pyra
