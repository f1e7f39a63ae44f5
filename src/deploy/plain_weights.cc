#include "deploy/plain_weights.h"

#include <algorithm>
#include <cmath>

#include "methods/list.h"
#include "pyra/error.h"
#include "reducers/list.h"

namespace pyra {

std::vector<float> PlainWeights::values(const std::string& name) const {
  std::vector<float> numbers = model_.tensors.at(name).to_float();
  if (!std::all_of(numbers.begin(), numbers.end(), [](float x) { return std::isfinite(x); })) {
    throw InputError("tensor " + name +
                     " holds NaN or infinity; the file is damaged or its training diverged");
  }
  return numbers;
}

std::vector<float> PlainWeights::values_or(const std::string& name, std::int64_t count,
                                           float otherwise) const {
  return has(name) ? values(name) : std::vector<float>(static_cast<std::size_t>(count), otherwise);
}

PlainDense PlainWeights::dense(const std::string& name, std::int64_t out, std::int64_t in,
                               const std::string& gamma) const {
  PlainDense dense{values(name + ".weight"), values_or(name + ".bias", out, 0)};
  if (gamma.empty() || !model_.config.layer_scale) return dense;
  const std::vector<float> scale = values(gamma);
  for (std::size_t row = 0; row < scale.size(); ++row) {
    for (std::int64_t c = 0; c < in; ++c)
      dense.weight[row * static_cast<std::size_t>(in) + static_cast<std::size_t>(c)] *= scale[row];
    dense.bias[row] *= scale[row];
  }
  return dense;
}

std::optional<BottleneckWeights> PlainWeights::bottleneck(std::int64_t block) const {
  const Method& method = find_method(model_.method);
  if (method.bottleneck == nullptr) return std::nullopt;
  const std::string prefix = "blocks." + std::to_string(block) + ".";
  return method.bottleneck(
      {block, model_.config.depth, [&](const std::string& name) { return values(prefix + name); }});
}

std::map<std::string, std::vector<float>> PlainWeights::reducer(std::int64_t block) const {
  const std::string prefix = "blocks." + std::to_string(block) + ".";
  std::map<std::string, std::vector<float>> weights;
  for (const auto& [name, shape] :
       find_reducer(model_.reducer).tensors(model_.config, model_.trained_rates)) {
    if (name.starts_with(prefix)) weights.emplace(name.substr(prefix.size()), values(name));
  }
  return weights;
}

std::vector<float> PlainWeights::prefix_rows() const {
  std::vector<float> rows;
  for (const char* name : {"cls_token", "dist_token", "reg_token"}) {
    if (!has(name)) continue;
    const std::vector<float> token = values(name);
    rows.insert(rows.end(), token.begin(), token.end());
  }
  if (!model_.config.pos_embed || !model_.config.pos_embed_has_prefix) return rows;
  const std::vector<float> positions = values("pos_embed");
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] += positions[i];
  return rows;
}

std::vector<float> PlainWeights::patch_positions() const {
  const auto patches = static_cast<std::ptrdiff_t>(model_.config.patches() * model_.config.dim);
  if (!model_.config.pos_embed) return std::vector<float>(static_cast<std::size_t>(patches));
  const std::vector<float> positions = values("pos_embed");
  return {positions.end() - patches, positions.end()};
}

}  // namespace pyra
