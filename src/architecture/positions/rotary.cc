#include "architecture/positions/rotary.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "architecture/inference.h"
#include "architecture/part.h"
#include "architecture/pooling/attention_pool.h"
#include "pyra/error.h"

namespace pyra {
namespace {

constexpr Field kFields[] = {
    {.name = "rotary", .place = &VitConfig::rotary, .optional = true},
    {.name = "rope_theta", .place = &VitConfig::rope_theta, .optional = true},
    {.name = "rope_counted", .place = &VitConfig::rope_counted, .optional = true},
    {.name = "rope_reference", .place = &VitConfig::rope_reference, .optional = true},
    {.name = "rope_offset", .place = &VitConfig::rope_offset, .optional = true},
    {.name = "rope_x_first", .place = &VitConfig::rope_x_first, .optional = true}};

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
  const std::optional<RotaryKind>& kind = from.overrides.rotary ? from.overrides.rotary : from.sidecar.rotary;
  const bool nobody_says = from.sidecar.architecture.empty() && !kind && !from.overrides.trained_on;
  if (nobody_says && looks_rotary(from)) {
    throw InputError(
        "these weights have the layout of a Perception Encoder, whose positions are rotary though no tensor "
        "shows "
        "how: put the config.json that names it beside the file");
  }
  from.config.rotary = kind.has_value();
  const RotaryKind said = kind.value_or(RotaryKind{});
  from.config.rope_theta = said.theta;
  from.config.rope_counted = said.counted;
  from.config.rope_reference = said.reference;
  from.config.rope_offset = said.offset;
  from.config.rope_x_first = said.x_first;
}

std::string mark(const VitConfig& config) {
  std::string text = "rotary " + std::to_string(config.rope_theta);
  if (config.rope_counted) {
    text += " counted " + std::to_string(config.rope_reference) + " " + std::to_string(config.rope_offset) +
            (config.rope_x_first ? " x" : " y");
  }
  return text;
}

}  // namespace

RotaryKind rotary_kind(const VitConfig& config) {
  return {config.rope_theta, config.rope_counted, config.rope_reference, config.rope_offset,
          config.rope_x_first};
}

std::vector<float> rotary_places(const VitConfig& config) {
  std::vector<float> places(static_cast<std::size_t>(2 * config.prefix_tokens()), 0.0F);
  const std::int64_t rows = config.image_height / config.patch, columns = config.image_width / config.patch;
  const auto place = [&](std::int64_t at, std::int64_t of) {
    const auto i = static_cast<float>(at), n = static_cast<float>(of);
    if (!config.rope_counted) return 2 * ((i + 0.5F) / n) - 1;
    const float counted = i + static_cast<float>(config.rope_offset);
    return config.rope_reference > 0 ? counted / n * static_cast<float>(config.rope_reference) : counted;
  };
  for (std::int64_t i = 0; i < rows; ++i) {
    for (std::int64_t j = 0; j < columns; ++j) {
      const float y = place(i, rows), x = place(j, columns);
      places.insert(places.end(), {config.rope_x_first ? x : y, config.rope_x_first ? y : x});
    }
  }
  return places;
}

std::vector<float> rotary_frequencies(const VitConfig& config) {
  const std::int64_t count = config.head_dim() / 4;
  const double fastest = config.rope_counted ? 1 : 2 * std::numbers::pi;
  std::vector<float> frequencies;
  for (std::int64_t k = 0; k < count; ++k) {
    const double share = static_cast<double>(k) / static_cast<double>(count);
    frequencies.push_back(static_cast<float>(fastest * std::pow(config.rope_theta, -share)));
  }
  return frequencies;
}

void separate_turned_pairs(TensorMap& tensors, const VitConfig& config) {
  const std::int64_t head_dim = config.head_dim();
  for (std::int64_t block = 0; block < config.depth; ++block) {
    for (const char* kind : {".weight", ".bias"}) {
      const auto found = tensors.find("blocks." + std::to_string(block) + ".attn.qkv" + kind);
      if (found == tensors.end()) continue;
      const std::vector<float> from = found->second.to_float();
      std::vector<float> to = from;
      const std::int64_t row = found->second.elements() / (3 * config.dim);
      for (std::int64_t channel = 0; channel < 2 * config.dim; ++channel) {  // queries and keys
        const std::int64_t d = channel % head_dim, pair = 2 * (d % (head_dim / 2)) + d / (head_dim / 2);
        std::copy_n(from.begin() + (channel - d + pair) * row, row, to.begin() + channel * row);
      }
      found->second = make_tensor(to, found->second.shape);
    }
  }
}

Part rotary_positions_part() {
  return {.name = "rotary positions",
          .doc = "queries and keys are turned by the place of their patch (RoPE)",
          .fields = kFields,
          .present = [](const VitConfig& config) { return config.rotary; },
          .check = check,
          .mark = mark,
          .infer = infer};
}

}  // namespace pyra
