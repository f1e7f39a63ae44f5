#include "cli/feature_model.h"

#include <algorithm>
#include <array>

#include "architecture/head/of_head.h"
#include "pyra/error.h"

namespace pyra {
namespace {

struct Pool {
  const char* name;
  Pooling pooling;
  const char* in_words;
};
constexpr std::array kPools{
    Pool{"class", Pooling::class_token, "the class token"},
    Pool{"mean", Pooling::average, "the mean of the patches"},
    Pool{"class+mean", Pooling::class_and_average, "class token and mean of the patches"},
    Pool{"attention", Pooling::attention, "what the pooling query attends to"}};
constexpr const char *kDefault = "default", *kProjection = "projection";

template <typename Is>
const Pool& pool_where(const Is& is) {
  return *std::find_if(kPools.begin(), kPools.end(), is);
}

/// Takes the head away, and the projection unless it is wanted.
void keep_projection(InferenceModel& model, bool wanted) {
  const VitConfig whole = model.config;
  TensorMap projection;
  for (const char* name : {"projection.weight", "projection.bias"}) {
    if (auto node = model.tensors.extract(name); wanted && !node.empty()) projection.insert(std::move(node));
  }
  take_off_head(model.tensors, model.config);
  model.class_names.clear();
  if (!wanted) return;
  model.tensors.merge(projection);
  model.config.projection = whole.projection;
  model.config.projection_bias = whole.projection_bias;
}

}  // namespace

std::vector<std::string> feature_pools() {
  std::vector<std::string> names{kDefault};
  for (const Pool& pool : kPools) names.emplace_back(pool.name);
  names.emplace_back(kProjection);
  return names;
}

std::string make_feature_model(InferenceModel& model, const std::string& pool, bool projected) {
  VitConfig& config = model.config;
  const bool as_it_is = pool == kDefault || pool == kProjection;
  const bool keeps_projection =
      config.projection > 0 && (pool == kProjection || (pool == kDefault && projected));
  if (pool == kProjection && config.projection == 0)
    throw InputError("--pool projection: this model has none; leave it out, or take a file that has (CLIP)");
  if (pool == "attention" && config.pooling != Pooling::attention)
    throw InputError("--pool attention: this model is read without attention pooling (" +
                     pooling_name(config.pooling) + " pooling)");
  keep_projection(model, keeps_projection);
  if (!as_it_is) config.pooling = pool_where([&](const Pool& p) { return pool == p.name; }).pooling;
  if (config.pooling != Pooling::attention)
    std::erase_if(model.tensors, [](const auto& entry) { return entry.first.starts_with("attn_pool."); });
  try {
    validate(config);
  } catch (const InputError& error) {
    throw InputError("--pool " + pool + ": " + error.what());
  }
  const Pool& used = pool_where([&](const Pool& p) { return p.pooling == config.pooling; });
  const bool both = config.distilled && config.pooling == Pooling::class_token;
  return std::string(both ? "the mean of class and distillation token" : used.in_words) +
         (keeps_projection ? ", projected, " : ", ") + std::to_string(config.features()) + " channels";
}

}  // namespace pyra
