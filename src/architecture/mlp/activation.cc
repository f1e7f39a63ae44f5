#include "pyra/activation.h"

#include "architecture/inference.h"
#include "architecture/part.h"

namespace pyra {
namespace {

constexpr Choice kChoice{[](const VitConfig& config) { return activation_name(config.activation); },
                         [](const std::string& word, VitConfig& config) {
                           const auto known = find_activation(word);
                           config.activation = known.value_or(config.activation);
                           return known.has_value();
                         },
                         activation_names};
constexpr Field kFields[] = {{.name = "activation", .place = &kChoice, .optional = true}};

void settle(Inference& from) {
  const auto& said = from.overrides.activation;
  const auto& stated = said ? said : from.sidecar.activation;
  const bool gated = from.config.gated_mlp;
  from.config.activation = stated.value_or(gated ? Activation::silu : VitConfig{}.activation);
  if (!stated) from.assumed.emplace_back(gated ? "SiLU for the gate of the MLPs" : "the exact GELU");
}

}  // namespace

Part activation_part() {
  return {.name = "activation",
          .doc = "the function between the two maps of an MLP",
          .stage = Stage::block,
          .fields = kFields,
          .mark =
              [](const VitConfig& config) {
                const bool usual = config.activation == VitConfig{}.activation;
                return usual ? std::string() : activation_name(config.activation);
              },
          .settle = settle,
          .override_by =
              [](const BackboneOverrides& said, VitConfig& config) {
                config.activation = said.activation.value_or(config.activation);
              }};
}

}  // namespace pyra
