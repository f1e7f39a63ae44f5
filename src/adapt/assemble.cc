#include "adapt/assemble.h"

#include "adapt/registry.h"
#include "methods/list.h"
#include "model/load.h"
#include "reduce/registry.h"
#include "reducers/list.h"

namespace pyra {

Vit assemble(const VitConfig& config, const Tuning& tuning, at::Generator& random) {
  const Method& method = find_method(tuning.method);
  const Reducer& reducer = find_reducer(tuning.reducer);
  MethodSetting setting{
      config.dim,  tuning.width > 0 ? tuning.width : default_width(config.dim), tuning.dropout, &random, 0,
      config.depth};
  const auto rate_of = [](const std::vector<std::int64_t>& rates, std::int64_t block) {
    return rates.empty() ? 0 : rates.at(static_cast<std::size_t>(block));
  };
  const auto& trained = tuning.trained_rates.empty() ? tuning.rates : tuning.trained_rates;
  const auto make_parts = [&](std::int64_t block) {
    BlockParts parts;
    setting.block = block;
    parts.projection =
        make_projection(method, Linear::zeros(config.dim, 3 * config.dim, config.qkv_bias), setting);
    parts.bottleneck = make_bottleneck(method, setting);
    parts.reducer = make_reducer(reducer, {config, block, rate_of(trained, block), random});
    return parts;
  };
  return Vit(config, make_parts, tuning.drop_path, tuning.rates);
}

ParameterList freeze(const Vit& model, const Tuning& tuning) {
  const Method& method = find_method(tuning.method);
  const auto trains = [&](Role role) { return method.trains(role); };
  const ParameterList parameters = model.parameters();
  for (const Parameter& parameter : parameters) parameter.tensor.requires_grad_(trains(parameter.role));
  return select(parameters, trains);
}

std::int64_t count_elements(const ParameterList& parameters) {
  std::int64_t count = 0;
  for (const Parameter& parameter : parameters) count += parameter.tensor.numel();
  return count;
}

}  // namespace pyra
