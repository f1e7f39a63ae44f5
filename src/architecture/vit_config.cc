#include "pyra/vit_config.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <tuple>

#include "base/json/json_fields.h"
#include "base/json/json_text.h"
#include "pyra/error.h"

namespace pyra {
namespace {

using Json = nlohmann::json;

// Far above any model there is, and small enough that no product of two of them overflows.
constexpr std::int64_t kMaxSize = 1 << 24;
constexpr std::int64_t kMaxDepth = 4096;
constexpr std::int64_t kMaxPatches = 1 << 20;

/// Calls visit(name, field) for every field except pooling, which is an enumeration.
template <typename Config, typename Visit>
void for_each_field(Config& config, Visit&& visit) {
  visit("image_height", config.image_height);
  visit("image_width", config.image_width);
  visit("patch", config.patch);
  visit("dim", config.dim);
  visit("depth", config.depth);
  visit("heads", config.heads);
  visit("mlp_dim", config.mlp_dim);
  visit("classes", config.classes);
  visit("class_token", config.class_token);
  visit("distilled", config.distilled);
  visit("registers", config.registers);
  visit("pos_embed_has_prefix", config.pos_embed_has_prefix);
  visit("patch_bias", config.patch_bias);
  visit("qkv_bias", config.qkv_bias);
  visit("norm_pre", config.norm_pre);
  visit("final_norm", config.final_norm);
  visit("fc_norm", config.fc_norm);
  visit("layer_scale", config.layer_scale);
  visit("pre_logits", config.pre_logits);
  visit("norm_eps", config.norm_eps);
}

[[noreturn]] void reject(const std::string& reason) {
  throw InputError("not a Vision Transformer: " + reason);
}

void check_range(const char* name, std::int64_t value, std::int64_t low, std::int64_t high) {
  if (value < low || value > high) {
    reject(std::string(name) + " is " + std::to_string(value) + ", expected " + std::to_string(low) + " to " +
           std::to_string(high));
  }
}

}  // namespace

void validate(const VitConfig& config) {
  const std::tuple<const char*, std::int64_t, std::int64_t, std::int64_t> ranges[] = {
      {"image_height", config.image_height, 1, kMaxSize},
      {"image_width", config.image_width, 1, kMaxSize},
      {"patch", config.patch, 1, kMaxSize},
      {"dim", config.dim, 1, kMaxSize},
      {"depth", config.depth, 1, kMaxDepth},
      {"heads", config.heads, 1, config.dim},
      {"mlp_dim", config.mlp_dim, 1, kMaxSize},
      {"classes", config.classes, 0, kMaxSize},
      {"registers", config.registers, 0, kMaxSize},
      {"pre_logits", config.pre_logits, 0, kMaxSize}};
  for (const auto& [name, value, low, high] : ranges) check_range(name, value, low, high);
  if (config.dim % config.heads != 0) {
    reject("dim " + std::to_string(config.dim) + " is not divisible by " + std::to_string(config.heads) +
           " heads");
  }
  if (config.image_height % config.patch != 0 || config.image_width % config.patch != 0) {
    reject("an image of " + std::to_string(config.image_height) + "x" + std::to_string(config.image_width) +
           " is not divisible into patches of " + std::to_string(config.patch) + " pixels");
  }
  if (config.patches() > kMaxPatches) {
    reject("an image of " + std::to_string(config.image_height) + "x" + std::to_string(config.image_width) +
           " has " + std::to_string(config.patches()) + " patches, at most " + std::to_string(kMaxPatches) +
           " are supported");
  }
  if (config.pooling == Pooling::class_token && !config.class_token) {
    reject("class-token pooling needs a class token (cls_token), which this one lacks: use average pooling");
  }
  if (config.distilled && (!config.class_token || config.pooling != Pooling::class_token)) {
    reject("a distilled one needs a class token and class-token pooling");
  }
  if (config.distilled && config.pre_logits > 0) reject("a distilled one has no pre_logits layer");
  if (!(config.norm_eps > 0 && config.norm_eps < 1)) {
    reject("norm_eps is " + std::to_string(config.norm_eps) + ", expected a small positive number");
  }
}

std::string pooling_name(Pooling pooling) { return pooling == Pooling::average ? "average" : "class_token"; }

std::string config_to_json(const VitConfig& config) {
  Json json = Json::object();
  for_each_field(config, [&](const char* name, const auto& field) { json[name] = field; });
  json["pooling"] = pooling_name(config.pooling);
  if (config.activation != Activation::gelu) json["activation"] = activation_name(config.activation);
  return json_text(json);
}

VitConfig config_from_json(const std::string& text) {
  constexpr std::size_t kMaxText = 65536;  // one line of twenty numbers
  Json json = parse_json(text, "the backbone's config", {kMaxText});
  if (!json.is_object()) throw InputError("the backbone's config must be a JSON object");
  const auto take = [&](const std::string& name) {
    const auto found = json.find(name);
    if (found == json.end()) throw InputError("the backbone's config lacks '" + name + "'");
    Json value = *found;
    json.erase(found);
    return value;
  };

  VitConfig config;
  for_each_field(config, [&](const char* name, auto& field) {
    try {
      read_value(name, take(name), field);
    } catch (const InputError& error) {
      throw InputError(std::string("the backbone's config: ") + error.what());
    }
  });
  const Json pooling = take("pooling");
  if (pooling == "average") {
    config.pooling = Pooling::average;
  } else if (pooling == "class_token") {
    config.pooling = Pooling::class_token;
  } else {
    throw InputError("the backbone's pooling must be \"class_token\" or \"average\", got " +
                     json_text(pooling));
  }
  if (json.contains("activation")) {
    const Json stated = take("activation");
    const auto known = stated.is_string() ? find_activation(stated.get<std::string>()) : std::nullopt;
    if (!known)
      throw InputError("the backbone's activation must be \"gelu\", \"quick_gelu\" or \"gelu_tanh\", got " +
                       json_text(stated));
    config.activation = *known;
  }
  if (!json.empty())
    throw InputError("the backbone's config has an unknown field '" + json.begin().key() + "'");
  validate(config);
  return config;
}

}  // namespace pyra
