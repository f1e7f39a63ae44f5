#include <algorithm>
#include <iterator>

#include "architecture/inference.h"
#include "architecture/part.h"
#include "architecture/positions/picture_size.h"
#include "architecture/positions/resample.h"

namespace pyra {
namespace {

struct Rule {
  PositionResizing rule;
  const char* name;
};
constexpr Rule kRules[] = {{PositionResizing::antialiased, "antialiased"},
                           {PositionResizing::plain, "plain"},
                           {PositionResizing::offset, "offset"}};

std::string rule_name(const VitConfig& config) {
  return std::find_if(std::begin(kRules), std::end(kRules),
                      [&](const Rule& known) { return known.rule == config.position_resizing; })
      ->name;
}

bool choose_rule(const std::string& word, VitConfig& config) {
  const auto* found = std::find_if(std::begin(kRules), std::end(kRules),
                                   [&](const Rule& known) { return known.name == word; });
  if (found == std::end(kRules)) return false;
  config.position_resizing = found->rule;
  return true;
}

std::vector<std::string> rule_names() {
  std::vector<std::string> names;
  for (const Rule& known : kRules) names.emplace_back(known.name);
  return names;
}

constexpr Choice kRule{rule_name, choose_rule, rule_names};
constexpr Field kFields[] = {{"pos_embed_has_prefix", &VitConfig::pos_embed_has_prefix},
                             {.name = "pos_embed", .place = &VitConfig::pos_embed, .optional = true},
                             {.name = "position_resizing", .place = &kRule, .optional = true}};

void tensors(const VitConfig& config, TensorList& list) {
  list.add("pos_embed",
           {1, config.patches() + (config.pos_embed_has_prefix ? config.prefix_tokens() : 0), config.dim});
}

void infer(Inference& from) {
  from.config.pos_embed = !from.config.rotary || from.has("pos_embed");
  if (from.config.pos_embed)
    infer_picture_size(from, from.size_of("pos_embed", 3, 1));
  else
    choose_picture_size(from);
}

void override_by(const BackboneOverrides& said, VitConfig& config) {
  if (said.image_size) std::tie(config.image_height, config.image_width) = *said.image_size;
  config.position_resizing = said.position_resizing.value_or(config.position_resizing);
}

}  // namespace

Part learned_positions_part() {
  return {.name = "learned positions",
          .doc = "a learned vector for each place of the grid is added to what stands there",
          .fields = kFields,
          .present = [](const VitConfig& config) { return config.pos_embed; },
          .tensors = tensors,
          .resize = resample_positions,
          .infer = infer,
          .override_by = override_by};
}

}  // namespace pyra
