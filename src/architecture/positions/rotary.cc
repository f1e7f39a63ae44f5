#include "architecture/positions/rotary.h"

#include <cmath>
#include <numbers>

#include "architecture/inference.h"
#include "architecture/part.h"
#include "architecture/pooling/attention_pool.h"
#include "pyra/error.h"

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

/// The layouts of Perception Encoder (core; lang and spatial), which no model without rotary positions is
/// known to have: taken for one it would be read wrongly without a word.
bool looks_rotary(const Inference& from) {
  const bool before = from.has("norm_pre.weight"),
             after = from.has("norm.weight") || from.has("fc_norm.weight");
  return has_attention_pool(from) ? before || from.has("cls_token") : before && !after;
}

/// Tensors do not show them: a family says so, or what lies beside the file.
void infer(Inference& from) {
  const bool nobody_says =
      from.sidecar.architecture.empty() && !from.sidecar.rope_theta && !from.overrides.trained_on;
  if (nobody_says && looks_rotary(from)) {
    throw InputError(
        "these weights have the layout of a Perception Encoder, whose positions are rotary though no tensor "
        "shows it, "
        "and which pyra does not compute; of another model, put the config.json that names it beside the "
        "file");
  }
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
