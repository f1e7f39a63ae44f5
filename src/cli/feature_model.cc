#include "cli/feature_model.h"

#include <algorithm>
#include <array>

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
    Pool{"class+mean", Pooling::class_and_average, "class token and mean of the patches"}};

template <typename Is>
const Pool& pool_where(const Is& is) {
  return *std::find_if(kPools.begin(), kPools.end(), is);
}

}  // namespace

std::vector<std::string> feature_pools() {
  std::vector<std::string> names{"default"};
  for (const Pool& pool : kPools) names.emplace_back(pool.name);
  return names;
}

std::string make_feature_model(InferenceModel& model, const std::string& pool) {
  std::erase_if(model.tensors, [](const auto& entry) {
    return entry.first.starts_with("head.") || entry.first.starts_with("head_dist.");
  });
  VitConfig& config = model.config;
  config.classes = 0;
  model.class_names.clear();
  if (pool != "default") config.pooling = pool_where([&](const Pool& p) { return pool == p.name; }).pooling;
  try {
    validate(config);
  } catch (const InputError& error) {
    throw InputError("--pool " + pool + ": " + error.what());
  }
  const Pool& used = pool_where([&](const Pool& p) { return p.pooling == config.pooling; });
  const bool both = config.distilled && config.pooling == Pooling::class_token;
  return std::string(both ? "the mean of class and distillation token" : used.in_words) + ", " +
         std::to_string(config.features()) + " channels";
}

}  // namespace pyra
