#include "train/student.h"

#include <ATen/CPUGeneratorImpl.h>

#include "model/load.h"
#include "pyra/error.h"
#include "pyra/schedule.h"

namespace pyra {

Vit make_student(const Backbone& backbone, const TocomSetting& setting, std::uint64_t seed) {
  at::Generator random = at::make_generator<at::CPUGeneratorImpl>(seed);
  Vit model = make_tocom_vit(backbone.config, setting, random);
  const ParameterList all = model.parameters();
  load_parameters(select(all, [](Role role) { return role != Role::adapter; }), backbone.tensors);
  for (const Parameter& parameter : all) parameter.tensor.requires_grad_(parameter.role == Role::adapter);
  return model;
}

std::vector<std::vector<std::int64_t>> uniform_rates(const VitConfig& config, std::int64_t max_rate) {
  std::vector<std::vector<std::int64_t>> rates;
  for (std::int64_t rate = 0; rate <= max_rate; ++rate) {
    rates.push_back(make_schedule("r=" + std::to_string(rate),
                                  std::vector(static_cast<std::size_t>(config.depth), rate), config)
                        .rates);
    if (rate > 0 && rates.back() == rates[static_cast<std::size_t>(rate - 1)]) {
      throw InputError("rates up to r=" + std::to_string(max_rate) + " asked for: this backbone's " +
                           std::to_string(config.tokens()) +
                           " tokens allow no more than r=" + std::to_string(rate - 1),
                       code::kTocomRates);
    }
  }
  return rates;
}

}  // namespace pyra
