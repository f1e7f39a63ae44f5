// A learned query attends to the last tokens, log(size) added to its logits; a map, then a residual MLP: y =
// proj o, features = y + mlp(norm(y)) (SigLIP, arXiv 2303.15343; Set Transformer's pooling, arXiv
// 1810.00825).
#include "architecture/pooling/attention_pool.h"

#include "architecture/norm/layer_norm.h"
#include "architecture/part.h"

namespace pyra {
namespace {

constexpr Field kFields[] = {{.name = "pool_heads", .place = &VitConfig::pool_heads, .optional = true},
                             {.name = "pool_prefix", .place = &VitConfig::pool_prefix, .optional = true}};

bool is_here(const VitConfig& config) { return config.pooling == Pooling::attention; }

void check(const VitConfig& config) {
  check_range("pool_heads", config.heads_of_pool(), 1, config.dim);
  if (config.dim % config.heads_of_pool() != 0) {
    refuse_config("dim " + std::to_string(config.dim) + " is not divisible by the " +
                  std::to_string(config.heads_of_pool()) + " heads of its attention pooling");
  }
  if (config.gated_mlp) refuse_config("attention pooling goes with MLPs without a gate, as its own is");
  if (config.distilled) refuse_config("a distilled one pools its class tokens, not by attention");
}

void tensors(const VitConfig& config, TensorList& list) {
  const std::string pool(kAttentionPool);
  list.add(pool + "latent", {1, 1, config.dim});
  list.add_linear(pool + "q", config.dim, config.dim);
  list.add_linear(pool + "kv", 2 * config.dim, config.dim);
  list.add_linear(pool + "proj", config.dim, config.dim);
  add_norm(config, pool + "norm", list);
  list.add_linear(pool + "mlp.fc1", config.mlp_dim, config.dim);
  list.add_linear(pool + "mlp.fc2", config.dim, config.mlp_dim);
}

double macs(const VitConfig& config, const TokenCounts& tokens) {
  return pool_macs(config, tokens.after - (config.pool_prefix ? 0 : config.prefix_tokens()));
}

void settle(Inference& from) {
  if (!is_here(from.config)) return;
  from.config.pool_heads = from.sidecar.pool_heads.value_or(0);
  from.config.pool_prefix = from.sidecar.pool_prefix;
  if (from.config.prefix_tokens() > 0 && from.sidecar.architecture.empty())
    from.assumed.emplace_back("attention pooling of the patches alone, without prefix tokens");
}

}  // namespace

bool has_attention_pool(const Inference& from) { return from.has(std::string(kAttentionPool) + "latent"); }

/// Keys and values of every token, the query's logits and what it mixes, and one row through all maps.
double pool_macs(const VitConfig& config, std::int64_t seen) {
  const double n = static_cast<double>(seen), dim = static_cast<double>(config.dim);
  return 2 * n * dim * dim + 2 * n * dim + 2 * dim * dim + 2 * dim * static_cast<double>(config.mlp_dim);
}

Part attention_pool_part() {
  return {.name = "attention pooling",
          .doc = "a learned query over the last tokens, weighted by their sizes, and a residual MLP",
          .stage = Stage::after,
          .fields = kFields,
          .present = is_here,
          .check = check,
          .tensors = tensors,
          .macs = macs,
          .spare = kAttentionPool,
          .settle = settle};
}

}  // namespace pyra
