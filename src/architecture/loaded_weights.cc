#include "architecture/loaded_weights.h"

#include <algorithm>
#include <bit>
#include <vector>

#include "architecture/model_spec.h"
#include "base/text/words.h"
#include "io/shape.h"
#include "pyra/backbone.h"
#include "pyra/error.h"

namespace pyra {
namespace {

std::string names_of_parts() {
  std::vector<std::string> names;
  for (const Part& part : all_parts()) {
    const std::string name(part.name);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return listed(names, "and");
}

/// Neither NaN nor infinite. Without branches, so that it costs no more than reading the file.
bool is_finite(const HostTensor& float32) {
  constexpr std::uint32_t kExponent = 0x7f800000;
  const auto* values = reinterpret_cast<const float*>(float32.data);
  const auto count = static_cast<std::size_t>(float32.elements());
  bool finite = true;
  for (std::size_t i = 0; i < count; ++i)
    finite &= (std::bit_cast<std::uint32_t>(values[i]) & kExponent) != kExponent;
  return finite;
}

}  // namespace

void check_tensors(const TensorMap& tensors, const VitConfig& config) {
  const auto expected = expected_tensors(config);
  TensorMap left = tensors;
  for (const auto& [name, shape] : expected) {
    const auto found = left.find(name);
    if (found == left.end()) {
      throw InputError("the checkpoint lacks the tensor '" + name + "' of shape " + shape_text(shape));
    }
    if (found->second.shape != shape) {
      throw InputError("the tensor '" + name + "' is " + found->second.describe() + ", expected " +
                       shape_text(shape) + " as the rest of the model has it");
    }
    left.erase(found);
  }
  if (!left.empty()) {
    throw InputError("the tensor '" + left.begin()->first + "' (" + left.begin()->second.describe() +
                     ") is not part of a Vision Transformer that pyra knows; its parts are " +
                     names_of_parts() +
                     (left.size() > 1 ? "; " + std::to_string(left.size() - 1) + " more are left over" : ""));
  }
}

HostTensor to_weight(const std::string& name, const HostTensor& tensor) {
  const bool aligned = reinterpret_cast<std::uintptr_t>(tensor.data) % alignof(float) == 0;
  HostTensor weight;
  try {
    weight = tensor.dtype == DType::f32 && aligned ? tensor : make_tensor(tensor.to_float(), tensor.shape);
  } catch (const InputError& error) {
    throw InputError("the tensor '" + name + "' cannot serve as a weight: " + error.what());
  }
  if (!is_finite(weight)) {
    throw InputError("the tensor '" + name + "' holds NaN or infinite values; get an undamaged checkpoint");
  }
  return weight;
}

}  // namespace pyra
