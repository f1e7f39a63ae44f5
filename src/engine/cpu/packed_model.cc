// From named float32 tensors to packed weights.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "architecture/positions/rotary.h"
#include "base/threads/processors.h"
#include "deploy/plain_weights.h"
#include "engine/cpu/weights.h"
#include "kernels/turns.h"
#include "reducers/list.h"

namespace pyra {
namespace {

constexpr std::int64_t kPoolColumns = 16;  // a multiple of every vector's width (kernels/small_product.h)

class Packer {
 public:
  Packer(const InferenceModel& model, const Elements& elements)
      : model_(model), plain_(model), elements_(elements) {}

  std::vector<float> values(const std::string& name) const { return plain_.values(name); }

  Norm norm(const std::string& name, double eps) const {
    return {values(name + ".weight"), values(name + ".bias"), static_cast<float>(eps)};
  }
  std::optional<Norm> norm_if(bool wanted, const std::string& name) const {
    return wanted ? std::optional(norm(name, model_.config.norm_eps)) : std::nullopt;
  }

  Dense dense(const std::string& name, std::int64_t out, std::int64_t in, Element element,
              const std::string& gamma = "") const {
    return rows_of(plain_.dense(name, out, in, gamma), 0, out, in, element);
  }

  PackedBlock block(std::int64_t index, bool prefix_only) const {
    const VitConfig& c = model_.config;
    const std::string name = "blocks." + std::to_string(index);
    const Element element = elements_.product;
    const PlainDense projection = plain_.dense(name + ".attn.qkv", 3 * c.dim, c.dim);
    const auto qkv = [&](std::int64_t first, std::int64_t out) {
      return std::optional(rows_of(projection, first, out, c.dim, element));
    };
    PackedBlock block{norm(name + ".norm1", c.norm_eps),
                      norm(name + ".norm2", c.norm_eps),
                      prefix_only ? std::nullopt : qkv(0, 3 * c.dim),
                      prefix_only ? qkv(0, c.dim) : std::nullopt,
                      prefix_only ? qkv(c.dim, 2 * c.dim) : std::nullopt,
                      dense(name + ".attn.proj", c.dim, c.dim, element, name + ".ls1.gamma"),
                      dense(name + ".mlp.fc1", c.mlp_up(), c.dim, element),
                      dense(name + ".mlp.fc2", c.dim, c.mlp_dim, element, name + ".ls2.gamma"),
                      std::nullopt,
                      plain_.reducer(index)};
    if (const auto added = plain_.bottleneck(index)) block.bottleneck.emplace(*added);
    return block;
  }

  PackedAttentionPool pool() const {
    const VitConfig& c = model_.config;
    const std::int64_t heads = c.heads_of_pool(), head_dim = c.dim / heads,
                       width = (heads + kPoolColumns - 1) / kPoolColumns * kPoolColumns;
    const auto dense_of = [&](const char* name, std::int64_t out, std::int64_t in) {
      return dense(std::string("attn_pool.") + name, out, in, Element::f32);
    };
    const PlainDense key_value = plain_.dense("attn_pool.kv", 2 * c.dim, c.dim);
    PackedAttentionPool pool{c.dim,
                             heads,
                             width,
                             probe_of(key_value, heads, width),
                             {},
                             dense_of("proj", c.dim, c.dim),
                             norm("attn_pool.norm", c.norm_eps),
                             dense_of("mlp.fc1", c.mlp_dim, c.dim),
                             dense_of("mlp.fc2", c.dim, c.mlp_dim)};
    for (std::int64_t h = 0; h < heads; ++h)
      pool.values.push_back(rows_of(key_value, c.dim + h * head_dim, head_dim, c.dim, Element::f32));
    return pool;
  }

