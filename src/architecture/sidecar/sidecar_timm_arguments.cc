// model_args of timm's config.json, and what else it says of the weights.
#include <algorithm>
#include <initializer_list>
#include <limits>
#include <string_view>

#include "architecture/sidecar/sidecar_parts.h"
#include "architecture/sidecar/stated_traits.h"
#include "base/json/json_reader.h"

namespace pyra {
namespace {

using Json = nlohmann::json;

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

constexpr double truth(bool value) { return value ? 1 : 0; }
constexpr double whole(std::int64_t value) { return static_cast<double>(value); }

// A head may have been taken off.
constexpr Trait kClasses[] = {{"num_classes", TraitKind::whole, [](const VitConfig& c) {
                                 return c.classes > 0 ? whole(c.classes) : kUnknown;
                               }}};

constexpr Trait kTraits[] = {
    {"embed_dim", TraitKind::whole, [](const VitConfig& c) { return whole(c.dim); }},
    {"depth", TraitKind::whole, [](const VitConfig& c) { return whole(c.depth); }},
    {"mlp_ratio", TraitKind::ratio, [](const VitConfig& c) { return whole(c.mlp_up()) / whole(c.dim); }},
    {"patch_size", TraitKind::square, [](const VitConfig& c) { return whole(c.patch); }},
    {"in_chans", TraitKind::whole, [](const VitConfig&) { return 3.0; }},
    {"reg_tokens", TraitKind::whole, [](const VitConfig& c) { return whole(c.registers); }},
    {"class_token", TraitKind::flag, [](const VitConfig& c) { return truth(c.class_token); }},
    {"no_embed_class", TraitKind::flag,
     [](const VitConfig& c) { return c.prefix_tokens() > 0 ? truth(!c.pos_embed_has_prefix) : kUnknown; }},
    {"pre_norm", TraitKind::flag, [](const VitConfig& c) { return truth(c.norm_pre); }},
    {"init_values", TraitKind::truth, [](const VitConfig& c) { return truth(c.layer_scale); }},
    {"qkv_bias", TraitKind::flag, [](const VitConfig& c) { return truth(c.qkv_bias); }},
    {"proj_bias", TraitKind::flag, [](const VitConfig&) { return 1.0; }},
    {"final_norm", TraitKind::flag, [](const VitConfig& c) { return truth(c.final_norm || c.fc_norm); }},
    {"fc_norm", TraitKind::flag,
     [](const VitConfig& c) { return c.final_norm || c.fc_norm ? truth(c.fc_norm) : kUnknown; }},
};

// What decides nothing in evaluation.
constexpr std::string_view kHarmless[] = {
    "num_classes",    "drop_rate",      "pos_drop_rate",   "patch_drop_rate",  "proj_drop_rate",
    "attn_drop_rate", "drop_path_rate", "weight_init",     "fix_init",         "device",
    "dtype",          "features_only",  "strict_img_size", "dynamic_img_size", "dynamic_img_pad"};

struct PlainValue {
  std::string_view field;
  std::initializer_list<std::string_view> values;
};

// What a plain ViT has, spelled out.
const PlainValue kPlain[] = {{"norm_layer", {"layernorm", "layer_norm", "LayerNorm"}},
                             {"pos_embed", {"learn"}},
                             {"block_fn", {"Block"}},
                             {"mlp_layer", {"Mlp", "mlp"}},
                             {"attn_layer", {"Attention", "attn", ""}},
                             {"embed_layer", {"PatchEmbed"}}};

bool is_plain(std::string_view name, const Json& value) {
  if (value.is_null() || value == false) return true;
  if (!value.is_string()) return false;
  return std::any_of(std::begin(kPlain), std::end(kPlain), [&](const PlainValue& plain) {
    return plain.field == name && std::find(plain.values.begin(), plain.values.end(),
                                            value.get<std::string>()) != plain.values.end();
  });
}

bool is_read_or_harmless(std::string_view name) {
  constexpr std::string_view kRead[] = {"num_heads", "img_size", "global_pool", "act_layer"};
  return std::find(std::begin(kRead), std::end(kRead), name) != std::end(kRead) ||
         std::find(std::begin(kHarmless), std::end(kHarmless), name) != std::end(kHarmless) ||
         std::any_of(std::begin(kTraits), std::end(kTraits),
                     [&](const Trait& trait) { return trait.field == name; });
}

}  // namespace

void read_timm_classes(const StatedFields& fields) {
  if (fields.whole("num_classes").value_or(1) > 0) read_traits(fields, kClasses);
}

void read_timm_arguments(const StatedFields& arguments) {
  Sidecar& sidecar = arguments.sidecar();
  for (const auto& [name, value] : arguments.json().items()) {
    if (is_read_or_harmless(name)) continue;
    if (!is_plain(name, value)) {
      arguments.refuse(arguments.path(name) + " = " + shown(value), "an option that pyra does not compute");
    } else if (name == "norm_layer" && value.is_string()) {
      sidecar.norm_eps = 1e-6;  // of timm's own
    }
  }
  if (const auto heads = arguments.whole("num_heads")) sidecar.heads = heads;
  // A width that is stated leaves the architecture's heads as they are.
  if (arguments.find("num_heads") != nullptr || arguments.find("embed_dim") != nullptr)
    sidecar.heads_dim.reset();
  if (const auto size = arguments.sides("img_size")) sidecar.image_size = size;
  state_timm_pooling(arguments);
  if (const auto activation = arguments.text("act_layer")) state_activation(*activation, sidecar);
  read_timm_classes(arguments);
  read_traits(arguments, kTraits);
}

}  // namespace pyra
