#include "adapt/assemble.h"

#include "adapt/registry.h"
#include "model/load.h"
#include "reduce/registry.h"
#include "reducers/list.h"

namespace pyra {

Vit assemble(const VitConfig& config, const Method& method, at::Generator& random) {
  const AdapterEntry& adapter = find_adapter(method.adapter);
  const Reducer& reducer = find_reducer(method.reducer);
  check_reducer_fits(method.reducer, config);
  AdapterSetting setting{
      config.dim,  method.width > 0 ? method.width : default_width(config.dim), method.dropout, &random, 0,
      config.depth};
  const auto rate_of = [](const std::vector<std::int64_t>& rates, std::int64_t block) {
    return rates.empty() ? 0 : rates.at(static_cast<std::size_t>(block));
  };
  const auto& trained = method.trained_rates.empty() ? method.rates : method.trained_rates;
  const auto make_parts = [&](std::int64_t block) {
    BlockParts parts;
    setting.block = block;
    parts.projection =
        adapter.projection(Linear::zeros(config.dim, 3 * config.dim, config.qkv_bias), setting);
    parts.bottleneck = adapter.bottleneck(setting);
    parts.reducer = make_reducer(reducer, {config, block, rate_of(trained, block), random});
    return parts;
  };
  return Vit(config, make_parts, method.drop_path, method.rates);
}

ParameterList freeze(const Vit& model, const Method& method) {
  const auto trains = find_adapter(method.adapter).trains;
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
