#include <algorithm>

#include "kernels/activations/types.h"

namespace pyra {

std::vector<Activation> activations() {
  return {std::begin(Activations::kKinds), std::end(Activations::kKinds)};
}

std::string activation_name(Activation activation) {
  std::string name;
  Activations::one(activation, [&]<typename Of>(Of) { name = Of::kNames[0]; });
  return name;
}

std::vector<std::string> activation_names() {
  std::vector<std::string> names;
  for (const Activation activation : activations()) names.push_back(activation_name(activation));
  return names;
}

std::optional<Activation> find_activation(const std::string& name) {
  std::optional<Activation> found;
  Activations::each([&]<typename Of>(Of) {
    const auto* known = std::find(std::begin(Of::kNames), std::end(Of::kNames), name);
    if (known != std::end(Of::kNames)) found = Of::kind;
  });
  return found;
}

}  // namespace pyra
