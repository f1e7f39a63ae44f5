// From named float32 tensors to packed weights.
#include <algorithm>
#include <cmath>

#include "pyra/error.h"
#include "runtime/inference_model_reducers.h"
#include "runtime/weights.h"
#include "runtime/weights.h"

namespace pyra {
namespace {

class Packer {
 public:
  Packer(const InferenceModel& model, const Elements& elements) : model_(model), elements_(elements) {}

  bool has(const std::string& name) const { return model_.tensors.contains(name); }

  std::vector<float> values(const std::string& name) const {
    std::vector<float> numbers = model_.tensors.at(name).to_float();
    if (!std::all_of(numbers.begin(), numbers.end(), [](float x) { return std::isfinite(x); })) {
      throw InputError("tensor " + name + " holds NaN or infinity; the file is damaged or its training diverged");
    }
    return numbers;
  }
  std::vector<float> values_or(const std::string& name, std::int64_t count, float otherwise) const {
    return has(name) ? values(name) : std::vector<float>(static_cast<std::size_t>(count), otherwise);
  }

  Norm norm(const std::string& name, double eps) const {
    return {values(name + ".weight"), values(name + ".bias"), static_cast<float>(eps)};
  }
  std::optional<Norm> norm_if(bool wanted, const std::string& name) const {
    return wanted ? std::optional(norm(name, model_.config.norm_eps)) : std::nullopt;
  }

  /// Rows first .. first + out - 1 of the named map, each times gamma[row] where gamma is not empty.
  Dense dense(const std::string& name, std::int64_t first, std::int64_t out, std::int64_t in, Element element,
              const std::vector<float>& gamma = {}) const {
    std::vector<float> weight = values(name + ".weight");
    std::vector<float> bias = values_or(name + ".bias", first + out, 0);
    for (std::size_t row = 0; row < gamma.size(); ++row) {
      for (std::int64_t c = 0; c < in; ++c) weight[row * static_cast<std::size_t>(in) + static_cast<std::size_t>(c)] *= gamma[row];
      bias[row] *= gamma[row];
    }
    return {PackedWeight(weight.data() + first * in, out, in, element),
            {bias.begin() + first, bias.begin() + first + out}};
  }

  PackedBlock block(std::int64_t index, bool prefix_only) const {
    const VitConfig& c = model_.config;
    const std::string name = "blocks." + std::to_string(index);
    const Element element = elements_.product;
    const auto gamma = [&](const std::string& scale) {
      return c.layer_scale ? values(name + scale) : std::vector<float>{};
    };
    const auto qkv = [&](std::int64_t first, std::int64_t out) {
      return std::optional(dense(name + ".attn.qkv", first, out, c.dim, element));
    };
    PackedBlock block{norm(name + ".norm1", c.norm_eps),
                      norm(name + ".norm2", c.norm_eps),
                      prefix_only ? std::nullopt : qkv(0, 3 * c.dim),
                      prefix_only ? qkv(0, c.dim) : std::nullopt,
                      prefix_only ? qkv(c.dim, 2 * c.dim) : std::nullopt,
                      dense(name + ".attn.proj", 0, c.dim, c.dim, element, gamma(".ls1.gamma")),
                      dense(name + ".mlp.fc1", 0, c.mlp_dim, c.dim, element),
                      dense(name + ".mlp.fc2", 0, c.dim, c.mlp_dim, element, gamma(".ls2.gamma")),
                      std::nullopt,
                      parallel(name + ".adaptmlp."),
                      reducer_weights(name + ".")};
    if (has(name + ".adapter.ln1.weight")) block.adapter = adapter(name + ".adapter");
    return block;
  }

 private:
  /// Those of the reducer's tensors whose names start with `prefix`, without it.
  std::map<std::string, std::vector<float>> reducer_weights(const std::string& prefix) const {
    std::map<std::string, std::vector<float>> weights;
    for (const auto& [name, shape] : find_runnable_reducer(model_.reducer).tensors(model_.config, model_.trained_rates)) {
      if (name.starts_with(prefix)) weights.emplace(name.substr(prefix.size()), values(name));
    }
    return weights;
  }

  std::optional<ParallelWeights> parallel(const std::string& prefix) const {
    const AdapterValues named = [&](const std::string& name) { return values(prefix + name); };
    if (has(prefix + "down_proj.weight")) return pack_adaptformer(named);
    if (has(prefix + "down1.weight")) return pack_dense_adapter(named);
    return std::nullopt;
  }

  AdapterWeights adapter(const std::string& name) const {
    AdapterWeights weights{values(name + ".ln1.weight"), values(name + ".ln1.bias"), {}, values(name + ".ln2.bias")};
    const std::vector<float> up = values(name + ".ln2.weight");  // [C, width]
    const std::size_t width = weights.down_bias.size(), dim = weights.up_bias.size();
    weights.up.resize(up.size());
    for (std::size_t c = 0; c < dim; ++c) {
      for (std::size_t w = 0; w < width; ++w) weights.up[w * dim + c] = up[c * width + w];
    }
    return weights;
  }

  const InferenceModel& model_;
  Elements elements_;
};

/// Prefix tokens in their order, [P, C], and the positions of the patches; positions of prefix tokens are added.
void embed(const Packer& packer, PackedModel::Impl& impl) {
  const VitConfig& c = impl.config;
  for (const char* name : {"cls_token", "dist_token", "reg_token"}) {
    if (!packer.has(name)) continue;
    const std::vector<float> rows = packer.values(name);
    impl.prefix_rows.insert(impl.prefix_rows.end(), rows.begin(), rows.end());
  }
  const std::vector<float> positions = packer.values("pos_embed");
  const std::size_t prefix = c.pos_embed_has_prefix ? impl.prefix_rows.size() : 0;
  for (std::size_t i = 0; i < prefix; ++i) impl.prefix_rows[i] += positions[i];
  impl.positions.assign(positions.begin() + static_cast<std::ptrdiff_t>(prefix), positions.end());
}

}  // namespace

PackedModel::PackedModel(const InferenceModel& model, Precision precision) {
  check_inference_model(model);
  const VitConfig& c = model.config;
  const Elements elements = elements_of(precision);
  const Packer packer(model, elements);
  Impl impl{c, precision, elements, model.reducer, packer.dense("patch_embed.proj", 0, c.dim, 3 * c.patch * c.patch, elements.embedding),
            {}, {}, {}, packer.norm_if(c.norm_pre, "norm_pre"), packer.norm_if(c.final_norm, "norm"),
            packer.norm_if(c.fc_norm, "fc_norm"), std::nullopt, std::nullopt, std::nullopt};
  embed(packer, impl);
  for (std::int64_t i = 0; i < c.depth; ++i) {
    impl.blocks.push_back(packer.block(i, impl.prefix_suffices() && i + 1 == c.depth));
  }
  // Few rows read these, so their precision costs nothing.
  if (c.pre_logits > 0) impl.pre_logits = packer.dense("pre_logits.fc", 0, c.pre_logits, c.dim, Element::f32);
  if (c.classes > 0) impl.head = packer.dense("head", 0, c.classes, c.features(), Element::f32);
  if (c.classes > 0 && c.distilled) impl.head_distilled = packer.dense("head_dist", 0, c.classes, c.dim, Element::f32);
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
