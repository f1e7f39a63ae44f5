// What the MLP of a block applies between its two products.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pyra {

enum class Activation : std::uint8_t {
  gelu,        // 0.5 z (1 + erf(z / sqrt 2)): the exact one, of nearly all models
  quick_gelu,  // z sigmoid(1.702 z): OpenAI's CLIP and its kin
  gelu_tanh,   // 0.5 z (1 + tanh(sqrt(2 / pi) (z + 0.044715 z^3))): SigLIP and its kin
  relu,        // max(0, z)
  silu,        // z sigmoid(z), also called Swish
};

/// All that there are.
std::vector<Activation> activations();
/// The name of the enumeration: "gelu".
std::string activation_name(Activation activation);
/// Those of all.
std::vector<std::string> activation_names();
/// By those names, and by what timm and transformers call the same functions ("gelu_new",
/// "gelu_pytorch_tanh" ...); empty for any other.
std::optional<Activation> find_activation(const std::string& name);

}  // namespace pyra