 private:
  /// K_h^T q_h / sqrt(D) in column h of [C, width], in doubles.
  std::vector<float> probe_of(const PlainDense& key_value, std::int64_t heads, std::int64_t width) const {
    const std::int64_t dim = model_.config.dim, head_dim = dim / heads;
    const PlainDense query = plain_.dense("attn_pool.q", dim, dim);
    const std::vector<float> latent = values("attn_pool.latent");
    std::vector<float> probe(static_cast<std::size_t>(dim * width));
    std::vector<double> column(static_cast<std::size_t>(dim));
    for (std::int64_t h = 0; h < heads; ++h) {
      std::fill(column.begin(), column.end(), 0.0);
      for (std::int64_t d = h * head_dim; d < (h + 1) * head_dim; ++d) {
        const float* row = query.weight.data() + d * dim;
        const double q = std::inner_product(latent.begin(), latent.end(), row,
                                            static_cast<double>(query.bias[static_cast<std::size_t>(d)]));
        const float* key = key_value.weight.data() + d * dim;
        for (std::size_t c = 0; c < column.size(); ++c) column[c] += q * static_cast<double>(key[c]);
      }
      for (std::size_t c = 0; c < column.size(); ++c) {
        probe[c * static_cast<std::size_t>(width) + static_cast<std::size_t>(h)] =
            static_cast<float>(column[c] / std::sqrt(static_cast<double>(head_dim)));
      }
    }
    return probe;
  }

  /// Rows first .. first + out - 1.
  static Dense rows_of(const PlainDense& plain, std::int64_t first, std::int64_t out, std::int64_t in,
                       Element element) {
    return {PackedWeight(plain.weight.data() + first * in, out, in, element),
            {plain.bias.begin() + first, plain.bias.begin() + first + out}};
  }

  const InferenceModel& model_;
  PlainWeights plain_;
  Elements elements_;
};

std::optional<PackedRotary> rotary_of(const VitConfig& config) {
  if (!config.rotary) return std::nullopt;
  PackedRotary rotary{rotary_frequencies(config), rotary_places(config), {}};
  rotary.turns.resize(static_cast<std::size_t>(config.tokens() * config.head_dim()));
  make_turns(rotary.places.data(), config.tokens(), rotary.frequencies.data(), config.head_dim(),
             rotary.turns.data());
  return rotary;
}

}  // namespace

PackedModel::PackedModel(const InferenceModel& model, Precision precision) {
  check_inference_model(model);
  const OneOpenMpThread alone;
  const VitConfig& c = model.config;
  const Elements elements = elements_of(precision);
  const Packer packer(model, elements);
  const PlainWeights plain(model);
  Impl impl{c,
            precision,
            elements,
            find_reducer(model.reducer).merges ? model.reducer : fallback_reducer().name,
            packer.dense("patch_embed.proj", c.dim, 3 * c.patch * c.patch, elements.embedding),
            plain.prefix_rows(),
            plain.patch_positions(),
            {},
            rotary_of(c),
            packer.norm_if(c.norm_pre, "norm_pre"),
            packer.norm_if(c.final_norm, "norm"),
            packer.norm_if(c.fc_norm, "fc_norm"),
            std::nullopt,
            std::nullopt,
            std::nullopt,
            std::nullopt,
            std::nullopt,
            std::make_shared<TeamPool>()};
  std::vector<std::optional<PackedBlock>> blocks(static_cast<std::size_t>(c.depth));
  Team(usable_processors()).for_each(c.depth, [&](std::int64_t i, int) {
    blocks[static_cast<std::size_t>(i)] = packer.block(i, impl.prefix_suffices() && i + 1 == c.depth);
  });
  for (auto& block : blocks) impl.blocks.push_back(std::move(*block));
  // Few rows read these, so their precision costs nothing.
  if (c.pre_logits > 0) impl.pre_logits = packer.dense("pre_logits.fc", c.pre_logits, c.dim, Element::f32);
  if (c.pooling == Pooling::attention) impl.pool = packer.pool();
  if (c.projection > 0) impl.projection = packer.dense("projection", c.projection, c.pooled(), Element::f32);
  if (c.classes > 0) impl.head = packer.dense("head", c.classes, c.features(), Element::f32);
  if (c.classes > 0 && c.distilled)
    impl.head_distilled = packer.dense("head_dist", c.classes, c.dim, Element::f32);
  impl_ = std::make_shared<const Impl>(std::move(impl));
}

const VitConfig& PackedModel::config() const { return impl_->config; }
Precision PackedModel::precision() const { return impl_->precision; }

std::size_t PackedModel::bytes() const {
  std::size_t total = impl_->patch.weight.bytes();
  for (const PackedBlock& block : impl_->blocks) {
    for (const auto* dense : {&block.qkv, &block.query, &block.key_value}) {
      if (*dense) total += (*dense)->weight.bytes();
    }
    total += block.proj.weight.bytes() + block.fc1.weight.bytes() + block.fc2.weight.bytes();
  }
  return total;
}

}  // namespace pyra
