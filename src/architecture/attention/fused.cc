// Attention of all heads over all tokens, queries, keys and values from one map.
#include "architecture/attention/assumed_heads.h"
#include "architecture/inference.h"
#include "architecture/part.h"
#include "pyra/error.h"

namespace pyra {
namespace {

constexpr Field kFields[] = {{"heads", &VitConfig::heads, 1}, {"qkv_bias", &VitConfig::qkv_bias}};

void check(const VitConfig& config) {
  check_range("heads", config.heads, 1, config.dim);
  if (config.dim % config.heads != 0) {
    refuse_config("dim " + std::to_string(config.dim) + " is not divisible by " +
                  std::to_string(config.heads) + " heads");
  }
}

void tensors(const VitConfig& config, TensorList& list) {
  list.add_linear("attn.qkv", 3 * config.dim, config.dim, config.qkv_bias);
  list.add_linear("attn.proj", config.dim, config.dim);
}

/// Four maps of every token, and every token with every other, twice.
double macs(const VitConfig& config, const TokenCounts& tokens) {
  const double n = static_cast<double>(tokens.before), dim = static_cast<double>(config.dim);
  return 4 * n * dim * dim + 2 * n * n * dim;
}

void settle(Inference& from) {
  const std::optional<std::int64_t> in_layout = from.heads_in_layout, said = from.overrides.heads;
  if (in_layout && said && *in_layout != *said) {
    throw InputError("the file states " + std::to_string(*in_layout) + " heads, not " +
                     std::to_string(*said) + ": leave the number of heads out");
  }
  if (said && from.config.dim % *said != 0) {
    throw InputError("the " + std::to_string(from.config.dim) +
                         " channels of these weights are not divisible by " + std::to_string(*said) +
                         " heads; state a divisor, or none",
                     code::kHeadsDivide);
  }
  const auto& width = from.sidecar.heads_dim;
  const auto stated = width && *width != from.config.dim ? std::nullopt : from.sidecar.heads;
  if (const auto heads = said ? said : in_layout ? in_layout : stated) {
    from.config.heads = *heads;
    return;
  }
  from.config.heads = assumed_heads(from.config);
  from.assumed.push_back(std::to_string(from.config.heads) + " heads of " +
                         std::to_string(from.config.head_dim()) + " channels");
}

}  // namespace

Part fused_attention_part() {
  return {.name = "fused qkv",
          .doc = "attention: queries, keys and values of all heads from one map, and a map back",
          .stage = Stage::block,
          .fields = kFields,
          .check = check,
          .tensors = tensors,
          .macs = macs,
          .infer = [](Inference& from) { from.config.qkv_bias = from.has("blocks.0.attn.qkv.bias"); },
          .settle = settle,
          .override_by = [](const BackboneOverrides& said,
                            VitConfig& config) { config.heads = said.heads.value_or(config.heads); }};
}

}  // namespace pyra
