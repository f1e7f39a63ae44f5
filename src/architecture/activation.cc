#include "pyra/activation.h"

#include <array>
#include <string_view>
#include <utility>

namespace pyra {
namespace {

struct Name {
  std::string_view name;
  Activation activation;
};

// pyra's own names first.
constexpr std::array kNames{
    Name{"gelu", Activation::gelu},
    Name{"quick_gelu", Activation::quick_gelu},
    Name{"gelu_tanh", Activation::gelu_tanh},
    Name{"gelu_python", Activation::gelu},
    Name{"quickgelu", Activation::quick_gelu},
    Name{"gelu_new", Activation::gelu_tanh},
    Name{"gelu_fast", Activation::gelu_tanh},
    Name{"gelu_accurate", Activation::gelu_tanh},
    Name{"gelu_pytorch_tanh", Activation::gelu_tanh},
    Name{"gelu_python_tanh", Activation::gelu_tanh},
};

}  // namespace

std::string activation_name(Activation activation) {
  for (const Name& entry : kNames) {
    if (entry.activation == activation) return std::string(entry.name);
  }
  return "unknown";
}

std::vector<std::string> activation_names() { return {"gelu", "quick_gelu", "gelu_tanh"}; }

std::optional<Activation> find_activation(const std::string& name) {
  for (const Name& entry : kNames) {
    if (entry.name == name) return entry.activation;
  }
  return std::nullopt;
}

}  // namespace pyra
